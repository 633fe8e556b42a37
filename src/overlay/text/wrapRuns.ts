import { breakOffsets } from './breakOffsets.js';
import { graphemes } from './graphemes.js';

/** A stretch of text of one style. */
export interface Run {
  text: string;
  style: string;
}

/** What of a run stands in a row. */
export interface Fragment {
  /** Index into the runs. */
  run: number;
  text: string;
  width: number;
}

export type Measure = (text: string, style: string) => number;

/**
 * Breaks runs into rows of at most `width`; a word longer than a row is split between graphemes.
 * Spaces at the end of a row are left out; `\n` ends a row.
 */
export function wrapRuns(runs: readonly Run[], width: number, measure: Measure): Fragment[][] {
  const whole = oneRow(runs, width, measure);
  if (whole) return [whole];

  const text = runs.map((run) => run.text).join('');
  const starts = runStarts(runs);
  const widthOf = (from: number, to: number) => slice(runs, starts, text, from, to, measure).reduce((sum, part) => sum + part.width, 0);
  const rows: Fragment[][] = [];
  const close = (from: number, to: number) => {
    while (to > from && isSpace(text, to - 1)) to--;
    rows.push(slice(runs, starts, text, from, to, measure));
  };

  let lineStart = 0;
  for (const line of text.split('\n')) {
    let rowStart = lineStart;
    let x = 0;
    const ends = [...breakOffsets(line), line.length].map((offset) => offset + lineStart);
    let from = lineStart;
    for (const to of ends) {
      let bare = to;
      while (bare > from && isSpace(text, bare - 1)) bare--;
      const bareWidth = widthOf(from, bare);
      if (x + bareWidth > width && x > 0 && (bareWidth <= width || width - x < width / 4)) {
        close(rowStart, from);
        rowStart = from;
        x = 0;
      }
      if (x + bareWidth > width) {
        // Longer than any row: as many graphemes as fit, and the rest below.
        let at = from;
        for (const cluster of graphemes(text.slice(from, bare))) {
          const clusterWidth = widthOf(at, at + cluster.length);
          if (x > 0 && x + clusterWidth > width) {
            close(rowStart, at);
            rowStart = at;
            x = 0;
          }
          x += clusterWidth;
          at += cluster.length;
        }
        x += widthOf(bare, to);
      } else {
        x += bare === to ? bareWidth : widthOf(from, to);
      }
      from = to;
    }
    close(rowStart, lineStart + line.length);
    lineStart += line.length + 1;
  }
  return rows;
}

/** The usual case, measured once per run: everything fits. */
function oneRow(runs: readonly Run[], width: number, measure: Measure): Fragment[] | null {
  let x = 0;
  const row: Fragment[] = [];
  for (const [index, run] of runs.entries()) {
    if (run.text.includes('\n')) return null;
    const runWidth = measure(run.text, run.style);
    x += runWidth;
    if (x > width) return null;
    row.push({ run: index, text: run.text, width: runWidth });
  }
  return row;
}

function runStarts(runs: readonly Run[]): number[] {
  let offset = 0;
  return runs.map((run) => {
    const start = offset;
    offset += run.text.length;
    return start;
  });
}

function slice(runs: readonly Run[], starts: readonly number[], text: string, from: number, to: number, measure: Measure): Fragment[] {
  const parts: Fragment[] = [];
  for (let index = 0; index < runs.length; index++) {
    const run = runs[index]!;
    const start = starts[index]!;
    const left = Math.max(from, start);
    const right = Math.min(to, start + run.text.length);
    if (left >= right) continue;
    const piece = text.slice(left, right);
    parts.push({ run: index, text: piece, width: measure(piece, run.style) });
  }
  return parts;
}

function isSpace(text: string, index: number): boolean {
  const code = text.charCodeAt(index);
  return code === 0x20 || code === 0x09 || code === 0x3000 || code === 0x200b;
}
