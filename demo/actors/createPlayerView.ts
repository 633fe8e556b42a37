import type * as Phaser from 'phaser';
import { PLAYER_COLORS, tint } from '../art/palette.js';
import { walk, type Point } from '../match/world.js';
import { label } from '../ui/label.js';
import { createCritter, type Critter } from './createCritter.js';
import type { Light } from './createLights.js';

/** What the match's state says of a player. */
export interface PlayerData extends Point {
  readonly name: string;
  readonly color: number;
  readonly away: boolean;
}

export interface PlayerView extends Point {
  readonly critter: Critter;
  readonly light: Light;
  /** Goes on towards what the server says; the own figure runs ahead in `direction`. */
  update(elapsedMs: number, data: PlayerData, direction: Point | null): void;
  destroy(): void;
}

const ABOVE_LIGHT = 7_000;
/** The server may be behind the own figure by so much while it walks. */
const AHEAD = 110;
const FAR = 340;

export function createPlayerView(scene: Phaser.Scene, data: PlayerData, mine: boolean): PlayerView {
  const critter = createCritter(scene, data.color);
  const colors = PLAYER_COLORS[data.color] ?? PLAYER_COLORS[0]!;
  const name = label(scene, 0, 0, data.name, { size: 14, color: mine ? '#fff3c9' : '#ffffff', weight: 700 }).setOrigin(0.5, 0).setDepth(ABOVE_LIGHT);
  name.setStroke('#141a3a', 4);
  const halo = scene.add.image(0, 0, 'glow').setTint(tint(colors.light)).setBlendMode('ADD').setDepth(ABOVE_LIGHT - 1).setScale(0.5);
  const velocity = { x: 0, y: 0 };
  const light: Light = { x: data.x, y: data.y, radius: mine ? 250 : 205, color: 0xffe9c4, power: 0.95 };
  critter.root.setScale(0);
  scene.tweens.add({ targets: critter.root, scale: 1, duration: 460, ease: 'Back.easeOut' });

  const view: PlayerView = {
    x: data.x,
    y: data.y,
    critter,
    light,
    update(elapsed, now, direction) {
      const before = { x: view.x, y: view.y };
      const off = Math.hypot(now.x - view.x, now.y - view.y);
      if (off > FAR) {
        Object.assign(view, { x: now.x, y: now.y });
        Object.assign(before, { x: now.x, y: now.y });
      } else if (direction && (direction.x !== 0 || direction.y !== 0)) {
        Object.assign(view, walk(view, direction, elapsed));
        if (off > AHEAD) drawTo(now, elapsed, 220);
      } else {
        drawTo(now, elapsed, mine ? 150 : 75);
      }
      const ease = 1 - Math.exp(-elapsed / 60);
      velocity.x += ((view.x - before.x) / Math.max(1, elapsed) * 1_000 - velocity.x) * ease;
      velocity.y += ((view.y - before.y) / Math.max(1, elapsed) * 1_000 - velocity.y) * ease;
      critter.place(view.x, view.y);
      critter.animate(elapsed, velocity);
      critter.setAway(now.away);
      name.setPosition(view.x, view.y + 9).setAlpha(now.away ? 0.5 : 1);
      halo.setPosition(view.x + 2, view.y - 76 - critter.extra.lift).setAlpha(now.away ? 0 : 0.75);
      Object.assign(light, { x: view.x, y: view.y - 30, power: now.away ? 0.3 : 0.95 });
    },
    destroy() {
      name.destroy();
      halo.destroy();
      scene.tweens.add({ targets: critter.root, scale: 0, duration: 220, ease: 'Back.easeIn', onComplete: () => critter.destroy() });
    },
  };

  function drawTo({ x, y }: Point, elapsed: number, ms: number): void {
    const ease = 1 - Math.exp(-elapsed / ms);
    view.x += (x - view.x) * ease;
    view.y += (y - view.y) * ease;
  }
  return view;
}
