import type { Box } from './panelParts.js';

/** A part of the panel that is painted anew only when it reads differently, and copied meanwhile. */
export interface Stamp {
  /** `key` names all that the picture depends on; `paint` draws in the panel's own units. Lengths in units, scale in pixels per unit. */
  draw(context: CanvasRenderingContext2D, box: Box, look: { key: string; alpha: number; scale: { x: number; y: number } }, paint: (context: CanvasRenderingContext2D) => void): void;
  /** The next picture is a new one: a font has arrived. */
  clear(): void;
}

export function createStamp(): Stamp {
  const own = document.createElement('canvas').getContext('2d')!;
  let painted = '';
  return {
    draw(context, box, { key, alpha, scale }, paint) {
      if (alpha <= 0 || box.height <= 0) return;
      const { canvas } = own;
      const [left, top] = [Math.floor(box.x * scale.x), Math.floor(box.y * scale.y)];
      const wanted = [key, left, top, box.width, box.height, scale.x, scale.y].join(' ');
      if (wanted !== painted) {
        painted = wanted;
        canvas.width = Math.ceil((box.x + box.width) * scale.x) - left;
        canvas.height = Math.ceil((box.y + box.height) * scale.y) - top;
        own.setTransform(scale.x, 0, 0, scale.y, -left, -top);
        paint(own);
      }
      context.save();
      context.setTransform(1, 0, 0, 1, 0, 0);
      context.globalAlpha = alpha;
      context.drawImage(canvas, left, top);
      context.restore();
    },
    clear() {
      painted = '';
    },
  };
}
