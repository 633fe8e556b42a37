import type { OverlayState } from '../model/overlayState.js';
import type { Scroller } from '../model/scroller.js';
import { plural, type Texts } from '../texts.js';
import type { Theme } from '../theme/themes.js';
import { fillBox, outlineText, shorten, strokeBox } from './paint.js';
import { paintBubbleIcon } from './iconPainter.js';
import type { Box, PanelParts } from './panelParts.js';

type Context = CanvasRenderingContext2D;

interface PanelStyle {
  theme: Theme;
  texts: Texts;
  locale: string | undefined;
}

const lerp = (from: number, to: number, part: number): number => from + (to - from) * part;

/** `chrome` 0 to 1: how much of the panel stands out from the game. */
export function paintPanel(context: Context, box: Box, chrome: number, theme: Theme): void {
  fillBox(context, box, theme.panel, { alpha: lerp(theme.idleAlpha, theme.panelAlpha, chrome), radius: theme.radius });
  strokeBox(context, box, theme.border, { alpha: chrome, radius: theme.radius, width: theme.borderWidth });
}

export function paintInput(context: Context, state: OverlayState, { input: box, quick }: PanelParts, chrome: number, hint: string, { theme, texts }: PanelStyle): void {
  const { focused, length, maxLength, active } = state;
  const radius = Math.min(8, theme.radius);
  const over = length > maxLength;
  fillBox(context, box, theme.input, { alpha: chrome, radius });
  strokeBox(context, box, over ? theme.error : focused ? theme.accent : theme.inputBorder, { alpha: chrome, radius, width: focused ? Math.max(1.5, theme.borderWidth) : theme.borderWidth });
  const size = theme.fontSize;
  const baseline = box.y + box.height / 2 + size * 0.36;
  context.textAlign = 'left';
  context.direction = 'ltr';
  if (quick.width > 0 && length <= maxLength * 0.8) paintBubbleIcon(context, quick, 'lines', theme.soft, chrome);
  if (length === 0) {
    const text = active.ended ? texts.ended : focused ? texts.placeholder : hint;
    context.font = `400 ${size}px ${theme.fontFamily}`;
    const shown = shorten(text, box.width - 20 - quick.width, (part) => context.measureText(part).width);
    if (chrome < 1) outlineText(context, shown, box.x + 10, baseline, theme, 1 - chrome);
    context.fillStyle = theme.soft;
    context.fillText(shown, box.x + 10, baseline);
  } else if (length > maxLength * 0.8) {
    context.font = `400 ${size * 0.8}px ${theme.fontFamily}`;
    context.globalAlpha = chrome;
    context.fillStyle = over ? theme.error : theme.soft;
    context.textAlign = 'right';
    context.fillText(String(maxLength - length), box.x + box.width - 8, baseline - 1);
  }
  context.globalAlpha = 1;
}

/** Returns the bar's handle, or null where all is in sight. */
export function paintScrollbar(context: Context, log: Box, scroller: Scroller, total: number, alpha: number, theme: Theme): Box | null {
  if (total <= log.height || alpha <= 0) return null;
  const track = log.height - 8;
  const height = Math.max(24, (track * log.height) / total);
  const y = log.y + 4 + ((track - height) * scroller.top) / Math.max(1, total - log.height);
  const bar = { x: log.x + log.width - 6, y, width: 3, height };
  fillBox(context, bar, theme.soft, { alpha: alpha * 0.7, radius: theme.radius ? 1.5 : 0 });
  return bar;
}

/** The pill that leads to what came in meanwhile; returns its box. */
export function paintNewMessages(context: Context, log: Box, count: number, { theme, texts, locale }: PanelStyle): Box {
  const size = theme.fontSize * 0.86;
  const text = count > 0 ? `${plural(texts.newMessages, count, locale)}  ↓` : '↓';
  context.font = `${theme.boldWeight} ${size}px ${theme.fontFamily}`;
  const width = context.measureText(text).width + 24;
  const height = Math.round(size * 2);
  const box = { x: log.x + (log.width - width) / 2, y: log.y + log.height - height - 4, width, height };
  fillBox(context, box, count > 0 ? theme.accent : theme.input, { radius: theme.radius ? height / 2 : 0 });
  if (count === 0) strokeBox(context, box, theme.inputBorder, { radius: theme.radius ? height / 2 : 0, width: theme.borderWidth });
  context.fillStyle = count > 0 ? theme.onAccent : theme.text;
  context.textAlign = 'left';
  context.direction = 'ltr';
  context.fillText(text, box.x + 12, box.y + height / 2 + size * 0.36);
  return box;
}

/** A strip over the top of the log: the connection, or older lines on their way. */
export function paintNotice(context: Context, state: OverlayState, log: Box, { theme, texts }: PanelStyle): void {
  const { connection, loading } = state.active;
  const reconnecting = connection === 'reconnecting';
  if (!reconnecting && !loading) return;
  const size = theme.fontSize * 0.86;
  const height = Math.round(size * 2);
  const text = reconnecting ? texts.reconnecting : texts.loadingOlder;
  fillBox(context, { x: log.x + 1, y: log.y, width: log.width - 2, height }, theme.input);
  context.font = `400 ${size}px ${theme.fontFamily}`;
  context.fillStyle = reconnecting ? theme.warning : theme.soft;
  context.textAlign = 'center';
  context.direction = 'ltr';
  context.fillText(shorten(text, log.width - 24, (part) => context.measureText(part).width), log.x + log.width / 2, log.y + height / 2 + size * 0.36);
  context.textAlign = 'left';
}
