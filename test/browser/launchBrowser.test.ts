import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Browser } from 'playwright-core';
import { bundle } from '../helpers/bundle.js';
import { launchBrowser } from '../helpers/browser.js';
import { serveStatic, type StaticServer } from '../helpers/staticServer.js';

// What every other browser test stands on.

const PAGE = '<!doctype html><meta charset="utf-8"><body><script type="module" src="/main.js"></script></body>';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser?.close());

it.each([
  ['phaser380', '3.80.1'],
  ['phaser', '3.90.0'],
  ['phaser40', '4.0.0'],
  ['phaser42', '4.2.1'],
] as const)('runs a game of %s on WebGL at a pixel ratio of 2', async (phaser, version) => {
  const code = await bundle(
    `import * as Phaser from 'phaser';
    const scene = { create() { document.title = [Phaser.VERSION, this.game.renderer.type === Phaser.WEBGL].join(' '); } };
    new Phaser.Game({ type: Phaser.WEBGL, width: 200, height: 100, audio: { noAudio: true }, banner: false, scene } as any);`,
    { resolveDir: import.meta.dirname, phaser },
  );
  const server = await serveStatic({ pages: { '/': PAGE, '/main.js': code } });
  const context = await browser.newContext({ deviceScaleFactor: 2 });
  try {
    const page = await context.newPage();
    await page.goto(server.url);
    await page.waitForFunction(() => document.title !== '');
    expect(await page.title()).toBe(`${version} true`);
    expect(await page.evaluate(() => devicePixelRatio)).toBe(2);
  } finally {
    await context.close();
    await server.close();
  }
});

it('runs a desktop and a phone side by side', async () => {
  const server: StaticServer = await serveStatic({ pages: { '/': '<!doctype html><canvas></canvas>' } });
  const desktop = await browser.newContext();
  const phone = await browser.newContext({ hasTouch: true, isMobile: true, viewport: { width: 390, height: 844 } });
  try {
    const [one, two] = await Promise.all([desktop.newPage(), phone.newPage()]);
    await Promise.all([one.goto(server.url), two.goto(server.url)]);
    const touch = (): boolean => matchMedia('(pointer: coarse)').matches;
    expect([await one.evaluate(touch), await two.evaluate(touch)]).toEqual([false, true]);
    await one.evaluate(() => localStorage.setItem('who', 'one'));
    expect(await two.evaluate(() => localStorage.getItem('who'))).toBe(null);
  } finally {
    await Promise.all([desktop.close(), phone.close(), server.close()]);
  }
});
