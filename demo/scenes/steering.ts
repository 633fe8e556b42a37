import * as Phaser from 'phaser';
import type { Point } from '../match/world.js';

export interface Steering {
  /** Where to go from here, of length 0 to 1. */
  direction(from: Point): Point;
}

const ARRIVED = 7;

/** WASD and arrow keys, or a press on the glade: the figure goes there, and follows while one holds. */
export function createSteering(scene: Phaser.Scene): Steering {
  const keyboard = scene.input.keyboard!;
  const { KeyCodes } = Phaser.Input.Keyboard;
  const keys = keyboard.addKeys({
    up: KeyCodes.W, down: KeyCodes.S, left: KeyCodes.A, right: KeyCodes.D,
    up2: KeyCodes.UP, down2: KeyCodes.DOWN, left2: KeyCodes.LEFT, right2: KeyCodes.RIGHT,
  }) as Record<string, Phaser.Input.Keyboard.Key>;
  // Phaser's captures are the game's, and outlive the scene that made them.
  scene.events.once('shutdown', () => keyboard.removeAllKeys(true, true));
  const isDown = (name: string): number => (keys[name]?.isDown || keys[`${name}2`]?.isDown ? 1 : 0);
  const mark = scene.add.image(0, 0, 'mark').setDepth(-10).setScale(0.5).setAlpha(0);
  let target: Point | null = null;
  let pressed = false;

  scene.input.on('pointerdown', (pointer: Phaser.Input.Pointer) => {
    pressed = true;
    follow(pointer);
    mark.setScale(0.75).setAlpha(1);
    scene.tweens.add({ targets: mark, scale: 0.5, duration: 200, ease: 'Back.easeOut' });
  });
  scene.input.on('pointermove', (pointer: Phaser.Input.Pointer) => pressed && pointer.isDown && follow(pointer));
  for (const event of ['pointerup', 'pointerupoutside', 'gameout']) scene.input.on(event, () => (pressed = false));

  function follow(pointer: Phaser.Input.Pointer): void {
    const { x, y } = scene.cameras.main.getWorldPoint(pointer.x, pointer.y);
    target = { x, y };
    mark.setPosition(x, y);
  }

  return {
    direction(from) {
      const x = isDown('right') - isDown('left');
      const y = isDown('down') - isDown('up');
      if (x !== 0 || y !== 0) {
        target = null;
        mark.setAlpha(0);
        const length = Math.hypot(x, y);
        return { x: x / length, y: y / length };
      }
      if (!target) return { x: 0, y: 0 };
      const dx = target.x - from.x;
      const dy = target.y - from.y;
      const distance = Math.hypot(dx, dy);
      if (distance < ARRIVED) {
        target = null;
        scene.tweens.add({ targets: mark, alpha: 0, duration: 200 });
        return { x: 0, y: 0 };
      }
      // Slower at the end, or it would run past and come back.
      const pace = Math.min(1, distance / 50 + 0.15);
      return { x: (dx / distance) * pace, y: (dy / distance) * pace };
    },
  };
}
