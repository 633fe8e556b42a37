import type * as Phaser from 'phaser';
import { UI } from '../art/palette.js';

export interface LabelStyle {
  /** In units of length. */
  size: number;
  color?: string;
  weight?: number;
  shadow?: boolean;
}

/** Text that is as sharp as the screen: drawn with as many pixels as it will cover. */
export function label(scene: Phaser.Scene, x: number, y: number, text: string, { size, color = UI.text, weight = 600, shadow = true }: LabelStyle): Phaser.GameObjects.Text {
  const made = scene.add.text(x, y, text, { fontFamily: UI.font, fontSize: `${size}px`, fontStyle: String(weight), color });
  made.setResolution(Math.min(4, Math.max(2, window.devicePixelRatio)));
  if (shadow) made.setShadow(0, 2, 'rgba(6,8,30,0.55)', 4);
  return made;
}
