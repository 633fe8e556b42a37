import { describe, expect, it } from 'vitest';
import { boxOf, focused, frames, overlaySuite, PHASERS, takePointers } from './fixtures/overlay/suite.js';

const withPage = overlaySuite();
const SETUP = { rooms: [{ history: 40 }], options: { width: 300, height: 200 } };

describe.each(PHASERS)('pointers on %s', (phaser) => {
  it('O4 press, move and wheel over the overlay do not reach the game below', () =>
    withPage(SETUP, async (page) => {
      const { x, y } = await boxOf(page);
      await page.mouse.move(x + 50, y + 100);
      await page.mouse.down();
      await page.mouse.up();
      await page.mouse.wheel(0, -100);
      await page.mouse.click(x + 100, y + 190);
      await page.mouse.click(x + 100, y + 90, { button: 'right' });
      await frames(page);
      expect(await takePointers(page)).toEqual([]);
      await page.mouse.click(440, 40);
      await page.mouse.wheel(0, 10);
      await frames(page);
      expect(await takePointers(page)).toEqual(['pointerdown', 'pointerup', 'wheel']);
    }, { phaser }));
});

describe('pointers', () => {
  it('O4 a drag that began in the game ends in the game, also over the panel', () =>
    withPage(SETUP, async (page) => {
      const { x, y } = await boxOf(page);
      await page.mouse.move(440, 40);
      await page.mouse.down();
      await page.mouse.move(x + 60, y + 60, { steps: 4 });
      await page.mouse.up();
      await frames(page);
      expect(await takePointers(page)).toEqual(['pointerdown', 'pointerup']);
      await page.mouse.click(x + 60, y + 60);
      await frames(page);
      expect(await takePointers(page)).toEqual([]);
    }));

  it('O3 a press on the input begins typing, one on the log does not end it, one on the game does', () =>
    withPage(SETUP, async (page) => {
      const input = await boxOf(page, 'input');
      await page.mouse.click(input.x + 20, input.y + 10);
      expect(await focused(page)).toBe(true);
      const { x, y } = await boxOf(page);
      await page.mouse.click(x + 280, y + 60);
      expect(await focused(page)).toBe(true);
      await page.mouse.click(440, 40);
      expect(await focused(page)).toBe(false);
    }));

  it('O4 what the overlay does not show catches nothing', () =>
    withPage({ ...SETUP, options: { ...SETUP.options, mode: 'compact' } }, async (page) => {
      const { x, y } = await boxOf(page);
      await page.mouse.click(x + 60, y + 100);
      await frames(page);
      expect(await takePointers(page)).toEqual(['pointerdown', 'pointerup']);
      await page.keyboard.press('Enter');
      await frames(page);
      await page.mouse.click(x + 60, y + 100);
      await frames(page);
      expect(await takePointers(page)).toEqual([]);
      await page.keyboard.press('Escape');
      await page.evaluate(() => window.rig.overlay.hide());
      await frames(page);
      await page.mouse.click(x + 60, y + 100);
      await frames(page);
      expect(await takePointers(page)).toEqual(['pointerdown', 'pointerup']);
    }));
});
