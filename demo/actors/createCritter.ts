import type * as Phaser from 'phaser';
import { BODY } from '../art/paintCritters.js';
import { picture } from '../art/paint.js';
import type { Emote } from '../art/paintEmotes.js';
import type { Point } from '../match/world.js';
import { playEmote } from './playEmote.js';

/** A player's figure; its place is where the feet stand. */
export interface Critter {
  readonly root: Phaser.GameObjects.Container;
  readonly torso: Phaser.GameObjects.Container;
  readonly color: number;
  /** Where speech bubbles and emotes hang; follows the figure. */
  readonly head: Point & { readonly scene: Phaser.Scene };
  /** What an emote adds to the figure's own movement. */
  readonly extra: { lift: number; squash: number; turn: number };
  place(x: number, y: number): void;
  /** Moves the limbs for this velocity, units a second. */
  animate(elapsedMs: number, velocity: Point): void;
  /** Opens and closes the mouth for a while. */
  talk(ms: number): void;
  emote(emote: Emote): void;
  setAway(away: boolean): void;
  setCrown(crowned: boolean): void;
  destroy(): void;
}

const HEAD = 88;
const FULL_SPEED = 290;

export function createCritter(scene: Phaser.Scene, color: number, scale = 1): Critter {
  const part = (key: string, x: number, y: number, originY = 0.5): Phaser.GameObjects.Image => picture(scene, key, x, y).setOrigin(0.5, originY);
  const shadow = part('shadow', 0, -1);
  const feet = [part(`foot-${color}`, -14, -5), part(`foot-${color}`, 14, -5)] as const;
  const antenna = part(`antenna-${color}`, 1, -BODY.height + 10, 0.95);
  const body = part(`body-${color}`, 0, 2, 1);
  const eyes = [part('eye', -13, -38), part('eye', 13, -38)] as const;
  const pupils = [part('pupil', -13, -37), part('pupil', 13, -37)] as const;
  const smile = part('mouth-smile', 0, -21);
  const open = part('mouth-open', 0, -19).setVisible(false);
  const crown = scene.make.image({ key: 'crown', x: 0, y: -BODY.height + 7, add: false }, false).setScale(1 / 3).setOrigin(0.5, 0.9).setVisible(false);
  const face = scene.make.container({ add: false }, false).add([...eyes, ...pupils, smile, open]);
  const torso = scene.make.container({ y: -7, add: false }, false).add([antenna, body, face, crown]);
  const root = scene.add.container(0, 0, [shadow, ...feet, torso]).setScale(scale);
  const full = body.scaleX;

  const extra = { lift: 0, squash: 0, turn: 0 };
  const look = { x: 0, y: 0.2 };
  const glance = { x: 0, y: 0.2, left: 1_000 };
  let phase = color;
  let pace = 0;
  let sway = 0;
  let swaySpeed = 0;
  let blink = 1_500 + color * 300;
  let talking = 0;
  let breath = color;

  /** Someone who stands looks around. */
  function whereTo(elapsed: number, velocity: Point): Point {
    if (pace > 0.15) return { x: velocity.x / FULL_SPEED, y: velocity.y / FULL_SPEED };
    glance.left -= elapsed;
    if (glance.left < 0) Object.assign(glance, { x: (Math.random() - 0.5) * 1.4, y: (Math.random() - 0.3) * 0.7, left: 900 + Math.random() * 2_200 });
    return glance;
  }

  const critter: Critter = {
    root, torso, color, extra,
    head: {
      get x() {
        return root.x;
      },
      get y() {
        return root.y - (HEAD + extra.lift) * scale;
      },
      get scene() {
        return root.scene;
      },
    },

    place(x, y) {
      root.setPosition(x, y).setDepth(y);
    },

    animate(elapsed, wanted) {
      // After a jump the limbs do not fly.
      const most = Math.min(1, FULL_SPEED / (Math.hypot(wanted.x, wanted.y) || 1));
      const velocity = { x: wanted.x * most, y: wanted.y * most };
      const seconds = elapsed / 1_000;
      const ease = 1 - Math.exp(-elapsed / 90);
      pace += (Math.min(1, Math.hypot(velocity.x, velocity.y) / FULL_SPEED) - pace) * ease;
      phase += seconds * 11.5 * (0.35 + pace);
      breath += seconds * 2.4;
      const hop = Math.abs(Math.sin(phase)) * pace;
      // Stretched in the air, squashed on the ground, breathing at rest.
      const stretch = 1 + (hop - 0.45 * pace) * 0.2 + Math.sin(breath) * 0.018 * (1 - pace) - extra.squash;
      torso.setScale((1 / stretch) * Math.cos(extra.turn), stretch);
      torso.y = -7 - hop * 13 - extra.lift;
      torso.rotation += ((velocity.x / FULL_SPEED) * 0.13 - torso.rotation) * ease;
      shadow.setScale(full * (1 - hop * 0.2 - Math.min(0.5, extra.lift / 120)));
      feet.forEach((foot, index) => {
        const step = Math.sin(phase + index * Math.PI) * pace;
        foot.setPosition((index === 0 ? -14 : 14) + step * 6 * Math.sign(velocity.x || 1), -5 - Math.max(0, step) * 9 - extra.lift);
      });

      const target = whereTo(elapsed, velocity);
      look.x += (target.x - look.x) * ease * 0.8;
      look.y += (target.y - look.y) * ease * 0.8;
      face.setPosition(look.x * 8, look.y * 5);
      pupils.forEach((pupil, index) => pupil.setPosition((index === 0 ? -13 : 13) + look.x * 3, -37.5 + look.y * 3.4));

      // The antenna is a spring that lags behind.
      swaySpeed += ((-velocity.x / FULL_SPEED) * 0.55 - sway) * seconds * 90 - swaySpeed * seconds * 7;
      sway += swaySpeed * seconds;
      antenna.rotation = sway + Math.sin(breath * 0.8) * 0.06;

      blink -= elapsed;
      if (blink < -110) blink = 1_400 + Math.random() * 3_600;
      const lid = blink < 0 ? 0.12 : 1;
      for (const eye of [...eyes, ...pupils]) eye.scaleY = full * lid;

      talking = Math.max(0, talking - elapsed);
      const speaks = talking > 0 && Math.floor(talking / 110) % 2 === 0;
      open.setVisible(speaks);
      smile.setVisible(!speaks);
    },

    talk: (ms) => void (talking = ms),
    emote: (emote) => playEmote(scene, critter, emote),
    setAway: (away) => void root.setAlpha(away ? 0.4 : 1),
    setCrown: (crowned) => void crown.setVisible(crowned),
    destroy: () => root.destroy(),
  };
  return critter;
}
