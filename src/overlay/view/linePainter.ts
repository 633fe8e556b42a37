import type { RunStyle } from '../model/lineRuns.js';
import { baseDirection } from '../text/baseDirection.js';
import { senderColor } from '../theme/senderColor.js';
import { worstPanel, type Theme } from '../theme/themes.js';
import type { Fonts } from './fonts.js';
import type { LineLayout } from './lineLayout.js';
import { fillBox, OUTLINE } from './paint.js';

/** A line and where it goes, in units from the surface's corner. */
export interface PaintedLine {
  layout: LineLayout;
  x: number;
  y: number;
  alpha: number;
}

/** What is written of a line: its letters, or the ground that they need where no panel is behind them. */
export type Layer = 'letters' | 'outlines';

export interface LinePainter {
  readonly rowHeight: number;
  write(context: CanvasRenderingContext2D, layout: LineLayout, at: { x: number; y: number }, layer: Layer): void;
  /** What is behind a line in the panel: a mark of being mentioned, the rules beside a day. */
  paintGround(context: CanvasRenderingContext2D, line: PaintedLine, panel: { width: number; outline: number }): void;
  /** A small box that hugs what is written. */
  paintBack(context: CanvasRenderingContext2D, line: PaintedLine): void;
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

    write(context, layout, { x, y }, layer) {
      context.textAlign = 'left';
      context.lineWidth = OUTLINE;
      context.lineJoin = 'round';
      context.strokeStyle = theme.panel;
      for (const placed of layout.texts) {
        const left = x + placed.x;
        const baseline = snap(y + placed.row * rowHeight + rowHeight / 2 + theme.fontSize * 0.36);
        // "5:23 PM" reads the same in every line.
        context.direction = placed.style === 'time' ? baseDirection(placed.text) : layout.direction;
        context.font = fonts.font(placed.style);
        if (layer === 'outlines') {
          context.strokeText(placed.text, left, baseline);
          continue;
        }
        context.fillStyle = placed.userId === undefined ? colors[placed.style] : colorOf(placed.userId);
        context.fillText(placed.text, left, baseline);
        if (placed.style === 'link' || placed.style === 'action') context.fillRect(left, baseline + 2, placed.width, 1);
      }
    },

    paintGround(context, { layout, x, y, alpha }, { width, outline }) {
      if (layout.mentionsMe && outline < 1) {
        const box = { x: x - 8, y: y - 1, width: width + 16, height: layout.height - LINE_GAP + 2 };
        fillBox(context, box, theme.mentionBack, { alpha: alpha * (1 - outline), radius: Math.min(6, theme.radius) });
        fillBox(context, { ...box, x: layout.direction === 'rtl' ? box.x + box.width - 3 : box.x, width: 3 }, theme.mention, { alpha });
      }
      if (layout.texts[0]?.style !== 'day') return;
      const rule = { y: snap(y + rowHeight / 2), height: 1 };
      fillBox(context, { ...rule, x, width: layout.left - 10 }, theme.border);
      fillBox(context, { ...rule, x: x + layout.right + 10, width: width - layout.right - 10 }, theme.border);
    },

    paintBack(context, { layout, x, y, alpha }) {
      const box = { x: x + layout.left - 8, y: y - 1, width: layout.right - layout.left + 16, height: layout.height - LINE_GAP + 2 };
      fillBox(context, box, layout.mentionsMe ? theme.mentionBack : theme.panel, { alpha: alpha * theme.lineAlpha, radius: Math.min(8, theme.radius) });
    },
  };
}
