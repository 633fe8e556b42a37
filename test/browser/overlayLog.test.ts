import { describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { boxOf, choices, frames, overlaySuite, pixels, takeKeys, until, value } from './fixtures/overlay/suite.js';

const withPage = overlaySuite();
const SIZE = { width: 300, height: 220, idleAfter: false as const };
const BO = { userId: 'u-bo', username: 'Bo' };

const receive = (page: Page, content: string | Record<string, unknown>, sender = 'Bo'): Promise<void> =>
  page.evaluate(async ([what, who]) => {
    window.rig.handles[0]!.receive(what as string, who as string);
    await window.rig.frames(2);
  }, [content, sender] as const);

/** Presses a text of the newest lines: rows are 20 high with 4 between, the lowest ends above the input. */
async function pressLine(page: Page, line: number, x: number): Promise<void> {
  await frames(page, 12);
  const { x: left } = await boxOf(page);
  const input = await boxOf(page, 'input');
  await page.mouse.click(left + x, input.y - 10 - 14 - line * 24);
  await frames(page);
}

describe('log', () => {
  it('O2 the wheel scrolls, what comes meanwhile is counted, and one press leads back', () =>
    withPage({ rooms: [{ history: 60 }], options: SIZE }, async (page) => {
      const { x, y } = await boxOf(page);
      await page.mouse.move(x + 100, y + 80);
      await page.mouse.wheel(0, -300);
      await frames(page, 30);
      await receive(page, 'one');
      await receive(page, 'two @Ada');
      expect(await page.evaluate(() => window.rig.overlay.unread)).toBe(2);
      const input = await boxOf(page, 'input');
      await page.mouse.click(x + 150, input.y - 22);
      await until(page, 'window.rig.overlay.unread === 0');
    }));

  it('O2 scrolling to the top loads older pages until there are none', () =>
    withPage({ rooms: [{ history: 330 }], options: SIZE }, async (page) => {
      await page.keyboard.press('Enter');
      for (const calls of [1, 2, 3]) {
        await page.keyboard.press('Control+Home');
        await until(page, `window.rig.handles[0].historyCalls === ${calls}`);
        await frames(page, 5);
      }
      await page.keyboard.press('Control+Home');
      await frames(page, 30);
      expect(await page.evaluate(() => window.rig.handles[0]!.historyCalls)).toBe(3);
    }));

  it('O2 a line higher than the log is written whole, and scrolls', () =>
    withPage({ options: { width: 300, height: 220, idleAfter: false } }, async (page) => {
      /** Pixels of letters in each quarter of the log, from the top. */
      const letters = (): Promise<number[]> =>
        page.evaluate(async () => {
          await window.rig.frames(60);
          const { textures } = window.rig.game;
          const canvas = textures.get(textures.getTextureKeys().find((key) => key.startsWith('__roomchat'))!).getSourceImage() as HTMLCanvasElement;
          const [top, height] = [35, 130];
          const { data } = canvas.getContext('2d')!.getImageData(0, top, 280, height);
          const quarters = [0, 0, 0, 0];
          for (let pixel = 0; pixel < data.length / 4; pixel++) if (data[4 * pixel]! > 180) quarters[Math.floor(pixel / 280 / (height / 4))]!++;
          return quarters;
        });
      expect(Math.max(...(await letters()))).toBe(0);
      await page.evaluate(() => void window.rig.handles[0]!.receive(Array.from({ length: 40 }, (_, row) => `row ${row} of a long poem`).join('\n')));
      const written = await letters();
      expect(Math.min(...written)).toBeGreaterThan(100);
      await page.evaluate(() => window.rig.handles[0]!.receive('and a short one'));
      expect(Math.min(...(await letters()))).toBeGreaterThan(100);
    }));

  it('O2 drag and keys scroll too', () =>
    withPage({ rooms: [{ history: 60 }], options: SIZE }, async (page) => {
      const { x, y } = await boxOf(page);
      const away = async (): Promise<boolean> => {
        await frames(page, 40);
        await receive(page, 'more');
        return (await page.evaluate(() => window.rig.overlay.unread)) > 0;
      };
      expect(await away()).toBe(false);
      await page.mouse.move(x + 100, y + 60);
      await page.mouse.down();
      await page.mouse.move(x + 100, y + 150, { steps: 5 });
      await page.mouse.up();
      expect(await away()).toBe(true);
      await page.keyboard.press('Enter');
      await page.keyboard.press('Control+End');
      expect(await away()).toBe(false);
      await page.keyboard.press('PageUp');
      expect(await away()).toBe(true);
    }));

  it('O2 a refused line says why and offers to try again', () =>
    withPage({ options: SIZE }, async (page) => {
      await page.evaluate(async () => {
        const [handle] = window.rig.handles;
        handle!.hold = true;
        window.rig.overlay.send('careful');
        await handle!.refuse('rate_limited');
        handle!.hold = false;
      });
      await frames(page, 12);
      const { x } = await boxOf(page);
      const input = await boxOf(page, 'input');
      for (let left = 20; left < 260 && (await page.evaluate(() => window.rig.handles[0]!.sent.length)) === 1; left += 12) await page.mouse.click(x + left, input.y - 24);
      expect(await page.evaluate(() => window.rig.handles[0]!.sent)).toEqual(['careful', 'careful']);
    }));

  it('O2 fades when nothing happens, and stands out again when something does', () =>
    withPage({ options: { ...SIZE, idleAfter: 250, theme: { panel: '#000000', panelAlpha: 1, idleAlpha: 0.2 } } }, async (page) => {
      const { x, y } = await boxOf(page);
      const light = async (): Promise<number> => (await pixels(page, [{ x: x + 150, y: y + 100 }]))[0]![1];
      await expect.poll(light, { timeout: 15_000 }).toBeGreaterThan(50);
      await page.keyboard.press('Enter');
      await expect.poll(light, { timeout: 15_000 }).toBeLessThan(40);
    }));

  it('O2 in compact mode lines go away by themselves, and typing brings the panel', () =>
    withPage({ options: { ...SIZE, mode: 'compact', lineTime: 2_500, theme: { panel: '#000000', lineAlpha: 1, panelAlpha: 1 } } }, async (page) => {
      const { x, height, y } = await boxOf(page);
      const light = async (left: number, up: number): Promise<number> => (await pixels(page, [{ x: x + left, y: y + height - up }]))[0]![1];
      await receive(page, 'hello there everyone');
      expect(await light(9, 20)).toBeLessThan(60);
      expect(await light(290, 100)).toBeGreaterThan(60);
      await expect.poll(() => light(9, 20), { timeout: 15_000 }).toBeGreaterThan(60);
      await page.keyboard.press('Enter');
      await expect.poll(() => light(290, 100), { timeout: 15_000 }).toBeLessThan(60);
    }));

  it('a formatter that throws, an empty name and a hostile text do no harm', () =>
    withPage({ open: false }, async (page) => {
      const complaints = page.waitForEvent('pageerror');
      await page.evaluate(async () => {
        const { rig } = window;
        rig.open({ format: ({ content }) => { if (content === 'boom') throw new Error('boom'); return undefined; } });
        for (const text of ['boom', '\u202e\u0000', `${'\u0301'.repeat(500)}`, '\n'.repeat(900), 'x'.repeat(2_000), '👨‍👩‍👧‍👦'.repeat(180), 'https://'.repeat(200)]) rig.handles[0]!.receive(text, '');
        await rig.frames(10);
      });
      expect((await complaints).message).toContain('boom');
      expect(await page.evaluate(() => window.rig.overlay.visible)).toBe(true);
    }, { allowErrors: true }));
});

describe('names and links', () => {
  it('O8 a press on a name offers to mention, to reply, and to mute', () =>
    withPage({ options: { ...SIZE, timestamps: false }, rooms: [{ others: [BO] }] }, async (page) => {
      await receive(page, 'hello');
      await pressLine(page, 0, 24);
      expect(await choices(page)).toEqual(['Mention Bo', 'Reply to Bo', 'Mute Bo', 'Copy message']);
      const click = async (name: string): Promise<void> => {
        const index = (await choices(page)).indexOf(name);
        await page.evaluate((at) => document.querySelectorAll<HTMLElement>('[data-roomchat] [role=option]')[at]!.click(), index);
        await frames(page);
      };
      await click('Reply to Bo');
      expect(await value(page)).toBe('@Bo: ');
      await page.keyboard.type('yes');
      await pressLine(page, 0, 24);
      await click('Mention Bo');
      expect(await value(page)).toBe('@Bo: yes@Bo ');
      await pressLine(page, 0, 24);
      await click('Mute Bo');
      expect(await page.evaluate(() => window.rig.overlay.mutes.has('u-bo'))).toBe(true);
    }));

  it('O8 a muted player is neither seen nor counted, over restarts of the page too, until taken back', () =>
    withPage({ options: { ...SIZE, timestamps: false }, rooms: [{ others: [BO] }] }, async (page) => {
      await receive(page, 'spam');
      await page.evaluate(() => window.rig.overlay.focus('/mute bo'));
      await page.keyboard.press('Enter');
      await frames(page);
      const stored = await page.evaluate(() => localStorage.getItem('gametegra-room-chat.muted'));
      expect(JSON.parse(stored!)).toEqual([['u-bo', 'Bo']]);
      await page.evaluate(() => window.rig.restart({ renderer: 'CANVAS', width: 480, height: 360 }));
      expect(await page.evaluate(() => window.rig.overlay.mutes.has('u-bo'))).toBe(true);
      await page.evaluate(() => window.rig.overlay.focus('/unmute Bo'));
      await page.keyboard.press('Enter');
      await frames(page);
      expect(await page.evaluate(() => [window.rig.overlay.mutes.has('u-bo'), window.rig.handles[0]!.sent])).toEqual([false, []]);
    }));

  it('O2 a link opens only after the player agreed', () =>
    withPage({ options: { ...SIZE, timestamps: false } }, async (page) => {
      await page.evaluate(() => {
        (window as unknown as { opened: string[] }).opened = [];
        window.open = ((url: string) => void (window as unknown as { opened: string[] }).opened.push(url)) as never;
      });
      const opened = () => page.evaluate(() => (window as unknown as { opened: string[] }).opened);
      await receive(page, 'https://example.org/x');
      await pressLine(page, 0, 80);
      expect([await opened(), await choices(page)]).toEqual([[], ['Open example.org', 'Copy the link', 'Cancel']]);
      await page.keyboard.press('Escape');
      await frames(page);
      expect([await opened(), await choices(page)]).toEqual([[], []]);
      await pressLine(page, 0, 80);
      await page.evaluate(() => document.querySelector<HTMLElement>('[data-roomchat] [role=option]')!.click());
      expect(await opened()).toEqual(['https://example.org/x']);
      expect(await takeKeys(page)).toEqual([]);
    }));
});
