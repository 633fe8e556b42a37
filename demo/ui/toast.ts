import type * as Phaser from 'phaser';
import { UI } from '../art/palette.js';
import { box } from './box.js';
import { label } from './label.js';
import { pixelRatio } from './screen.js';

/** A short notice at the top of a scene that counts in CSS pixels. */
export function toast(scene: Phaser.Scene, text: string, ms = 4_200): void {
  const words = label(scene, 0, 0, text, { size: 16, color: UI.text }).setOrigin(0.5);
  const width = words.width + 48;
  const back = box(scene, width, 44, { radius: 22, alpha: 0.94 }).setPosition(-width / 2, -22);
  const root = scene.add.container(scene.scale.width / pixelRatio() / 2, -40, [back, words]).setDepth(5_000);
  scene.tweens.chain({
    targets: root,
    tweens: [
      { y: 44, duration: 380, ease: 'Back.easeOut' },
      { y: -50, delay: ms, duration: 300, ease: 'Back.easeIn' },
    ],
    onComplete: () => root.destroy(),
  });
}
