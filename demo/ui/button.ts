import type * as Phaser from 'phaser';
import { UI } from '../art/palette.js';
import { box, type BoxStyle } from './box.js';
import { label } from './label.js';

export interface ButtonOptions {
  width: number;
  height?: number;
  text?: string;
  size?: number;
  /** An image shown instead of the text, or before it. */
  icon?: string;
  iconScale?: number;
  look?: 'bright' | 'quiet';
  /** For tests and for `__demo.press(name)`. */
  name: string;
  onPress(): void;
}

const LOOKS: Record<'bright' | 'quiet', BoxStyle & { ink: string }> = {
  bright: { fill: ['#ffe07a', UI.accentDark], alpha: 1, edge: '#fff3c0', ink: UI.onAccent },
  quiet: { fill: ['#36427f', UI.quiet], alpha: 0.92, edge: '#5a67b4', ink: UI.text },
};

/** A button around its centre; it swells under the pointer and gives way when pressed. */
export function button(scene: Phaser.Scene, { width, height = 46, text = '', size = 18, icon, iconScale = 1, look = 'quiet', name, onPress }: ButtonOptions): Phaser.GameObjects.Container {
  const { ink, ...style } = LOOKS[look];
  const back = box(scene, width, height, { radius: Math.min(18, height / 2), ...style }).setPosition(-width / 2, -height / 2);
  const parts: Phaser.GameObjects.GameObject[] = [back];
  if (icon) parts.push(scene.add.image(text === '' ? 0 : -width / 2 + 24, 0, icon).setScale(iconScale));
  if (text !== '') parts.push(label(scene, icon ? 10 : 0, -1, text, { size, color: ink, weight: 700, shadow: look === 'quiet' }).setOrigin(0.5));
  const root = scene.add.container(0, 0, parts).setSize(width, height).setName(name);
  const grow = (scale: number, duration: number): void => void scene.tweens.add({ targets: root, scale, duration, ease: 'Back.easeOut' });
  root.setInteractive({ useHandCursor: true });
  root.on('pointerover', () => grow(1.045, 140));
  root.on('pointerout', () => grow(1, 140));
  root.on('pointerdown', () => grow(0.95, 70));
  root.on('pointerup', () => {
    grow(1.03, 140);
    onPress();
  });
  return root;
}
