import type { Box } from './panelParts.js';

/** Something to draw the panel on. */
export interface Surface {
  readonly context: CanvasRenderingContext2D;
  /** Pixels of the surface per CSS pixel. */
  readonly ratio: number;
  /** Takes a place, in CSS pixels from the top left of the game's canvas; what was drawn may be lost. */
  place(box: Box): void;
  /** Brings what was drawn to the screen. */
  commit(): void;
  /** Each frame, drawn on or not. */
  frame?(): void;
  setVisible(visible: boolean): void;
  destroy(): void;
}
