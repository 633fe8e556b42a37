import type { LineLayout } from './lineLayout.js';
import { LINE_GAP, type Layer, type LinePainter, type PaintedLine } from './linePainter.js';

/**
 * Lines as pictures: letters are written once, when a line comes in sight, and copied from then on.
 * To write a line costs ten times as much as to copy it, and a log that moves shows the same lines again.
 * Lines that follow each other stand so in the atlas as well, and are copied as one.
 */
export interface LineAtlas {
  /** Size of the log in units, and pixels per unit; forgets the pictures of another size. */
  resize(log: { width: number; height: number }, scale: { x: number; y: number }): void;
  /** `outline` 0 to 1: how much the letters need a ground of their own. Rows that leave at `top` fade out. */
  paint(context: CanvasRenderingContext2D, lines: readonly PaintedLine[], look: { outline: number; top: number }): void;
  /** Letters look different now: a font has arrived. */
  clear(): void;
}

/** The place of a line in the atlas, in pixels. */
interface Slot {
  y: number;
  height: number;
  written: Set<Layer>;
}

/** A stretch of the atlas and where it goes, in pixels. */
interface Copy {
  from: number;
  to: number;
  height: number;
  alpha: number;
}

/** Beside a line, for letters that reach out of it. */
const MARGIN = 8;

export function createLineAtlas(painter: LinePainter): LineAtlas {
  const pages: Partial<Record<Layer, CanvasRenderingContext2D>> = {};
  const slots = new Map<LineLayout, Slot>();
  let size = { width: 0, height: 0, log: 0 };
  let scale = { x: 1, y: 1 };
  /** Where the next slot begins: they go round. */
  let next = 0;

  const clear = (): void => {
    slots.clear();
    next = 0;
  };

  const page = (layer: Layer): CanvasRenderingContext2D => {
    const found = (pages[layer] ??= document.createElement('canvas').getContext('2d')!);
    const { canvas } = found;
    if (canvas.width !== size.width || canvas.height !== size.height) [canvas.width, canvas.height] = [size.width, size.height];
    return found;
  };

  const heightOf = (layout: LineLayout): number => Math.ceil(layout.height * scale.y);
  /** So high that the atlas could not hold all that is in sight: written where it stands. */
  const isTall = (layout: LineLayout): boolean => heightOf(layout) > size.log / 2;

  /** False where a line of this frame would have to go for it. */
  const reserve = (layout: LineLayout, inSight: ReadonlySet<LineLayout>): boolean => {
    if (slots.has(layout)) return true;
    const height = heightOf(layout);
    if (next + height > size.height) next = 0;
    for (const [other, slot] of slots) {
      if (slot.y >= next + height || slot.y + slot.height <= next) continue;
      if (inSight.has(other)) return false;
      slots.delete(other);
    }
    slots.set(layout, { y: next, height, written: new Set() });
    next += height;
    return true;
  };

  const write = (layout: LineLayout, slot: Slot, layer: Layer): void => {
    if (slot.written.has(layer)) return;
    slot.written.add(layer);
    const context = page(layer);
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, slot.y, size.width, slot.height);
    context.save();
    context.beginPath();
    context.rect(0, slot.y, size.width, slot.height);
    context.clip();
    context.setTransform(scale.x, 0, 0, scale.y, 0, slot.y);
    painter.write(context, layout, { x: MARGIN, y: LINE_GAP / 2 }, layer);
    context.restore();
  };

  /** The strips of a line that share an alpha: one, but for rows that are on their way out. */
  const strips = ({ layout, y, alpha }: PaintedLine, slot: Slot, top: number): Copy[] => {
    const to = Math.round((y - LINE_GAP / 2) * scale.y);
    if (y >= top) return [{ from: slot.y, to, height: slot.height, alpha }];
    const { rowHeight } = painter;
    const found: Copy[] = [];
    for (let row = 0; row < layout.rows; row++) {
      const above = top - y - row * rowHeight;
      if (above >= rowHeight) continue;
      const start = Math.round((LINE_GAP / 2 + row * rowHeight) * scale.y);
      const end = row === layout.rows - 1 ? slot.height : Math.round((LINE_GAP / 2 + (row + 1) * rowHeight) * scale.y);
      found.push({ from: slot.y + start, to: to + start, height: end - start, alpha: above > 0 ? alpha * (1 - above / rowHeight) ** 2 : alpha });
    }
    return found;
  };

  return {
    clear,

    resize(log, nextScale) {
      const width = Math.ceil((log.width + 2 * MARGIN) * nextScale.x);
      const height = Math.ceil(log.height * nextScale.y);
      if (width === size.width && height === size.log && nextScale.x === scale.x && nextScale.y === scale.y) return;
      size = { width, height: Math.max(1, 3 * height), log: height };
      scale = nextScale;
      clear();
    },

    paint(context, lines, { outline, top }) {
      const copied = lines.filter(({ layout }) => !isTall(layout));
      const inSight = new Set(copied.map(({ layout }) => layout));
      if (!copied.every(({ layout }) => reserve(layout, inSight))) {
        clear();
        for (const { layout } of copied) reserve(layout, inSight);
      }
      for (const layer of outline > 0 ? (['outlines', 'letters'] as const) : (['letters'] as const)) {
        const strength = layer === 'outlines' ? outline : 1;
        const copies: Copy[] = [];
        for (const line of copied) {
          const slot = slots.get(line.layout)!;
          write(line.layout, slot, layer);
          for (const strip of strips(line, slot, top)) join(copies, strip);
        }
        context.save();
        context.setTransform(1, 0, 0, 1, 0, 0);
        const left = copied[0] ? Math.round((copied[0].x - MARGIN) * scale.x) : 0;
        for (const { from, to, height, alpha } of copies) {
          context.globalAlpha = alpha * strength;
          context.drawImage(page(layer).canvas, 0, from, size.width, height, left, to, size.width, height);
        }
        context.restore();
        context.save();
        for (const { layout, x, y, alpha } of lines) {
          if (!isTall(layout)) continue;
          context.globalAlpha = alpha * strength;
          painter.write(context, layout, { x, y }, layer);
        }
        context.restore();
      }
    },
  };
}

/** Adds a strip, to the one before it where both lie next to each other here and there. */
function join(copies: Copy[], strip: Copy): void {
  const last = copies.at(-1);
  const joins = last && last.alpha === strip.alpha && last.from + last.height === strip.from && last.to + last.height === strip.to;
  if (joins) last.height += strip.height;
  else copies.push(strip);
}
