import type * as Phaser from 'phaser';
import { DETAIL, seededRandom } from '../art/paint.js';
import type { Screen } from '../ui/screen.js';

/** The night sky behind the menus; counts in CSS pixels. */
export interface Backdrop {
  layout(screen: Screen): void;
  update(time: number): void;
}

const STARS = 90;
const FIREFLIES = 26;

export function createBackdrop(scene: Phaser.Scene): Backdrop {
  const random = seededRandom(5);
  const sky = scene.add.image(0, 0, 'sky').setOrigin(0, 0).setDepth(-10);
  const stars = Array.from({ length: STARS }, () => ({
    image: scene.add.image(0, 0, 'spark').setBlendMode('ADD').setDepth(-9),
    x: random(), y: random() ** 1.4 * 0.8, size: 0.08 + random() * 0.2, phase: random() * 7,
  }));
  const moonGlow = scene.add.image(0, 0, 'glow').setTint(0xffe2c9).setBlendMode('ADD').setAlpha(0.55).setDepth(-8);
  const moon = scene.add.image(0, 0, 'moon').setScale(1 / DETAIL).setDepth(-8);
  const clouds = Array.from({ length: 5 }, (_, index) => ({ image: scene.add.image(0, 0, 'cloud').setDepth(-7), y: 0.2 + index * 0.17, speed: 5 + index * 3, start: random() * 1_600, size: 0.9 + random() * 1.2 }));
  const islets = [{ x: 0.09, y: 0.3, size: 0.5, phase: 0 }, { x: 0.93, y: 0.52, size: 0.62, phase: 2 }, { x: 0.66, y: 0.16, size: 0.32, phase: 4 }]
    .map((place) => ({ ...place, image: scene.add.image(0, 0, 'islet').setScale(place.size / DETAIL).setTint(0xa9a6dd).setAlpha(0.85).setDepth(-6) }));
  const fireflies = Array.from({ length: FIREFLIES }, () => ({ image: scene.add.image(0, 0, 'spark').setBlendMode('ADD').setTint(0xfff0a0).setDepth(900), x: random(), y: 0.35 + random() * 0.6, phase: random() * 20, size: 0.4 + random() * 0.5 }));
  let width = 0;
  let height = 0;

  return {
    layout(screen) {
      ({ width, height } = screen);
      sky.setPosition(-2, -2).setDisplaySize(width + 4, height + 4);
      for (const { image, x, y, size } of stars) image.setPosition(x * width, y * height).setScale(size);
      const moonX = width * 0.8;
      const moonY = height * 0.17;
      moon.setPosition(moonX, moonY);
      moonGlow.setPosition(moonX, moonY).setScale(3.4);
    },
    update(time) {
      for (const { image, phase } of stars) image.setAlpha(0.5 + 0.5 * Math.sin(time / 900 + phase));
      for (const { image, y, speed, start, size } of clouds) {
        const span = width + 600;
        image.setPosition(((start + (time / 1_000) * speed) % span) - 300, y * height).setScale(size);
      }
      for (const { image, x, y, phase } of islets) image.setPosition(x * width, y * height + Math.sin(time / 1_700 + phase) * 7);
      for (const { image, x, y, phase, size } of fireflies) {
        image.setPosition(x * width + Math.sin(time / 2_900 + phase) * 60, y * height + Math.cos(time / 2_300 + phase * 2) * 36);
        image.setAlpha(Math.max(0, Math.sin(time / 800 + phase * 3))).setScale(size);
      }
    },
  };
}
