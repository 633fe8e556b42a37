import type { Box } from './panelParts.js';

export interface Ratio {
  x: number;
  y: number;
}

/** Something to draw the panel on. */
export interface Surface {
  readonly context: CanvasRenderingContext2D;
  /** Pixels of the surface per CSS pixel; a game whose canvas is stretched has two numbers. */
  readonly ratio: Ratio;
  /** Takes a place, in CSS pixels from the top left of the game's canvas; what was drawn may be lost. */
  place(box: Box): void;
  /** Brings what was drawn to the screen. */
  commit(): void;
  /** Each frame, drawn on or not. */
  frame?(): void;
  setVisible(visible: boolean): void;
  destroy(): void;
}
