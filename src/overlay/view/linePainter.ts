import type { RunStyle } from '../model/lineRuns.js';
import { baseDirection } from '../text/baseDirection.js';
import { senderColor } from '../theme/senderColor.js';
import { worstPanel, type Theme } from '../theme/themes.js';
import type { Fonts } from './fonts.js';
import type { VisibleLine } from './logLayout.js';
import { fillBox, outlineText } from './paint.js';

export interface LinePainter {
  readonly rowHeight: number;
  /** `outline` 0 to 1: how much the letters need a ground of their own. Rows that leave at `top` fade out. */
  paint(context: CanvasRenderingContext2D, line: VisibleLine, at: { x: number; y: number; top: number; width: number; alpha: number; outline: number }): void;
  /** Back in a small box that hugs what is written. */
  paintBack(context: CanvasRenderingContext2D, line: VisibleLine, at: { x: number; y: number; alpha: number }): void;
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

    paint(context, { layout }, { x, y, top, width, alpha, outline }) {
      if (layout.mentionsMe && outline < 1) {
        const box = { x: x - 8, y: y - 1, width: width + 16, height: layout.height - LINE_GAP + 2 };
        fillBox(context, box, theme.mentionBack, { alpha: alpha * (1 - outline), radius: Math.min(6, theme.radius) });
        fillBox(context, { ...box, x: layout.direction === 'rtl' ? box.x + box.width - 3 : box.x, width: 3 }, theme.mention, { alpha });
      }
      for (const placed of layout.texts) {
        const left = x + placed.x;
        const hidden = top - y - placed.row * rowHeight;
        if (hidden >= rowHeight) continue;
        context.globalAlpha = hidden > 0 ? alpha * (1 - hidden / rowHeight) ** 2 : alpha;
        const baseline = snap(y + placed.row * rowHeight + rowHeight / 2 + theme.fontSize * 0.36);
        const color = placed.userId === undefined ? colors[placed.style] : colorOf(placed.userId);
        context.font = fonts.font(placed.style);
        // "5:23 PM" reads the same in every line.
        context.direction = placed.style === 'time' ? baseDirection(placed.text) : layout.direction;
        context.textAlign = 'left';
        if (outline > 0) outlineText(context, placed.text, left, baseline, theme, outline);
        context.fillStyle = color;
        context.fillText(placed.text, left, baseline);
        if (placed.style === 'link' || placed.style === 'action') context.fillRect(left, baseline + 2, placed.width, 1);
      }
      if (layout.texts[0]?.style === 'day') paintRules(context, layout.left, layout.right, { x, y: snap(y + rowHeight / 2), width });
      context.globalAlpha = 1;
    },

    paintBack(context, { layout }, { x, y, alpha }) {
      const box = { x: x + layout.left - 8, y: y - 1, width: layout.right - layout.left + 16, height: layout.height - LINE_GAP + 2 };
      fillBox(context, box, layout.mentionsMe ? theme.mentionBack : theme.panel, { alpha: alpha * theme.lineAlpha, radius: Math.min(8, theme.radius) });
    },
  };

  function paintRules(context: CanvasRenderingContext2D, left: number, right: number, at: { x: number; y: number; width: number }): void {
    context.fillStyle = theme.border;
    context.fillRect(at.x, at.y, left - 10, 1);
    context.fillRect(at.x + right + 10, at.y, at.width - right - 10, 1);
  }
}
