import { baseDirection } from '../text/baseDirection.js';
import { cleanText } from '../text/cleanText.js';
import { graphemes } from '../text/graphemes.js';
import { wrapRuns } from '../text/wrapRuns.js';
import type { Theme } from '../theme/themes.js';
import type { Fonts } from './fonts.js';

export interface BubbleLook {
  theme: Theme;
  fonts: Fonts;
  /** Pixels drawn per unit of length. */
  resolution: number;
  maxWidth: number;
  maxRows: number;
  /** How far beside its middle the tail points: who speaks at the edge of the screen has the bubble further in. */
  tail: number;
  resize(width: number, height: number): void;
}

const PAD_X = 10;
const PAD_Y = 6;
const TAIL = 6;

/** Draws a bubble with its tail at the bottom, sized to its text; returns how much there is to read. */
export function drawBubble(context: CanvasRenderingContext2D, text: string, { theme, fonts, resolution, maxWidth, maxRows, tail, resize }: BubbleLook): { letters: number } {
  const clean = cleanText(text);
  const rowHeight = Math.round(theme.fontSize * 1.35);
  const measure = (piece: string): number => fonts.measure(piece, 'text');
  const rows = wrapRuns([{ text: clean, style: 'text' }], maxWidth - 2 * PAD_X, fonts.measure).map((row) => row[0]?.text ?? '');
  if (rows.length > maxRows) {
    rows.length = maxRows;
    const last = graphemes(rows[maxRows - 1]!);
    while (last.length > 1 && measure(`${last.join('')}…`) > maxWidth - 2 * PAD_X) last.pop();
    rows[maxRows - 1] = `${last.join('').trimEnd()}…`;
  }
  const inner = Math.max(theme.fontSize, ...rows.map(measure));
  const width = Math.ceil(inner) + 2 * PAD_X;
  const height = rows.length * rowHeight + 2 * PAD_Y;
  resize(Math.ceil((width + 2) * resolution), Math.ceil((height + TAIL + 2) * resolution));

  // A canvas that keeps its size keeps its picture too.
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, context.canvas.width, context.canvas.height);
  context.setTransform(resolution, 0, 0, resolution, resolution, resolution);
  const radius = Math.min(theme.radius, height / 2);
  const middle = width / 2;
  const reach = middle - radius - TAIL;
  const tip = middle + Math.max(-reach, Math.min(reach, tail));
  context.beginPath();
  context.moveTo(radius, 0);
  context.arcTo(width, 0, width, height, radius);
  context.arcTo(width, height, tip + TAIL, height, radius);
  context.lineTo(tip + TAIL, height);
  context.lineTo(tip, height + TAIL);
  context.lineTo(tip - TAIL, height);
  context.arcTo(0, height, 0, 0, radius);
  context.arcTo(0, 0, radius, 0, radius);
  context.closePath();
  context.globalAlpha = theme.panelAlpha;
  context.fillStyle = theme.panel;
  context.fill();
  context.globalAlpha = 1;
  context.strokeStyle = theme.border;
  context.lineWidth = theme.borderWidth;
  context.stroke();

  context.font = fonts.font('text');
  context.fillStyle = theme.text;
  context.textAlign = 'center';
  context.direction = baseDirection(clean);
  for (const [index, row] of rows.entries()) {
    context.fillText(row, middle, PAD_Y + index * rowHeight + rowHeight / 2 + theme.fontSize * 0.36);
  }
  return { letters: clean.length };
}
