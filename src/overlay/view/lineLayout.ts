import type { LineAction, LineRuns, RunStyle } from '../model/lineRuns.js';
import { wrapRuns, type Measure } from '../text/wrapRuns.js';

/** A piece of text in its place; `x` from the line's left edge. */
export interface PlacedText {
  text: string;
  style: RunStyle;
  x: number;
  row: number;
  width: number;
  userId?: string;
  action?: LineAction;
}

/** A line wrapped for a width. */
export interface LineLayout {
  rows: number;
  height: number;
  /** Left and right edge of what is written. */
  left: number;
  right: number;
  direction: 'ltr' | 'rtl';
  mentionsMe: boolean;
  texts: PlacedText[];
}

export interface LineMetrics {
  width: number;
  rowHeight: number;
  /** Between two lines. */
  gap: number;
  measure: Measure;
}

const NOTHING: LineLayout = { rows: 0, height: 0, left: 0, right: 0, direction: 'ltr', mentionsMe: false, texts: [] };

/** Places what a line says; a line without words takes no room. */
export function lineLayout(line: LineRuns | null, { width, rowHeight, gap, measure }: LineMetrics): LineLayout {
  if (!line) return NOTHING;
  const rows = wrapRuns(line.runs, width, measure);
  const texts: PlacedText[] = [];
  let left = width;
  let right = 0;
  for (const [row, fragments] of rows.entries()) {
    const rowWidth = fragments.reduce((sum, fragment) => sum + fragment.width, 0);
    const rtl = line.direction === 'rtl';
    const start = line.align === 'center' ? (width - rowWidth) / 2 : rtl ? width - rowWidth : 0;
    left = Math.min(left, start);
    right = Math.max(right, start + rowWidth);
    // Right to left, the first fragment stands at the right; within it the browser orders the letters.
    let x = rtl ? start + rowWidth : start;
    for (const fragment of fragments) {
      const run = line.runs[fragment.run]!;
      if (rtl) x -= fragment.width;
      if (fragment.text.trim() !== '') {
        const placed: PlacedText = { text: fragment.text, style: run.style, x, row, width: fragment.width };
        if (run.userId !== undefined) placed.userId = run.userId;
        if (run.action) placed.action = run.action;
        texts.push(placed);
      }
      if (!rtl) x += fragment.width;
    }
  }
  return { rows: rows.length, height: rows.length * rowHeight + gap, left: Math.max(0, left), right, direction: line.direction, mentionsMe: line.mentionsMe, texts };
}
