import { describe, expect, it } from 'vitest';
import type * as Phaser from 'phaser';
import type { Page } from 'playwright-core';
import { frames, overlaySuite, PHASERS } from './fixtures/overlay/suite.js';

const withPage = overlaySuite();

/** Everything that an overlay takes from page and game. */
interface Census {
  elements: number;
  textures: number;
  scenes: number;
  gameListeners: number;
  sceneListeners: number;
  handleListeners: number;
  pageListeners: number;
}

async function census(page: Page): Promise<Census> {
  return page.evaluate(() => {
    const { game, scene, handles } = window.rig;
    const count = (emitter: Phaser.Events.EventEmitter): number => emitter.eventNames().reduce((sum, name) => sum + emitter.listenerCount(name), 0);
    return {
      elements: document.querySelectorAll('[data-roomchat], [data-roomchat] *, #game input').length,
      textures: game.textures.getTextureKeys().length,
      scenes: game.scene.scenes.length,
      gameListeners: count(game.events) + count(game.scale) + count(game.textures),
      sceneListeners: count(scene.sys.events),
      handleListeners: handles.reduce((sum, handle) => sum + handle.listenerCount + handle.bus.listenerCount, 0),
      pageListeners: (window as unknown as { liveListeners: () => number }).liveListeners(),
    };
  });
}

const SETUP = { open: false, rooms: [{ history: 20 }, { roomName: 'team' }], options: { quickChat: true } };

describe.each(PHASERS)('an overlay on %s', (phaser) => {
  const renderer = phaser === 'phaser' || phaser === 'phaser42' ? ('WEBGL' as const) : ('CANVAS' as const);

  it('O1 M5 leaves nothing behind after 30 restarts of its scene, whatever it was doing', () =>
    withPage({ ...SETUP, renderer }, async (page) => {
      await page.evaluate(async () => {
        window.rig.scene.scene.restart();
        await window.rig.frames(3);
      });
      const before = await census(page);
      for (let round = 0; round < 30; round++) {
        await page.evaluate(async (n) => {
          const { rig } = window;
          rig.open();
          rig.bubbles();
          rig.handles[0]!.receive('hello');
          await rig.frames(1);
          if (n % 3 === 0) rig.overlay.focus('half a sen');
          if (n % 4 === 0) rig.overlay.openQuickChat();
          if (n % 5 === 0) rig.overlay.send('bye');
          await rig.frames(1);
          rig.scene.scene.restart();
          await rig.frames(2);
        }, round);
      }
      await frames(page);
      expect(await census(page)).toEqual(before);
    }, { phaser }));
});

describe('an overlay', () => {
  it('M5 goes when its scene is stopped, removed, or destroyed by hand, and stays away', () =>
    withPage(SETUP, async (page) => {
      const before = await census(page);
      await page.evaluate(async () => {
        const { rig } = window;
        rig.open();
        rig.bubbles();
        rig.handles[0]!.receive('hello');
        await rig.frames(2);
      });
      const open = await census(page);
      for (const [what, count] of Object.entries(before)) expect(open[what as keyof Census], what).toBeGreaterThan(count);
      await page.evaluate(async () => {
        const { rig } = window;
        rig.scene.scene.restart();
        await rig.frames(2);
        rig.open();
        await rig.frames(2);
        rig.overlay.destroy();
        rig.overlay.destroy();
        rig.overlay.focus();
        await rig.frames(2);
      });
      expect(await census(page)).toEqual(before);
      await page.evaluate(async () => {
        const { rig } = window;
        rig.open();
        await rig.frames(1);
        rig.scene.scene.stop();
        await rig.frames(2);
      });
      const stopped = await census(page);
      expect([stopped.elements, stopped.scenes, stopped.textures, stopped.handleListeners]).toEqual([0, before.scenes, before.textures, 0]);
    }));

  it('M5 goes when its scene is removed while it runs, and other scenes go on', () =>
    withPage(SETUP, async (page) => {
      const left = await page.evaluate(async () => {
        const { rig } = window;
        const { game } = rig;
        game.scene.add('other', {} as never, true);
        rig.open();
        await rig.frames(2);
        game.scene.remove(rig.scene.scene.key);
        await rig.frames(3);
        return { scenes: game.scene.scenes.map((scene) => scene.scene.key), inputs: document.querySelectorAll('input').length, listeners: rig.handles[0]!.listenerCount };
      });
      expect(left).toEqual({ scenes: ['other'], inputs: 0, listeners: 0 });
    }));

  it('O1 goes with the game, without a complaint', () =>
    withPage({ ...SETUP, renderer: 'WEBGL', open: true }, async (page) => {
      await page.evaluate(async () => {
        const { rig } = window;
        rig.bubbles();
        rig.handles[0]!.receive('hello');
        await rig.frames(2);
        rig.overlay.focus('typing');
        await new Promise<void>((resolve) => {
          rig.game.events.once('destroy', () => setTimeout(resolve, 50));
          rig.game.destroy(true);
        });
      });
      expect(await page.evaluate(() => [document.querySelectorAll('[data-roomchat], canvas').length, window.rig.handles[0]!.listenerCount])).toEqual([0, 0]);
    }));

  it('sleeps and wakes with its scene', () =>
    withPage({ ...SETUP, open: true }, async (page) => {
      const seen = () => page.evaluate(() => [window.rig.overlay.visible, document.querySelector<HTMLElement>('[data-roomchat]')!.style.display]);
      await page.evaluate(async () => {
        window.rig.scene.scene.sleep();
        await window.rig.frames(3);
      });
      expect(await seen()).toEqual([false, 'none']);
      await page.keyboard.press('Enter');
      expect(await page.evaluate(() => window.rig.overlay.focused)).toBe(false);
      await page.evaluate(async () => {
        window.rig.scene.scene.wake();
        await window.rig.frames(3);
      });
      expect(await seen()).toEqual([true, '']);
    }));

  it('two overlays in one game do not disturb each other', () =>
    withPage({ ...SETUP, open: true }, async (page) => {
      const state = await page.evaluate(async () => {
        const { rig } = window;
        const first = rig.overlay;
        const second = rig.open({ position: 'top-right', width: 200, height: 120 });
        await rig.frames(3);
        second.focus('two');
        const focus = [first.focused, second.focused];
        second.destroy();
        await rig.frames(3);
        first.focus('one');
        return [...focus, first.focused, document.querySelectorAll('[data-roomchat]').length];
      });
      expect(state).toEqual([false, true, true, 1]);
    }));
});
