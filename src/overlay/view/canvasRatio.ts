import type { Ratio } from './Surface.js';

/** Pixels of a canvas per CSS pixel of the page, along and down. */
export function canvasRatio(canvas: HTMLCanvasElement): Ratio {
  const { width, height } = canvas.getBoundingClientRect();
  return { x: canvas.width / (width || canvas.width || 1), y: canvas.height / (height || canvas.height || 1) };
}
