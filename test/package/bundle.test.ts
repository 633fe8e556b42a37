import { build } from 'esbuild';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Browser } from 'playwright-core';
import { launchBrowser } from '../helpers/browser.js';
import { installPacked, type PackedProject } from '../helpers/packedProject.js';
import { serveStatic } from '../helpers/staticServer.js';

const MODULES = join(import.meta.dirname, '..', '..', 'node_modules');
const HEAD = '<!doctype html><meta charset="utf-8"><body>';

const GAME = `
import * as Phaser from 'phaser';
import { gametegra, RoomChatError } from 'gametegra-room-chat';
class Arena extends Phaser.Scene {
  async create() {
    const refusal = await this.gametegra.roomChat.join('').catch((error) => error);
    document.title = [Phaser.VERSION, refusal instanceof RoomChatError, refusal.code].join(' ');
  }
}
const settings = gametegra({ endpoint: location.origin, appId: 'app', guest: { username: 'ann' } });
new Phaser.Game({ type: Phaser.CANVAS, width: 200, height: 100, banner: false, audio: { noAudio: true }, scene: Arena, plugins: { scene: [settings] } });
`;

const SCRIPT_TAG = `
const scene = {
  preload() { this.load.scenePlugin('GametegraPlugin', '/global.js', 'gametegra', 'gametegra'); },
  create() { document.title = [Phaser.VERSION, typeof window.GametegraPlugin, typeof this.gametegra.roomChat.join].join(' '); },
};
new Phaser.Game({ type: Phaser.CANVAS, width: 200, height: 100, banner: false, audio: { noAudio: true }, scene });
`;

let project: PackedProject;
let browser: Browser;
beforeAll(async () => {
  [project, browser] = await Promise.all([installPacked(), launchBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  project?.remove();
});

async function titleOf(pages: Record<string, string | Uint8Array>): Promise<{ title: string; errors: string[] }> {
  const server = await serveStatic({ pages });
  const page = await browser.newPage();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  try {
    await page.goto(server.url);
    await page.waitForFunction(() => document.title !== '', undefined, { timeout: 30_000 });
    return { title: await page.title(), errors };
  } finally {
    await page.close();
    await server.close();
  }
}

it.each([
  ['phaser', '3.90.0'],
  ['phaser42', '4.2.1'],
])('a game bundles the plugin with %s and runs it', async (phaser, version) => {
  project.link({ phaser });
  const entry = project.write('game.js', GAME);
  const result = await build({ entryPoints: [entry], bundle: true, minify: true, format: 'esm', platform: 'browser', write: false, logLevel: 'silent' });
  expect(result.warnings).toEqual([]);
  const seen = await titleOf({ '/': `${HEAD}<script type="module" src="/main.js"></script>`, '/main.js': result.outputFiles[0]?.text ?? '' });
  expect(seen).toEqual({ title: `${version} true invalid_room_name`, errors: [] });
});

it.each([
  ['phaser', '3.90.0'],
  ['phaser42', '4.2.1'],
])('a page without a bundler loads the plugin by a script tag beside %s', async (phaser, version) => {
  const seen = await titleOf({
    '/': `${HEAD}<script src="/phaser.js"></script><script>${SCRIPT_TAG}</script>`,
    '/phaser.js': readFileSync(join(MODULES, phaser, 'dist', 'phaser.min.js')),
    '/global.js': readFileSync(join(project.dir, 'node_modules', 'gametegra-room-chat', 'dist', 'global.js')),
  });
  expect(seen).toEqual({ title: `${version} function function`, errors: [] });
});
