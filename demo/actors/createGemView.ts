import type * as Phaser from 'phaser';
import { picture } from '../art/paint.js';
import { GEM_COLORS, tint } from '../art/palette.js';
import { GEM_POINTS } from '../match/matchState.js';
import type { Point } from '../match/world.js';
import { label } from '../ui/label.js';
import type { Light } from './createLights.js';

export interface GemView extends Point {
  readonly light: Light;
  animate(time: number): void;
  /** Flies to who took it; without one it just fades. */
  collect(by: Point | null): void;
}

const ABOVE_LIGHT = 6_000;

export function createGemView(scene: Phaser.Scene, { x, y, kind }: Point & { kind: number }): GemView {
  const color = GEM_COLORS[kind] ?? GEM_COLORS[0]!;
  const rare = kind === GEM_COLORS.length - 1;
  const size = rare ? 1.2 : 1;
  const shadow = picture(scene, 'shadow', 0, 10);
  const gem = picture(scene, `gem-${kind}`, 0, -16);
  const halo = scene.add.image(x, y - 14, 'glow').setTint(tint(color.base)).setBlendMode('ADD').setDepth(ABOVE_LIGHT).setAlpha(0.5);
  const shine = scene.add.image(x, y, 'twinkle').setBlendMode('ADD').setDepth(ABOVE_LIGHT + 1).setScale(0);
  const root = scene.add.container(x, y, [shadow, gem]).setDepth(y).setScale(0);
  const small = shadow.scaleX * 0.55;
  const started = (x * 7 + y * 3) % 1_000;
  let gone = false;
  scene.tweens.add({ targets: root, scale: size, duration: 520, ease: 'Back.easeOut' });

  return {
    x, y,
    light: { x, y: y - 10, radius: rare ? 150 : 105, color: tint(color.light), power: rare ? 0.95 : 0.7 },
    animate(time) {
      if (gone) return;
      const at = time + started * 7;
      const bob = Math.sin(at / 420);
      gem.setPosition(0, -18 + bob * 5).setRotation(Math.sin(at / 900) * 0.09);
      shadow.setScale(small * (1 - bob * 0.12)).setAlpha(0.85 - bob * 0.15);
      halo.setPosition(x, y - 16 + bob * 5).setScale((0.85 + Math.sin(at / 300) * 0.08) * size);
      // Now and then a glint runs over it.
      const turn = (at % 2_300) / 2_300;
      const glint = turn < 0.22 ? Math.sin((turn / 0.22) * Math.PI) : 0;
      shine.setPosition(x + 9 - turn * 60, y - 30 + bob * 5).setScale(glint * 0.62).setRotation(turn * 5);
    },
    collect(by) {
      if (gone) return;
      gone = true;
      shine.destroy();
      if (by) celebrate(scene, { x, y }, color, GEM_POINTS[kind] ?? 1);
      const end = by ?? { x, y };
      scene.tweens.add({ targets: root, x: end.x, y: end.y - 60, scale: 0, duration: 260, ease: 'Cubic.easeIn', onComplete: () => root.destroy() });
      scene.tweens.add({ targets: halo, alpha: 0, scale: by ? 2.4 : 0.2, duration: 380, onComplete: () => halo.destroy() });
    },
  };
}

function celebrate(scene: Phaser.Scene, { x, y }: Point, color: { base: string; light: string }, points: number): void {
  const ring = scene.add.image(x, y - 14, 'ring').setTint(tint(color.light)).setBlendMode('ADD').setDepth(ABOVE_LIGHT + 2).setScale(0.15);
  scene.tweens.add({ targets: ring, scale: 1.15, alpha: 0, duration: 480, ease: 'Cubic.easeOut', onComplete: () => ring.destroy() });
  const sparks = scene.add.particles(x, y - 14, 'spark', {
    speed: { min: 60, max: 260 }, angle: { min: 0, max: 360 }, lifespan: { min: 300, max: 700 }, scale: { start: 0.75, end: 0 },
    tint: [tint(color.base), tint(color.light), 0xffffff], blendMode: 'ADD', gravityY: 120, emitting: false,
  });
  sparks.setDepth(ABOVE_LIGHT + 3).explode(18);
  scene.time.delayedCall(900, () => sparks.destroy());
  const text = label(scene, x, y - 50, `+${points}`, { size: points > 1 ? 30 : 23, color: color.light, weight: 800 }).setOrigin(0.5).setDepth(ABOVE_LIGHT + 4).setScale(0.4);
  text.setStroke('#141a3a', 5);
  scene.tweens.add({ targets: text, scale: 1, duration: 200, ease: 'Back.easeOut' });
  scene.tweens.add({ targets: text, y: y - 104, alpha: 0, delay: 240, duration: 620, ease: 'Sine.easeIn', onComplete: () => text.destroy() });
}
