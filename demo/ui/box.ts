import type * as Phaser from 'phaser';
import { faded, UI } from '../art/palette.js';
import { paint } from '../art/paint.js';
import { pixelRatio } from './screen.js';

export interface BoxStyle {
  radius?: number;
  /** Top and bottom colour. */
  fill?: readonly [string, string];
  alpha?: number;
  edge?: string;
  glow?: string;
}

const PAD = 18;

/** A rounded box as a texture of just its size; an image of it stands with its corner at 0, 0. */
export function box(scene: Phaser.Scene, width: number, height: number, { radius = 16, fill = [UI.panel, UI.panel], alpha = 0.82, edge = UI.panelEdge, glow }: BoxStyle = {}): Phaser.GameObjects.Image {
  const ratio = pixelRatio();
  const w = Math.max(1, Math.round(width));
  const h = Math.max(1, Math.round(height));
  const key = `box ${w} ${h} ${radius} ${fill.join()} ${alpha} ${edge} ${glow} ${ratio}`;
  paint(scene.textures, key, w + PAD * 2, h + PAD * 2, (pen) => {
    pen.translate(PAD, PAD);
    pen.beginPath();
    pen.roundRect(0, 0, w, h, radius);
    pen.save();
    pen.shadowColor = glow ?? 'rgba(4,6,28,0.5)';
    pen.shadowBlur = 14 * ratio;
    pen.shadowOffsetY = glow ? 0 : 4 * ratio;
    const gradient = pen.createLinearGradient(0, 0, 0, h);
    gradient.addColorStop(0, faded(fill[0], alpha));
    gradient.addColorStop(1, faded(fill[1], alpha));
    pen.fillStyle = gradient;
    pen.fill();
    pen.restore();
    pen.strokeStyle = faded(edge, 0.9);
    pen.lineWidth = 1.5;
    pen.beginPath();
    pen.roundRect(0.75, 0.75, w - 1.5, h - 1.5, radius - 0.75);
    pen.stroke();
  }, ratio);
  const image = scene.add.image(0, 0, key).setScale(1 / ratio);
  // The picture has room around the box for its shadow.
  return image.setOrigin((PAD * ratio) / image.width, (PAD * ratio) / image.height);
}
