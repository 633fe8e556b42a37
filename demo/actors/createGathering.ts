import type * as Phaser from 'phaser';
import type { Presence } from '../../src/index.js';
import { DETAIL } from '../art/paint.js';
import { colorOfName } from '../match/colorOfName.js';
import { label } from '../ui/label.js';
import { createCritter, type Critter } from './createCritter.js';

/** Everyone in the lobby, as figures on a small island. */
export interface Gathering {
  layout(x: number, y: number, width: number, visible: boolean): void;
  update(elapsedMs: number, presences: readonly Presence[]): void;
  /** Where a speech bubble of this user hangs. */
  headOf(userId: string): Critter['head'] | null;
}

interface Guest {
  critter: Critter;
  name: Phaser.GameObjects.Text;
  x: number;
  y: number;
}

/** More would hide each other. */
const SEATS = 8;
const STILL = { x: 0, y: 0 };

export function createGathering(scene: Phaser.Scene): Gathering {
  const stage = scene.add.image(0, 0, 'stage').setOrigin(0.5, 0.2).setDepth(-1);
  const fire = scene.add.image(0, 0, 'gem-3').setScale(0.75).setOrigin(0.5, 0.95);
  const glow = scene.add.image(0, 0, 'glow').setTint(0xffc96b).setBlendMode('ADD').setDepth(950);
  const all: Phaser.GameObjects.Image[] = [stage, fire, glow];
  const guests = new Map<string, Guest>();
  let place = { x: 0, y: 0, width: 1, visible: true };
  let shown: readonly Presence[] = [];
  let time = 0;

  function seat(): void {
    const { x, y, width, visible } = place;
    const size = width / 760;
    stage.setScale(size / DETAIL).setPosition(x, y);
    fire.setPosition(x, y + 16 * size).setDepth(y + 16 * size);
    glow.setPosition(x, y - 10 * size);
    for (const image of all) image.setVisible(visible);
    [...guests.values()].forEach((guest, index) => {
      // Around the light, those behind first.
      const angle = Math.PI * (0.5 + ((index % 2 === 0 ? 1 : -1) * (Math.floor(index / 2) + 0.62) * 2) / SEATS);
      guest.x = x + Math.cos(angle) * width * 0.36;
      guest.y = y + Math.sin(angle) * width * 0.055 + 12 * size;
      guest.critter.place(guest.x, guest.y);
      guest.critter.root.setVisible(visible);
      guest.name.setPosition(guest.x, guest.y + 7).setVisible(visible);
    });
  }

  function meet(presences: readonly Presence[]): void {
    shown = presences;
    const here = presences.slice(0, SEATS);
    for (const [userId, { critter, name }] of guests) {
      if (here.some((user) => user.userId === userId)) continue;
      guests.delete(userId);
      critter.destroy();
      name.destroy();
    }
    for (const { userId, username } of here) {
      if (guests.has(userId)) continue;
      const critter = createCritter(scene, colorOfName(username), Math.min(1, 0.55 + place.width / 1_400));
      const name = label(scene, 0, 0, username, { size: 13 }).setOrigin(0.5, 0).setDepth(960);
      name.setStroke('#141a3a', 3);
      guests.set(userId, { critter, name, x: 0, y: 0 });
      scene.time.delayedCall(300, () => critter.root.scene && critter.emote('wave'));
    }
    seat();
  }

  return {
    layout(x, y, width, visible) {
      place = { x, y, width, visible };
      seat();
    },
    update(elapsed, presences) {
      time += elapsed;
      if (presences !== shown) meet(presences);
      for (const { critter } of guests.values()) critter.animate(elapsed, STILL);
      const size = place.width / 760;
      glow.setScale((3.2 + Math.sin(time / 260) * 0.16) * size).setAlpha(0.3 + Math.sin(time / 330) * 0.05);
      fire.y = place.y + (12 + Math.sin(time / 500) * 5) * size;
    },
    headOf: (userId) => (place.visible ? guests.get(userId)?.critter.head ?? null : null),
  };
}
