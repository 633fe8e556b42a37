import type { Theme } from '../theme/themes.js';
import type { Box } from './panelParts.js';

type Context = CanvasRenderingContext2D;

export function roundRect(context: Context, { x, y, width, height }: Box, radius: number): void {
  const r = Math.max(0, Math.min(radius, width / 2, height / 2));
  context.beginPath();
  context.moveTo(x + r, y);
  context.arcTo(x + width, y, x + width, y + height, r);
  context.arcTo(x + width, y + height, x, y + height, r);
  context.arcTo(x, y + height, x, y, r);
  context.arcTo(x, y, x + width, y, r);
  context.closePath();
}

export function fillBox(context: Context, box: Box, color: string, { alpha = 1, radius = 0 } = {}): void {
  if (alpha <= 0) return;
  context.globalAlpha = alpha;
  context.fillStyle = color;
  if (radius > 0) {
    roundRect(context, box, radius);
    context.fill();
  } else {
    context.fillRect(box.x, box.y, box.width, box.height);
  }
  context.globalAlpha = 1;
}

/** A border inside the box. */
export function strokeBox(context: Context, box: Box, color: string, { alpha = 1, radius = 0, width = 1 } = {}): void {
  if (alpha <= 0 || width <= 0) return;
  context.globalAlpha = alpha;
  context.strokeStyle = color;
  context.lineWidth = width;
  const half = width / 2;
  roundRect(context, { x: box.x + half, y: box.y + half, width: box.width - width, height: box.height - width }, radius - half);
  context.stroke();
  context.globalAlpha = 1;
}

/** As much of a text as fits, with an ellipsis. */
export function shorten(text: string, width: number, measure: (text: string) => number): string {
  if (measure(text) <= width) return text;
  const letters = [...text];
  let low = 0;
  for (let high = letters.length; low < high; ) {
    const middle = (low + high + 1) >> 1;
    if (measure(`${letters.slice(0, middle).join('')}…`) <= width) low = middle;
    else high = middle - 1;
  }
  return low === 0 ? '' : `${letters.slice(0, low).join('')}…`;
}

/** Width of what surrounds letters whose panel has faded. */
export const OUTLINE = 3;

/** A ground of their own for letters whose panel has faded. */
export function outlineText(context: Context, text: string, x: number, baseline: number, theme: Theme, alpha: number): void {
  context.globalAlpha *= alpha;
  context.strokeStyle = theme.panel;
  context.lineWidth = OUTLINE;
  context.lineJoin = 'round';
  context.strokeText(text, x, baseline);
  context.globalAlpha /= alpha;
}
