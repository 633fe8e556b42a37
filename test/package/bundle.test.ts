import { build } from 'esbuild';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Browser } from 'playwright-core';
import { launchBrowser } from '../helpers/browser.js';
import type { ChatServer } from '../../src/server/index.js';
import { installPacked, SERVER_PEERS, type PackedProject } from '../helpers/packedProject.js';
import { serveStatic } from '../helpers/staticServer.js';

const MODULES = join(import.meta.dirname, '..', '..', 'node_modules');
const HEAD = '<!doctype html><meta charset="utf-8"><body>';

/** What both games do: join, say something, hear it from the server. */
const TALK = `
    const chat = await this.gametegra.roomChat.join('lobby');
    const heard = new Promise((resolve) => chat.on('message', resolve));
    await chat.send('Hello!');
    const overlay = this.gametegra.roomChat.openOverlay(chat);
    document.title = [Phaser.VERSION, (await heard).content, typeof overlay.focus].join(' ');`;

const settings = (endpoint: string): string => JSON.stringify({ endpoint, appId: 'app', guest: { username: 'ann' } });

const bundledGame = (endpoint: string): string => `
import * as Phaser from 'phaser';
import { gametegra } from 'gametegra-room-chat';
class Arena extends Phaser.Scene {
  async create() {${TALK}
  }
}
const plugin = gametegra(${settings(endpoint)});
new Phaser.Game({ type: Phaser.CANVAS, width: 400, height: 300, banner: false, audio: { noAudio: true }, scene: Arena, plugins: { scene: [plugin] } });
`;

const scriptTagGame = (endpoint: string): string => `
const scene = {
  preload() { this.load.scenePlugin('GametegraPlugin', '/global.js', 'gametegra', 'gametegra'); },
  async create() {
    this.gametegra.connect(${settings(endpoint)});${TALK}
  },
};
new Phaser.Game({ type: Phaser.CANVAS, width: 400, height: 300, banner: false, audio: { noAudio: true }, scene });
`;

let project: PackedProject;
let browser: Browser;
let server: ChatServer;
beforeAll(async () => {
  [project, browser] = await Promise.all([installPacked(), launchBrowser()]);
  project.link(SERVER_PEERS);
  const { createChatServer } = (await import(join(project.dir, 'node_modules/gametegra-room-chat/dist/server/index.js'))) as typeof import('../../src/server/index.js');
  server = await createChatServer({ port: 0, host: '127.0.0.1', store: join(project.dir, 'chat.db'), guests: true });
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
  project?.remove();
});

async function titleOf(pages: Record<string, string | Uint8Array>): Promise<{ title: string; errors: string[] }> {
  const files = await serveStatic({ pages });
  const page = await browser.newPage();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  try {
    await page.goto(files.url);
    await page.waitForFunction(() => document.title !== '', undefined, { timeout: 30_000 });
    return { title: await page.title(), errors };
  } finally {
    await page.close();
    await files.close();
  }
}

it.each([
  ['phaser', '3.90.0'],
  ['phaser42', '4.2.1'],
])('a game bundles the plugin with %s and talks over it', async (phaser, version) => {
  project.link({ phaser });
  const entry = project.write('game.js', bundledGame(server.address));
  const result = await build({ entryPoints: [entry], bundle: true, minify: true, format: 'esm', platform: 'browser', write: false, logLevel: 'silent' });
  expect(result.warnings).toEqual([]);
  const seen = await titleOf({ '/': `${HEAD}<script type="module" src="/main.js"></script>`, '/main.js': result.outputFiles[0]?.text ?? '' });
  expect(seen).toEqual({ title: `${version} Hello! function`, errors: [] });
});

it.each([
  ['phaser', '3.90.0'],
  ['phaser42', '4.2.1'],
])('a page without a bundler loads the plugin by a script tag beside %s, and talks over it', async (phaser, version) => {
  const seen = await titleOf({
    '/': `${HEAD}<script src="/phaser.js"></script><script>${scriptTagGame(server.address)}</script>`,
    '/phaser.js': readFileSync(join(MODULES, phaser, 'dist', 'phaser.min.js')),
    '/global.js': readFileSync(join(project.dir, 'node_modules', 'gametegra-room-chat', 'dist', 'global.js')),
  });
  expect(seen).toEqual({ title: `${version} Hello! function`, errors: [] });
});
