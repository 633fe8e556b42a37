import type { Popup } from '../model/overlayState.js';
import type { Theme } from '../theme/themes.js';
import { fillBox, shorten, strokeBox } from './paint.js';
import type { Box } from './panelParts.js';

export interface PaintedPopup {
  box: Box;
  /** Where each choice in sight can be pressed. */
  items: { index: number; box: Box }[];
}

const WIDTH = 300;
const PAD = 6;

/** Draws a popup at the bottom of the log; phrases go in two columns. */
export function paintPopup(context: CanvasRenderingContext2D, popup: Popup, log: Box, theme: Theme): PaintedPopup {
  const size = theme.fontSize;
  const rowHeight = Math.round(size * 1.75);
  const small = size * 0.86;
  const font = (weight: number, pixels: number): string => `${weight} ${pixels}px ${theme.fontFamily}`;
  const measure = (text: string): number => context.measureText(text).width;
  const columns = popup.kind === 'quick' && log.width > 260 ? 2 : 1;
  const width = Math.min(popup.kind === 'quick' ? WIDTH + 60 : WIDTH, log.width - 16);
  const head = (popup.title ? rowHeight : 0) + (popup.note ? rowHeight * 0.9 : 0);
  const rows = Math.ceil(popup.items.length / columns);
  const fitting = Math.max(1, Math.min(rows, Math.floor((log.height - 12 - head - 2 * PAD) / rowHeight)));
  const height = head + fitting * rowHeight + 2 * PAD;
  const box = { x: log.x + 8, y: log.y + log.height - height - 2, width, height };
  const radius = Math.min(10, theme.radius);
  fillBox(context, box, theme.input, { radius });
  strokeBox(context, box, theme.inputBorder, { radius, width: theme.borderWidth });

  context.direction = 'ltr';
  context.textAlign = 'left';
  const inner = width - 24;
  let y = box.y + PAD;
  const middle = (rowOf: number, pixels: number): number => y + rowOf / 2 + pixels * 0.36;
  if (popup.title) {
    context.font = font(theme.boldWeight, small);
    context.fillStyle = theme.soft;
    context.fillText(shorten(popup.title, inner, measure), box.x + 12, middle(rowHeight, small));
    y += rowHeight;
  }
  if (popup.note) {
    context.font = font(400, small);
    context.fillStyle = theme.text;
    context.fillText(shorten(popup.note, inner, measure), box.x + 12, middle(rowHeight * 0.7, small));
    y += rowHeight * 0.9;
  }

  // As many rows as fit, with the chosen one among them.
  const chosenRow = columns === 2 ? popup.selected % rows : popup.selected;
  const first = Math.max(0, Math.min(chosenRow - fitting + 1, rows - fitting));
  const cell = (width - 2 * PAD) / columns;
  const items: PaintedPopup['items'] = [];
  for (const [index, item] of popup.items.entries()) {
    const row = (columns === 2 ? index % rows : index) - first;
    if (row < 0 || row >= fitting) continue;
    const place = { x: box.x + PAD + (columns === 2 ? Math.floor(index / rows) : 0) * cell, y: y + row * rowHeight, width: cell, height: rowHeight };
    items.push({ index, box: place });
    if (index === popup.selected) fillBox(context, place, theme.accent, { radius: Math.min(6, theme.radius) });
    context.fillStyle = index === popup.selected ? theme.onAccent : theme.text;
    const line = place.y + rowHeight / 2;
    let left = place.x + 8;
    let room = cell - 16;
    if (item.detail && popup.kind === 'quick') {
      context.font = font(theme.boldWeight, small);
      context.fillText(item.detail, left, line + small * 0.36);
      left += 18;
      room -= 18;
    }
    context.font = font(400, size);
    const label = shorten(item.label, room, measure);
    context.fillText(label, left, line + size * 0.36);
    if (item.detail && popup.kind !== 'quick') {
      const after = measure(label) + 14;
      context.font = font(400, small);
      if (index !== popup.selected) context.fillStyle = theme.soft;
      const detail = shorten(item.detail, room - after, measure);
      context.fillText(detail, place.x + cell - 8 - measure(detail), line + small * 0.36);
    }
  }
  return { box, items };
}
