import type { OverlayState } from '../model/overlayState.js';
import type { ChatTab } from '../model/chatTab.js';
import { plural, type Texts } from '../texts.js';
import type { Theme } from '../theme/themes.js';
import { fillBox, shorten } from './paint.js';
import type { Box } from './panelParts.js';

export interface TabBox {
  tab: ChatTab;
  box: Box;
}

interface HeaderStyle {
  theme: Theme;
  texts: Texts;
  locale: string | undefined;
}

const PAD = 12;
/** At the right end stands the way to the other mode. */
const MODE = 26;

/** All that the header's picture depends on. */
export function headerKey({ tabs, active }: OverlayState): string {
  const { presenceCount } = active.handle;
  return JSON.stringify([tabs.map((tab) => [tab.label, tab.unread, tab.mentioned, tab === active]), presenceCount, active.connection]);
}

/** Draws the names of the chats and who is there; returns where each name can be pressed. */
export function paintHeader(context: CanvasRenderingContext2D, state: OverlayState, box: Box, { theme, texts, locale }: HeaderStyle): TabBox[] {
  const size = Math.round(theme.fontSize * 0.86);
  const font = (weight: number): string => `${weight} ${size}px ${theme.fontFamily}`;
  const width = (text: string): number => context.measureText(text).width;
  const baseline = box.y + box.height / 2 + size * 0.36;
  const { tabs, active } = state;
  const boxes: TabBox[] = [];
  context.direction = 'ltr';
  context.textAlign = 'left';

  context.font = font(400);
  const { presenceCount } = active.handle;
  const people = presenceCount > 0 ? plural(texts.people, presenceCount, locale) : '';
  const peopleWidth = people ? width(people) + 14 : 0;
  const roomForTabs = box.width - 2 * PAD - peopleWidth - MODE - 8;
  const each = roomForTabs / tabs.length;

  let x = box.x + PAD;
  for (const tab of tabs) {
    const isActive = tab === active;
    const badge = tab.unread > 0 && (!isActive || tabs.length > 1) ? (tab.unread > 99 ? '99+' : String(tab.unread)) : '';
    context.font = font(theme.boldWeight);
    const badgeWidth = badge ? width(badge) + 12 : 0;
    const label = shorten(tab.label, Math.max(12, each - badgeWidth - 18), width);
    const labelWidth = width(label);
    context.fillStyle = isActive ? theme.text : theme.soft;
    context.fillText(label, x, baseline);
    if (isActive && tabs.length > 1) fillBox(context, { x, y: box.y + box.height - 3, width: labelWidth, height: 2 }, theme.accent);
    if (badge) {
      const pill = { x: x + labelWidth + 5, y: box.y + box.height / 2 - size * 0.7, width: badgeWidth, height: size * 1.4 };
      fillBox(context, pill, tab.mentioned ? theme.mention : theme.accent, { radius: theme.radius ? pill.height / 2 : 0 });
        context.fillStyle = tab.mentioned ? theme.mentionBack : theme.onAccent;
      context.fillText(badge, pill.x + 6, baseline);
    }
    const total = labelWidth + (badge ? badgeWidth + 5 : 0);
    boxes.push({ tab, box: { x: x - 8, y: box.y, width: total + 16, height: box.height } });
    x += total + 18;
  }

  if (people) {
    context.font = font(400);
    context.fillStyle = theme.soft;
    const left = box.x + box.width - PAD - MODE + 4 - width(people);
    context.fillText(people, left, baseline);
    context.fillStyle = active.connection === 'connected' ? '#4cc38a' : theme.warning;
    context.beginPath();
    context.arc(left - 9, box.y + box.height / 2, 3, 0, 2 * Math.PI);
    context.fill();
  }
  fillBox(context, { x: box.x + 1, y: box.y + box.height - 1, width: box.width - 2, height: 1 }, theme.border, { alpha: 0.6 });
  return boxes;
}
