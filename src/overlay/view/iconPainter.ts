import type { Theme } from '../theme/themes.js';
import { fillBox, strokeBox } from './paint.js';
import type { Box } from './panelParts.js';

type Context = CanvasRenderingContext2D;

function pen(context: Context, color: string, alpha: number): void {
  context.globalAlpha = alpha;
  context.strokeStyle = color;
  context.fillStyle = color;
  context.lineWidth = 1.6;
  context.lineCap = 'round';
  context.lineJoin = 'round';
}

/** A corner that opens or closes: to the full panel and back. */
export function paintModeIcon(context: Context, box: Box, toCompact: boolean, color: string, alpha: number): void {
  pen(context, color, alpha);
  const x = box.x + box.width / 2;
  const y = box.y + box.height / 2;
  const down = toCompact ? 1 : -1;
  context.beginPath();
  context.moveTo(x - 4.5, y - 2 * down);
  context.lineTo(x, y + 2.5 * down);
  context.lineTo(x + 4.5, y - 2 * down);
  context.stroke();
  context.globalAlpha = 1;
}

/** A speech bubble with three lines, for phrases; or with three dots, for the chat itself. */
export function paintBubbleIcon(context: Context, box: Box, kind: 'lines' | 'dots', color: string, alpha: number): void {
  pen(context, color, alpha);
  const size = Math.min(box.width, box.height);
  const x = box.x + box.width / 2 - size * 0.3;
  const y = box.y + box.height / 2 - size * 0.28;
  const w = size * 0.6;
  const h = size * 0.44;
  const r = size * 0.1;
  context.beginPath();
  context.moveTo(x + r, y);
  context.arcTo(x + w, y, x + w, y + h, r);
  context.arcTo(x + w, y + h, x, y + h, r);
  context.lineTo(x + w * 0.42, y + h);
  context.lineTo(x + w * 0.2, y + h + size * 0.14);
  context.lineTo(x + w * 0.2, y + h);
  context.arcTo(x, y + h, x, y, r);
  context.arcTo(x, y, x + w, y, r);
  context.closePath();
  context.stroke();
  context.beginPath();
  if (kind === 'dots') {
    for (const part of [0.27, 0.5, 0.73]) {
      context.moveTo(x + w * part + 1.3, y + h / 2);
      context.arc(x + w * part, y + h / 2, 1.3, 0, 2 * Math.PI);
    }
    context.fill();
  } else {
    for (const part of [0.36, 0.66]) {
      context.moveTo(x + w * 0.25, y + h * part);
      context.lineTo(x + w * 0.75, y + h * part);
    }
    context.stroke();
  }
  context.globalAlpha = 1;
}

/** What one touches to write while only lines are shown. */
export function paintChatButton(context: Context, box: Box, unread: number, theme: Theme): void {
  const radius = theme.radius ? box.width / 2 : 0;
  fillBox(context, box, theme.panel, { alpha: theme.lineAlpha, radius });
  strokeBox(context, box, theme.border, { radius, width: theme.borderWidth });
  paintBubbleIcon(context, box, 'dots', theme.text, 1);
  if (unread === 0) return;
  const size = theme.fontSize * 0.78;
  const text = unread > 99 ? '99+' : String(unread);
  context.font = `${theme.boldWeight} ${size}px ${theme.fontFamily}`;
  context.textAlign = 'center';
  const width = Math.max(size * 1.5, context.measureText(text).width + 8);
  const badge = { x: box.x + box.width - width + 2, y: box.y - 2, width, height: size * 1.5 };
  fillBox(context, badge, theme.accent, { radius: theme.radius ? badge.height / 2 : 0 });
  context.fillStyle = theme.onAccent;
  context.fillText(text, badge.x + width / 2, badge.y + badge.height / 2 + size * 0.36);
  context.textAlign = 'left';
}
