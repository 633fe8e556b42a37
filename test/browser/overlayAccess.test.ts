import { describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { axeViolations } from '../helpers/axe.js';
import { frames, overlaySuite } from './fixtures/overlay/suite.js';

const withPage = overlaySuite();
const violations = (page: Page): Promise<string[]> => axeViolations(page, '[data-roomchat]');
const log = (page: Page): Promise<string[]> => page.evaluate(() => [...document.querySelectorAll('[data-roomchat] [role=log] > *')].map((line) => line.textContent ?? ''));

describe('those who cannot read the canvas', () => {
  it('O6 axe finds nothing to complain of: closed, typing, with a list open', () =>
    withPage({ options: { quickChat: true } }, async (page) => {
      await page.evaluate(() => window.rig.handles[0]!.receive('hello'));
      await frames(page);
      expect(await violations(page)).toEqual([]);
      await page.keyboard.press('/');
      await frames(page);
      expect(await page.getAttribute('input', 'aria-activedescendant')).toBeTruthy();
      expect(await violations(page)).toEqual([]);
      await page.keyboard.press('Escape');
      await page.keyboard.press('Escape');
      await page.keyboard.press('y');
      await frames(page);
      expect(await violations(page)).toEqual([]);
    }));

  it('O6 a live region has the new lines of others, with who said them', () =>
    withPage({ rooms: [{ history: 5 }] }, async (page) => {
      await page.evaluate(async () => {
        const [handle] = window.rig.handles;
        handle!.receive('hello **there**');
        handle!.receive({ type: 'me', text: 'waves' });
        handle!.receive({ type: 'move', x: 1 });
        window.rig.overlay.send('mine');
        await window.rig.frames(5);
      });
      expect(await log(page)).toEqual(['Bo: hello **there**', 'Bo waves']);
      const region = await page.evaluate(() => {
        const element = document.querySelector('[role=log]')!;
        return [element.getAttribute('aria-live'), element.getAttribute('aria-label')];
      });
      expect(region).toEqual(['polite', 'Chat messages in lobby']);
    }));

  it('O6 a lost connection and a text too long are read out', () =>
    withPage({ options: { maxLength: 10 } }, async (page) => {
      await page.evaluate(() => window.rig.handles[0]!.setState('reconnecting'));
      await page.waitForFunction(() => document.querySelector('[role=log]')!.textContent === 'Connection lost. Reconnecting…');
      await page.keyboard.press('Enter');
      await page.keyboard.type('longer than ten');
      await page.keyboard.press('Enter');
      await page.waitForFunction(() => document.querySelector('[role=log]')!.textContent!.endsWith('5 characters too many'));
      expect(await page.evaluate(() => window.rig.handles[0]!.sent)).toEqual([]);
    }));

  it('O6 a burst is summed up, and the region does not grow', () =>
    withPage({}, async (page) => {
      await page.evaluate(async () => {
        for (let index = 0; index < 100; index++) window.rig.handles[0]!.receive(`line ${index}`);
        await window.rig.frames(3);
      });
      expect(await log(page)).toEqual(['96 new messages', 'Bo: line 96', 'Bo: line 97', 'Bo: line 98', 'Bo: line 99']);
      await page.evaluate(async () => {
        for (let index = 0; index < 60; index++) {
          window.rig.handles[0]!.receive(`more ${index}`);
          await window.rig.frames(1);
        }
      });
      expect((await log(page)).length).toBeLessThanOrEqual(30);
    }));

  it('O6 every text can be translated', () =>
    withPage({ options: { locale: 'de', texts: { newMessages: { one: '1 neue Nachricht', other: '{count} neue Nachrichten' }, inputLabel: 'Nachricht an {room}', logLabel: 'Nachrichten in {room}' } } }, async (page) => {
      await page.evaluate(async () => {
        for (let index = 0; index < 9; index++) window.rig.handles[0]!.receive('hallo');
        await window.rig.frames(3);
      });
      expect((await log(page))[0]).toBe('5 neue Nachrichten');
      expect(await page.getAttribute('input', 'aria-label')).toBe('Nachricht an lobby');
    }));

  it('O6 with reduced motion scrolling is done at once', () =>
    withPage({ rooms: [{ history: 60 }], options: { width: 300, height: 220, idleAfter: false } }, async (page) => {
      await frames(page, 5);
      const same = await page.evaluate(async () => {
        const { game } = window.rig;
        const surface = document.querySelector('[data-roomchat] > div')!;
        const key = game.textures.getTextureKeys().find((each) => each.startsWith('__roomchat'))!;
        const picture = (): string => (game.textures.get(key).getSourceImage() as HTMLCanvasElement).toDataURL();
        const before = picture();
        surface.dispatchEvent(new WheelEvent('wheel', { deltaY: -200, bubbles: true, cancelable: true }));
        await window.rig.frames(2);
        const at = picture();
        await window.rig.frames(3);
        return [before === at, at === picture()];
      });
      expect(same).toEqual([false, true]);
    }, { reducedMotion: 'reduce' }));
});
