import type { ChatLog } from '../model/chatLog.js';
import { createHeightIndex } from '../model/heightIndex.js';
import type { LogLine } from '../model/logLine.js';
import { createScroller, type Scroller } from '../model/scroller.js';
import type { LineLayout } from './lineLayout.js';

/** A line in sight; `y` from the top of the view. */
export interface VisibleLine {
  line: LogLine;
  layout: LineLayout;
  y: number;
}

/**
 * Heights and scroll position of one log. Only what comes in sight is ever wrapped; the rest counts
 * with an estimate, and what is seen stays where it is when an estimate above it turns out wrong.
 */
export interface LogLayout {
  readonly scroller: Scroller;
  readonly total: number;
  visible(viewHeight: number): VisibleLine[];
  /** Widths or fonts are others now. */
  invalidate(): void;
  destroy(): void;
}

/** Each pass either ends or brings at least one new line; a view has far fewer. */
const PASSES = 400;

export function createLogLayout(log: ChatLog, wrap: (line: LogLine) => LineLayout, estimate: () => number, smooth: boolean): LogLayout {
  const heights = createHeightIndex();
  const scroller = createScroller({ smooth });
  let layouts = new WeakMap<LogLine, LineLayout>();
  let view = 0;

  heights.splice(0, 0, log.lines.map(estimate));
  const undo = log.onChange(({ index, removed, added }) => {
    const offset = heights.offsetOf(index);
    const before = heights.total;
    const above = index < heights.length && offset <= scroller.top && !scroller.atEnd;
    heights.splice(index, removed.length, Array.from({ length: added }, estimate));
    if (above) scroller.shift(heights.total - before);
  });

  const measure = (index: number): { layout: LineLayout; delta: number } => {
    const line = log.lines[index]!;
    let layout = layouts.get(line);
    if (!layout) layouts.set(line, (layout = wrap(line)));
    const delta = layout.height - heights.get(index);
    if (delta !== 0) heights.set(index, layout.height);
    return { layout, delta };
  };

  /** From the end upwards, so that the end is exact. */
  const settleEnd = (): void => {
    for (let index = log.lines.length - 1, y = 0; index >= 0 && y <= view; index--) y += measure(index).layout.height;
    scroller.setExtent(heights.total, view);
  };

  const settleMiddle = (): void => {
    const { lines } = log;
    for (let pass = 0; pass < PASSES; pass++) {
      const first = heights.at(scroller.top);
      let anchor = first;
      while (anchor < lines.length && !layouts.has(lines[anchor]!)) anchor++;
      // Nothing measured in sight is a jump: there is nothing to keep in place.
      const keep = anchor < lines.length && heights.offsetOf(anchor) < scroller.top + view;
      let shifted = 0;
      let y = heights.offsetOf(first);
      for (let index = first; index < lines.length && y < scroller.top + view; index++) {
        const { layout, delta } = measure(index);
        if (keep && index < anchor) shifted += delta;
        y += layout.height;
      }
      if (shifted === 0) break;
      scroller.shift(shifted);
    }
    scroller.setExtent(heights.total, view);
  };

  return {
    scroller,
    get total() {
      return heights.total;
    },

    visible(viewHeight) {
      view = viewHeight;
      if (scroller.atEnd) settleEnd();
      else scroller.setExtent(heights.total, view);
      settleMiddle();
      const shown: VisibleLine[] = [];
      const { lines } = log;
      // A short log stands at the bottom, above the input.
      const top = scroller.top - Math.max(0, view - heights.total);
      let index = heights.at(Math.max(0, top));
      for (let y = heights.offsetOf(index) - top; index < lines.length && y < view; index++) {
        const { layout } = measure(index);
        if (layout.height > 0) shown.push({ line: lines[index]!, layout, y });
        y += layout.height;
      }
      return shown;
    },

    invalidate() {
      layouts = new WeakMap();
    },
    destroy: undo,
  };
}
