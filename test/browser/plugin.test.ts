import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Gametegra, PresenceEvent, RoomChatHandle } from '../../src/client/index.js';
import { launchBrowser } from '../helpers/browser.js';
import { bundle } from '../helpers/bundle.js';
import { once, startServer, type TestServer } from '../helpers/server.js';
import { serveStatic, type StaticServer } from '../helpers/staticServer.js';
import type {} from './fixtures/plugin/page.js';

const ENGINES = ['phaser380', 'phaser', 'phaser40', 'phaser42'] as const;
const fixtures = fileURLToPath(new URL('./fixtures/plugin', import.meta.url));

let server: TestServer;
let browser: Browser;
let files: StaticServer;

beforeAll(async () => {
  const code = await readFile(`${fixtures}/page.ts`, 'utf8');
  const bundles = await Promise.all(ENGINES.map(async (phaser) => [phaser, await bundle(code, { resolveDir: fixtures, phaser })] as const));
  const pages: Record<string, string> = {};
  for (const [phaser, code] of bundles) {
    pages[`/${phaser}.js`] = code;
    pages[`/${phaser}.html`] = `<!doctype html><body><script type="module" src="/${phaser}.js"></script>`;
  }
  [server, browser, files] = await Promise.all([startServer(), launchBrowser(), serveStatic({ pages })]);
});

afterAll(async () => {
  await browser.close();
  await files.close();
  await server.stop();
});

describe.each(ENGINES)('plugin on %s', (engine) => {
  let page: Page;
  let watcher: Gametegra;
  let room: string;
  let chat: RoomChatHandle;
  const problems: string[] = [];

  beforeEach(async () => {
    room = `room-${engine}-${crypto.randomUUID().slice(0, 8)}`;
    problems.length = 0;
    watcher = server.player('Watcher');
    chat = await watcher.roomChat.join(room, { hidden: true });
    page = await browser.newPage();
    page.on('pageerror', (error) => problems.push(error.message));
    await page.goto(`${files.url}/${engine}.html`);
    await page.evaluate((options) => window.page.start(options), { endpoint: server.endpoint, username: 'Player' });
  });

  afterEach(async () => {
    watcher.close();
    await page.close();
    expect(problems).toEqual([]);
  });

  const join = (key = 'One') => page.evaluate(async ([key, room]) => {
    const handle = await window.page.scene(key!).gametegra.roomChat.join(room);
    window.page.chats.push(handle);
    return { roomName: handle.roomName, channelId: handle.channelId, streamKey: handle.streamKey };
  }, [key, room]);
  const seen = (name: string) => page.evaluate((name) => window.page.seen.filter((event) => event.name === name).map(({ data }) => data), name);

  it('J1 joins from a scene, with the names of the room', async () => {
    expect(await join()).toEqual({ roomName: room, channelId: `2...test_${room}`, streamKey: `room-chat-${room}` });
  });

  it('B1 puts every event on game.events, once, with its room', async () => {
    await join();
    const heard = once<{ content: unknown }>((handler) => chat.on('message', handler));
    await page.evaluate(() => window.page.chats[0]!.send({ type: 'emote', emote: 'wave' }));
    await heard;
    await chat.send('Hello!');
    await page.waitForFunction(() => window.page.seen.filter(({ name }) => name === 'roomchat:message').length >= 2);
    const where = { roomName: room, channelId: `2...test_${room}` };
    expect(await seen('roomchat:message')).toMatchObject([{ ...where, content: { type: 'emote', emote: 'wave' } }, { ...where, content: 'Hello!' }]);
    expect(await seen('roomchat:game:emote')).toMatchObject([{ ...where, sender: 'Player', content: { emote: 'wave' } }]);
  });

  it('M5 ends a scene\'s handles with it, and keeps the room for the next scene without a presence flap', async () => {
    await join();
    const changes: PresenceEvent[] = [];
    chat.on('presence', (event) => changes.push(event));
    const ended = page.evaluate(() => new Promise((resolve) => window.page.chats[0]!.on('end', resolve)));
    await page.evaluate(() => window.page.switchTo('One', 'Two'));
    expect(await ended).toMatchObject({ code: 'left' });
    await join('Two');
    const heard = once<{ content: unknown }>((handler) => chat.on('message', handler));
    await page.evaluate(() => window.page.chats[1]!.send('from the next scene'));
    expect(await heard).toMatchObject({ content: 'from the next scene' });
    expect(changes.filter(({ leaves }) => leaves.length > 0)).toEqual([]);
    // The room went on all the time: nothing on the bus says otherwise.
    expect(await seen('roomchat:end')).toEqual([]);
  });

  it('M5 leaves with a scene that is removed without a shutdown, and with a game that is destroyed', async () => {
    const came = once<PresenceEvent>((handler) => chat.on('presence', handler), ({ joins }) => joins.length > 0);
    await join();
    // Who comes and goes within one breath is not told of.
    await came;
    const left = once<PresenceEvent>((handler) => chat.on('presence', handler), ({ leaves }) => leaves.length > 0);
    await page.evaluate(() => window.page.games[0]!.destroy(true));
    expect((await left).leaves).toMatchObject([{ username: 'Player', reason: 'left' }]);
    expect(await page.evaluate(() => window.page.chats[0]!.state)).toBe('ended');
  });

  it('M5 rejects a join whose scene ended meanwhile, and leaves no one in the room', async () => {
    const outcome = await page.evaluate(async (room) => {
      const joining = window.page.scene('One').gametegra.roomChat.join(room).then(() => 'joined', (error) => error.code);
      const switching = window.page.switchTo('One', 'Two');
      await switching;
      return joining;
    }, room);
    expect(outcome).toBe('left');
  });

  it('O8 keeps the emotes of a muted player off game.events', async () => {
    await join();
    await page.evaluate((userId) => window.page.scene('One').gametegra.roomChat.openOverlay(window.page.chats[0]!).mutes.mute(userId), chat.user.userId);
    await chat.send({ type: 'emote', emote: 'wave' });
    await page.evaluate(() => window.page.chats[0]!.send({ type: 'emote', emote: 'bow' }));
    await page.waitForFunction(() => window.page.seen.some(({ name }) => name === 'roomchat:game:emote'));
    expect(await seen('roomchat:game:emote')).toMatchObject([{ sender: 'Player', content: { emote: 'bow' } }]);
    expect(await seen('roomchat:message')).toHaveLength(2);
  });

  it('serves a second game on the same page as another player', async () => {
    await join();
    await page.evaluate((options) => window.page.start(options), { endpoint: server.endpoint, username: 'Second' });
    await join();
    expect(await page.evaluate(() => window.page.chats.map(({ user }) => user.username))).toEqual(['Player', 'Second']);
  });

  it('opens an overlay by one call, and takes it along with the scene', async () => {
    await page.evaluate((matchId) => window.page.scene('One').gametegra.match.bind({ matchId }), room);
    const opened = await page.evaluate(async () => {
      const before = document.querySelectorAll('input, textarea').length;
      const { chat, overlay } = await window.page.scene('One').gametegra.openMatchChat();
      window.page.chats.push(chat);
      return { room: chat.roomName, visible: overlay.visible, inputs: document.querySelectorAll('input, textarea').length - before };
    });
    expect(opened).toEqual({ room: `match-${room}`, visible: true, inputs: 1 });
    await page.evaluate(() => window.page.switchTo('One', 'Two'));
    expect(await page.evaluate(() => document.querySelectorAll('input, textarea').length)).toBe(0);
  });
});

it('J2 waits with a join for later credentials, and says what is missing before', async () => {
  const page = await browser.newPage();
  await page.goto(`${files.url}/phaser42.html`);
  await page.evaluate((options) => window.page.start(options), { endpoint: server.endpoint });
  const outcome = await page.evaluate(async () => {
    const { roomChat } = window.page.scene('One').gametegra;
    const noMatch = await roomChat.join().catch((error) => ({ code: error.code, message: error.message }));
    const joining = roomChat.join('later');
    window.page.connect('Late');
    return { noMatch, user: (await joining).user.username };
  });
  expect(outcome).toMatchObject({ noMatch: { code: 'no_match', message: expect.stringContaining('match.bind(room)') }, user: 'Late' });
  await page.close();
});
