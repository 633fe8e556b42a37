import { describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { boxOf, frames, overlaySuite, PHASERS, pixels, type Box } from './fixtures/overlay/suite.js';

const withPage = overlaySuite();
const ACCENT = [255, 0, 255];
const THEME = { accent: '#ff00ff', panelAlpha: 1, radius: 0, borderWidth: 2 };

function isAccent([red, green, blue]: [number, number, number]): boolean {
  return Math.abs(red - ACCENT[0]!) < 60 && green < 90 && Math.abs(blue - ACCENT[2]!) < 60;
}

/** The focus ring is drawn, the input is an element: their edges must be the same line. */
async function expectAgreement(page: Page, where = ''): Promise<Box> {
  await page.keyboard.press('Enter');
  await frames(page, 4);
  const box = await boxOf(page, 'input');
  const middle = { x: box.x + box.width * 0.6, y: box.y + box.height / 2 };
  const around = [-1.5, -0.5, 0.5, 1.5, 2.5];
  const edges = {
    top: around.map((d) => ({ x: middle.x, y: box.y + d })),
    bottom: around.map((d) => ({ x: middle.x, y: box.y + box.height - d })),
    left: around.map((d) => ({ x: box.x + d, y: middle.y })),
    right: around.map((d) => ({ x: box.x + box.width - d, y: middle.y })),
    inside: [middle],
  };
  const colors = await pixels(page, Object.values(edges).flat());
  const found = Object.entries(edges).map(([edge, points]) => [edge, colors.splice(0, points.length).some(isAccent)]);
  expect(Object.fromEntries(found), where).toEqual({ top: true, bottom: true, left: true, right: true, inside: false });
  await page.keyboard.press('Escape');
  return box;
}

const RENDERERS = ['WEBGL', 'CANVAS'] as const;
const MODES = ['NONE', 'FIT', 'RESIZE', 'ENVELOP'] as const;

describe.each(PHASERS)('places on %s', (phaser) => {
  it.each([1, 2])('O1 O5 drawing and input agree on WebGL and Canvas, in every scale mode, at DPR %i', (dpr) =>
    withPage({ open: false }, async (page) => {
      for (const renderer of RENDERERS) {
        for (const mode of MODES) {
          await page.evaluate((given) => window.rig.restart(given), {
            renderer, mode, width: 440, height: 330, options: { theme: THEME, width: 300, height: 180 },
          });
          const box = await expectAgreement(page, `${renderer} ${mode}`);
          expect(box.x).toBeGreaterThanOrEqual(0);
          expect(box.y + box.height).toBeLessThanOrEqual(300);
        }
      }
    }, { phaser, viewport: { width: 500, height: 300 }, deviceScaleFactor: dpr }));
});

describe('places', () => {
  it('O5 camera zoom and scroll of the game do not move the overlay', () =>
    withPage({ zoom: 2.5, options: { theme: THEME } }, async (page) => {
      await page.evaluate(() => window.rig.scene.cameras.main.setScroll(200, 100));
      await expectAgreement(page);
    }));

  it('O5 the zoom of the scale manager keeps both together', () =>
    withPage({ width: 200, height: 150, scaleZoom: 2, options: { theme: THEME } }, async (page) => void (await expectAgreement(page))));

  it.each(['RESIZE', 'FIT'] as const)('O5 a resized window keeps both together, %s', (mode) =>
    withPage({ mode, options: { theme: THEME } }, async (page) => {
      const before = await expectAgreement(page);
      await page.setViewportSize({ width: 620, height: 460 });
      await frames(page, 40);
      const after = await expectAgreement(page);
      expect(after.y).toBeGreaterThan(before.y);
    }));

  it('O5 a canvas that the page stretches keeps both together', () =>
    withPage({ options: { theme: THEME } }, async (page) => {
      await page.addStyleTag({ content: 'canvas{width:480px!important;height:240px!important}' });
      await frames(page, 20);
      const box = await expectAgreement(page);
      expect(box.y + box.height).toBeLessThanOrEqual(240);
    }));

  it('O5 a page that scrolls keeps both together', () =>
    withPage({ options: { theme: THEME } }, async (page) => {
      await page.addStyleTag({ content: 'html,body{overflow:auto!important;height:auto!important} #game{margin:150px 20px 400px 35px;height:360px!important;width:480px!important;overflow:visible!important}' });
      await page.evaluate(() => window.scrollTo(0, 140));
      await frames(page, 20);
      await expectAgreement(page);
    }));

  it('O5 fullscreen takes the input along', () =>
    withPage({ mode: 'FIT', options: { theme: THEME } }, async (page) => {
      await page.evaluate(() => document.addEventListener('click', () => window.rig.game.scale.startFullscreen(), { once: true }));
      await page.mouse.click(400, 30);
      await page.waitForFunction(() => document.fullscreenElement !== null);
      await frames(page, 30);
      expect(await page.evaluate(() => document.fullscreenElement!.contains(document.querySelector('[data-roomchat]')))).toBe(true);
      await expectAgreement(page);
    }));

  it('O5 text is as sharp as the screen at DPR 2: on a game of that resolution, and on a page surface', async () => {
    for (const setup of [{ width: 960, height: 720, scaleZoom: 0.5 }, { options: { surface: 'page' as const } }]) {
      await withPage({ ...setup, rooms: [{ history: 5 }] }, async (page) => {
        await frames(page, 20);
        const { x, y, width, height } = await boxOf(page);
        // Sharp letters change from one pixel of the screen to the next; enlarged ones cannot.
        const row = Array.from({ length: (width - 40) * 2 }, (_, index) => ({ x: x + 20 + index / 2, y: y + height - 62 }));
        const light = (await pixels(page, row)).map(([red]) => red);
        const steps = light.slice(1).map((value, index) => Math.abs(value - light[index]!));
        expect(Math.max(...steps)).toBeGreaterThan(110);
      }, { deviceScaleFactor: 2 });
    }
  });

  it('O7 each corner', async () => {
    for (const position of ['top-left', 'top-right', 'bottom-right'] as const) {
      await withPage({ options: { theme: THEME, position, width: 250, height: 150 } }, async (page) => {
        const box = await boxOf(page);
        expect([box.x < 100, box.y < 100]).toEqual([position.endsWith('left'), position.startsWith('top')]);
        await expectAgreement(page);
      });
    }
  });

  it('a scene started later is below the overlay', () =>
    withPage({ options: { theme: THEME } }, async (page) => {
      await page.evaluate(async () => {
        const { game } = window.rig;
        game.scene.add('later', { create(this: import('phaser').Scene) { this.add.rectangle(240, 180, 480, 360, 0x0000ff); } } as never, true);
        await window.rig.frames(5);
      });
      await expectAgreement(page);
    }));
});
