import type * as Phaser from 'phaser';
import { picture } from '../art/paint.js';
import type { Emote } from '../art/paintEmotes.js';
import type { Critter } from './createCritter.js';

const SHOWN_MS = 1_900;
/** Below speech bubbles, and beside them: words come first. */
const EMOTE_DEPTH = 90_000;
const ASIDE = 40;

/** Shows an emote over a figure, and lets the figure act it out. */
export function playEmote(scene: Phaser.Scene, critter: Critter, emote: Emote): void {
  const scale = critter.root.scaleX;
  const icon = scene.add.container(0, 0, [
    scene.make.image({ key: 'emote-back', y: -34, add: false }, false).setScale(1 / 3),
    scene.make.image({ key: `emote-${emote}`, y: -40, add: false }, false).setScale(1 / 3),
  ]);
  icon.setScale(0).setDepth(EMOTE_DEPTH);
  const follow = (): void => void icon.setPosition(critter.head.x + ASIDE * scale, critter.head.y + 22 * scale);
  follow();
  scene.events.on('postupdate', follow);
  icon.once('destroy', () => scene.events.off('postupdate', follow));
  scene.tweens.chain({
    targets: icon,
    tweens: [
      { scale, duration: 340, ease: 'Back.easeOut' },
      { angle: { from: -7, to: 7 }, duration: 230, yoyo: true, repeat: 2, ease: 'Sine.easeInOut' },
      { alpha: 0, scale: 0.6 * scale, delay: SHOWN_MS - 1_400, duration: 260, ease: 'Back.easeIn' },
    ],
    onComplete: () => icon.destroy(),
  });
  act[emote](scene, critter);
}

const act: Record<Emote, (scene: Phaser.Scene, critter: Critter) => void> = {
  wave(scene, critter) {
    const hand = picture(scene, `hand-${critter.color}`, 38, -34);
    critter.torso.add(hand);
    scene.tweens.add({
      targets: hand, x: 44, y: -52, duration: 170, yoyo: true, repeat: 4, ease: 'Sine.easeInOut',
      onComplete: () => hand.destroy(),
    });
  },
  heart(scene, { extra, head, root }) {
    scene.tweens.add({ targets: extra, squash: 0.13, duration: 170, yoyo: true, repeat: 3, ease: 'Sine.easeInOut' });
    for (let index = 0; index < 6; index++) {
      const side = index % 2 === 0 ? 1 : -1;
      const heart = scene.add.image(head.x + side * (16 + index * 6), head.y + 40, 'heart').setScale(0).setDepth(EMOTE_DEPTH - 1);
      const size = (0.2 + (index % 3) * 0.06) * root.scaleX;
      scene.tweens.add({ targets: heart, scale: size, delay: index * 130, duration: 220, ease: 'Back.easeOut' });
      scene.tweens.add({
        targets: heart, y: '-=86', x: `+=${side * 18}`, alpha: 0, delay: 200 + index * 130, duration: 1_000, ease: 'Sine.easeOut',
        onComplete: () => heart.destroy(),
      });
    }
  },
  laugh(scene, critter) {
    critter.talk(1_300);
    scene.tweens.add({ targets: critter.extra, lift: 13, squash: -0.06, duration: 120, yoyo: true, repeat: 5, ease: 'Quad.easeOut' });
  },
  star(scene, { extra, head }) {
    scene.tweens.add({ targets: extra, lift: 46, duration: 330, yoyo: true, ease: 'Quad.easeOut' });
    scene.tweens.add({ targets: extra, turn: Math.PI * 4, duration: 660, ease: 'Sine.easeInOut', onComplete: () => void (extra.turn = 0) });
    for (let index = 0; index < 8; index++) {
      const angle = (index / 8) * Math.PI * 2;
      const spark = scene.add.image(head.x, head.y + 20, 'twinkle').setScale(0.5).setTint(0xffdf70).setDepth(EMOTE_DEPTH - 1).setBlendMode('ADD');
      scene.tweens.add({
        targets: spark, x: head.x + Math.cos(angle) * 74, y: head.y + 20 + Math.sin(angle) * 58, alpha: 0, angle: 180, delay: 180, duration: 760, ease: 'Cubic.easeOut',
        onComplete: () => spark.destroy(),
      });
    }
  },
};
