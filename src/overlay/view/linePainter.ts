import type { RunStyle } from '../model/lineRuns.js';
import { baseDirection } from '../text/baseDirection.js';
import { senderColor } from '../theme/senderColor.js';
import { worstPanel, type Theme } from '../theme/themes.js';
import type { Fonts } from './fonts.js';
import type { LineLayout, PlacedText } from './lineLayout.js';
import { fillBox, outlineText } from './paint.js';

/** A line and where it goes. */
export interface PaintedLine {
  layout: LineLayout;
  y: number;
  alpha: number;
}

export interface LinePainter {
  readonly rowHeight: number;
  /** `outline` 0 to 1: how much the letters need a ground of their own. Rows that leave at `top` fade out. */
  paint(context: CanvasRenderingContext2D, lines: readonly PaintedLine[], at: { x: number; top: number; width: number; outline: number }): void;
  /** Back in a small box that hugs what is written. */
  paintBack(context: CanvasRenderingContext2D, line: PaintedLine, x: number): void;
}

export const LINE_GAP = 4;

export function createLinePainter(theme: Theme, fonts: Fonts, snap: (length: number) => number): LinePainter {
  const rowHeight = Math.round(theme.fontSize * theme.lineHeight);
  const back = worstPanel(theme, Math.min(theme.panelAlpha, theme.lineAlpha));
  const colors: Record<RunStyle, string> = {
    time: theme.soft,
    name: theme.text,
    text: theme.text,
    soft: theme.soft,
    warning: theme.warning,
    error: theme.error,
    emote: theme.text,
    mention: theme.text,
    me: theme.mention,
    link: theme.link,
    action: theme.link,
    day: theme.soft,
  };
  const senders = new Map<string, string>();
  const colorOf = (userId: string): string => {
    let color = senders.get(userId);
    if (!color) {
      if (senders.size > 1_000) senders.clear();
      senders.set(userId, (color = senderColor(userId, back)));
    }
    return color;
  };

  return {
    rowHeight,

    paint(context, lines, { x, top, width, outline }) {
      // One font after the other: to change it costs as much as to write a word.
      const byFont = new Map<string, [PaintedLine, PlacedText][]>();
      for (const line of lines) {
        paintGround(context, line, { x, width, outline });
        for (const placed of line.layout.texts) {
          const font = fonts.font(placed.style);
          const found = byFont.get(font);
          if (found) found.push([line, placed]);
          else byFont.set(font, [[line, placed]]);
        }
      }
      context.textAlign = 'left';
      for (const [font, texts] of byFont) {
        context.font = font;
        for (const [line, placed] of texts) paintText(context, line, placed, { x, top, outline });
      }
      context.globalAlpha = 1;
    },

    paintBack(context, { layout, y, alpha }, x) {
      const box = { x: x + layout.left - 8, y: y - 1, width: layout.right - layout.left + 16, height: layout.height - LINE_GAP + 2 };
      fillBox(context, box, layout.mentionsMe ? theme.mentionBack : theme.panel, { alpha: alpha * theme.lineAlpha, radius: Math.min(8, theme.radius) });
    },
  };

  function paintGround(context: CanvasRenderingContext2D, { layout, y, alpha }: PaintedLine, { x, width, outline }: { x: number; width: number; outline: number }): void {
    if (layout.mentionsMe && outline < 1) {
      const box = { x: x - 8, y: y - 1, width: width + 16, height: layout.height - LINE_GAP + 2 };
      fillBox(context, box, theme.mentionBack, { alpha: alpha * (1 - outline), radius: Math.min(6, theme.radius) });
      fillBox(context, { ...box, x: layout.direction === 'rtl' ? box.x + box.width - 3 : box.x, width: 3 }, theme.mention, { alpha });
    }
    if (layout.texts[0]?.style === 'day') paintRules(context, layout.left, layout.right, { x, y: snap(y + rowHeight / 2), width });
  }

  function paintText(context: CanvasRenderingContext2D, { layout, y, alpha }: PaintedLine, placed: PlacedText, { x, top, outline }: { x: number; top: number; outline: number }): void {
    const left = x + placed.x;
    const rowTop = y + placed.row * rowHeight;
    const hidden = top - rowTop;
    if (hidden >= rowHeight) return;
    context.globalAlpha = hidden > 0 ? alpha * (1 - hidden / rowHeight) ** 2 : alpha;
    const baseline = snap(rowTop + rowHeight / 2 + theme.fontSize * 0.36);
    // "5:23 PM" reads the same in every line.
    const direction = placed.style === 'time' ? baseDirection(placed.text) : layout.direction;
    if (context.direction !== direction) context.direction = direction;
    if (outline > 0) outlineText(context, placed.text, left, baseline, theme, outline);
    context.fillStyle = placed.userId === undefined ? colors[placed.style] : colorOf(placed.userId);
    context.fillText(placed.text, left, baseline);
    if (placed.style === 'link' || placed.style === 'action') context.fillRect(left, baseline + 2, placed.width, 1);
  }

  function paintRules(context: CanvasRenderingContext2D, left: number, right: number, at: { x: number; y: number; width: number }): void {
    context.fillStyle = theme.border;
    context.fillRect(at.x, at.y, left - 10, 1);
    context.fillRect(at.x + right + 10, at.y, at.width - right - 10, 1);
  }
}
