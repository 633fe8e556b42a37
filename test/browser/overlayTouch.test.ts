import { describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { boxOf, focused, frames, overlaySuite, sent, takePointers, until } from './fixtures/overlay/suite.js';

const withPage = overlaySuite();
const PHONE = { viewport: { width: 390, height: 700 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 };
const SETUP = { mode: 'RESIZE' as const, rooms: [{ history: 40 }] };

/** The on-screen keyboard as pages see it: the visual viewport shrinks, the layout does not. */
const keyboard = (page: Page, height: number): Promise<void> =>
  page.evaluate(async (taken) => {
    const viewport = window.visualViewport!;
    Object.defineProperty(viewport, 'height', { value: window.innerHeight - taken, configurable: true });
    viewport.dispatchEvent(new Event('resize'));
    await window.rig.frames(4);
  }, height);

describe('a phone held upright', () => {
  it('O5 shows lines and a button; a touch on it brings panel and keyboard', () =>
    withPage(SETUP, async (page) => {
      expect(await page.evaluate(() => window.rig.overlay.mode)).toBe('compact');
      const button = await boxOf(page, 'input');
      expect(Math.min(button.width, button.height)).toBeGreaterThanOrEqual(44);
      await page.touchscreen.tap(button.x + button.width / 2, button.y + button.height / 2);
      await frames(page);
      expect(await focused(page)).toBe(true);
      const panel = await boxOf(page);
      expect(panel.width).toBeGreaterThan(340);
      // Smaller letters would make iOS zoom into the page.
      expect(await page.evaluate(() => Number.parseFloat(getComputedStyle(document.querySelector('input')!).fontSize))).toBeGreaterThanOrEqual(16);
      expect(await takePointers(page)).toEqual([]);
    }, PHONE));

  it('O5 the panel stands above the on-screen keyboard, and comes down with it', () =>
    withPage(SETUP, async (page) => {
      await page.evaluate(() => window.rig.overlay.focus());
      await frames(page);
      const before = await boxOf(page, 'input');
      await keyboard(page, 300);
      const above = await boxOf(page, 'input');
      expect(above.y + above.height).toBeLessThanOrEqual(400);
      await page.keyboard.type('hello');
      await page.keyboard.press('Enter');
      expect(await sent(page)).toEqual(['hello']);
      await page.evaluate(() => window.rig.overlay.focus());
      await keyboard(page, 0);
      expect((await boxOf(page, 'input')).y).toBeCloseTo(before.y, 0);
    }, PHONE));

  it('O5 keeps out of the safe area', () =>
    withPage({ ...SETUP, options: { mode: 'full' } }, async (page) => {
      const box = await boxOf(page);
      // env() is 0 here: the probe that reads it is given a notch by hand.
      await page.addStyleTag({ content: '[data-roomchat] > div:nth-child(2){padding:20px 0 34px 0!important}' });
      await page.setViewportSize({ width: 390, height: 690 });
      await frames(page, 40);
      const inset = await boxOf(page);
      expect(690 - inset.y - inset.height).toBeGreaterThan(33.5);
      expect(700 - box.y - box.height).toBeLessThan(34);
    }, PHONE));

  it('O2 a finger drags and throws the log', () =>
    withPage({ ...SETUP, options: { mode: 'full' } }, async (page) => {
      const { x, y } = await boxOf(page);
      const cdp = await page.context().newCDPSession(page);
      const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', at?: number): Promise<unknown> =>
        cdp.send('Input.dispatchTouchEvent', { type, touchPoints: at === undefined ? [] : [{ x: x + 100, y: y + at }] });
      await touch('touchStart', 60);
      for (const at of [80, 110, 150]) await touch('touchMove', at);
      await touch('touchEnd');
      await frames(page, 30);
      await page.evaluate(() => window.rig.handles[0]!.receive('below'));
      await until(page, 'window.rig.overlay.unread === 1');
      expect(await takePointers(page)).toEqual([]);
    }, PHONE));

  it('O4 a finger on the game and one on the chat do not disturb each other', () =>
    withPage({ ...SETUP, options: { mode: 'full' } }, async (page) => {
      const { x, y } = await boxOf(page);
      const cdp = await page.context().newCDPSession(page);
      await cdp.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [{ x: 200, y: 100, id: 1 }] });
      await frames(page);
      expect(await takePointers(page)).toEqual(['pointerdown']);
      await cdp.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [{ x: 200, y: 100, id: 1 }, { x: x + 100, y: y + 60, id: 2 }] });
      for (const at of [90, 140]) {
        await cdp.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: [{ x: 200, y: 100, id: 1 }, { x: x + 100, y: y + at, id: 2 }] });
      }
      await cdp.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
      await frames(page, 10);
      await page.evaluate(() => window.rig.handles[0]!.receive('below'));
      await until(page, 'window.rig.overlay.unread === 1');
      expect(await takePointers(page)).toEqual(['pointerup']);
    }, PHONE));
});
