import { describe, expect, it } from 'vitest';
import { boxOf, frames, overlaySuite, PHASERS, pixels, sent, takePointers, value } from './fixtures/overlay/suite.js';

const withPage = overlaySuite();

describe('replaceable parts', () => {
  it('O7 a log view of plain elements', () =>
    withPage({ rooms: [{ history: 120 }, { roomName: 'team' }], domLog: true }, async (page) => {
      const lines = () => page.evaluate(() => [...document.querySelectorAll('.roomchat-line')].map((line) => line.textContent));
      await page.evaluate(async () => {
        window.rig.handles[0]!.receive('hello @Ada');
        window.rig.handles[1]!.receive('psst');
        await window.rig.frames(3);
      });
      expect((await lines()).at(-1)).toContain('Bo: hello @Ada');
      expect(await page.textContent('.roomchat-header')).toContain('team (1)');
      await page.keyboard.press('Enter');
      await page.keyboard.type('over DOM');
      expect(await value(page)).toBe('over DOM');
      await page.keyboard.press('Enter');
      await frames(page, 5);
      expect((await lines()).at(-1)).toContain('Ada: over DOM');
      await page.evaluate(() => {
        document.querySelector('.roomchat-log')!.scrollTop = 0;
      });
      await page.waitForFunction(() => window.rig.handles[0]!.historyCalls === 1);
      await page.locator('.roomchat-line .roomchat-name').last().click();
      await frames(page);
      expect(await page.textContent('.roomchat-choices')).toContain('Copy message');
      expect(await takePointers(page)).toEqual([]);
      expect(await page.evaluate(() => window.rig.game.textures.getTextureKeys().filter((key) => key.startsWith('__roomchat')))).toEqual([]);
    }));

  it('O7 an input of the game’s own', () =>
    withPage({ open: false }, async (page) => {
      await page.evaluate(() => {
        window.rig.open({
          inputView: ({ events }) => {
            let text = '';
            let focused = false;
            const set = (next: string): void => {
              text = next;
              events.changed(text);
            };
            return {
              get text() { return text; },
              set text(next) { set(next); },
              get focused() { return focused; },
              get caret() { return text.length; },
              focus() { focused = true; events.focused(); },
              blur() { focused = false; events.blurred(); },
              insert: (more) => set(text + more),
              place() {},
              describe() {},
              destroy() {},
            };
          },
        });
        window.rig.overlay.focus('from my input');
      });
      expect(await page.evaluate(() => [window.rig.overlay.focused, document.querySelectorAll('[data-roomchat] input').length])).toEqual([true, 0]);
    }));

  it('O7 a theme with changes, wrong options refused with a sentence', () =>
    withPage({ options: { theme: { base: 'light', panel: '#ff0000', panelAlpha: 1 }, idleAfter: false } }, async (page) => {
      const { x, y } = await boxOf(page);
      await frames(page, 10);
      expect((await pixels(page, [{ x: x + 200, y: y + 100 }]))[0]).toEqual([255, 0, 0]);
      const refused = await page.evaluate(() =>
        [{ theme: 'neon' }, { position: 'middle' }, { width: -1 }, { mode: 'tiny' }, { quickChat: ['nope'] }].map((options) => {
          try {
            window.rig.open(options as never);
            return 'taken';
          } catch (error) {
            return `${(error as { code: string }).code} ${(error as Error).message}`;
          }
        }),
      );
      for (const message of refused) expect(message).toMatch(/^invalid_option unable to open the overlay; .+; .+/);
    }));
});

describe.each(PHASERS)('bubbles on %s', (phaser) => {
  it('O8 speak over their target, follow it, replace each other, end in time, and not for the muted', () =>
    withPage({ renderer: phaser === 'phaser42' || phaser === 'phaser380' ? 'WEBGL' : 'CANVAS', zoom: 1.5 }, async (page) => {
      const bubbles = () =>
        page.evaluate(() => window.rig.scene.children.list.filter((child) => (child as { texture?: { key: string } }).texture?.key.startsWith('__roomchat_bubble')).map((child) => {
          const { x, y, displayWidth } = child as unknown as { x: number; y: number; displayWidth: number };
          return { x, y, displayWidth };
        }));
      await page.evaluate(async () => {
        const { rig } = window;
        rig.bubbles({ duration: 1_500 });
        rig.handles[0]!.receive('hello');
        rig.handles[0]!.receive({ type: 'move' });
        await rig.frames(3);
      });
      const [first] = await bubbles();
      await page.evaluate(async () => {
        window.rig.player.x -= 40;
        window.rig.handles[0]!.receive('a much longer line than before, which is wrapped over several rows');
        await window.rig.frames(3);
      });
      const after = await bubbles();
      expect(after.length).toBe(1);
      expect(after[0]!.x).toBe(first!.x - 40);
      expect(after[0]!.displayWidth).toBeGreaterThan(first!.displayWidth);
      expect(after[0]!.displayWidth).toBeLessThan(206);
      const { edge, bubble } = await page.evaluate(async () => {
        const { rig } = window;
        rig.player.x = rig.scene.cameras.main.worldView.left + 5;
        await rig.frames(3);
        const image = rig.scene.children.list.find((child) => (child as { texture?: { key: string } }).texture?.key.startsWith('__roomchat_bubble')) as unknown as { x: number; displayWidth: number };
        return { edge: rig.scene.cameras.main.worldView.left, bubble: image.x - image.displayWidth / 2 };
      });
      expect(bubble).toBeGreaterThanOrEqual(edge);
      expect(bubble).toBeLessThan(edge + 8);
      await page.evaluate(async () => {
        window.rig.overlay.mutes.mute('u-bo');
        window.rig.handles[0]!.receive('unheard');
        await window.rig.frames(2);
        window.rig.overlay.mutes.unmute('u-bo');
      });
      expect(await bubbles()).toEqual([]);
      await page.evaluate(() => window.rig.handles[0]!.receive('short'));
      await expect.poll(async () => (await bubbles()).length, { timeout: 15_000 }).toBe(0);
      const left = await page.evaluate(async () => {
        window.rig.handles[0]!.receive('and gone');
        await window.rig.frames(2);
        window.rig.player.destroy();
        await window.rig.frames(2);
        return window.rig.game.textures.getTextureKeys().filter((key) => key.startsWith('__roomchat_bubble')).length;
      });
      expect(left).toBe(0);
      expect(await sent(page)).toEqual([]);
    }, { phaser }));
});
