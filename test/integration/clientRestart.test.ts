import { afterAll, beforeAll, expect, it } from 'vitest';
import { startServer, type TestServer } from '../helpers/server.js';

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.stop());

/** Stands for the tab's `sessionStorage`, which outlives a reload. */
function tabStorage() {
  const items = new Map<string, string>();
  return { getItem: (key: string) => items.get(key) ?? null, setItem: (key: string, value: string) => void items.set(key, value) };
}

it('R7 a client that starts again is the same player and finds everything but its unsent outbox', async () => {
  const storage = tabStorage();
  const other = await server.player('Other').roomChat.join('restart');
  const before = server.player('Reloader', { guest: { username: 'Reloader', storage } });
  const chat = await before.roomChat.join('restart');
  await chat.send('accepted before the reload');
  const unsent = server.player('Offline', { guest: { username: 'Reloader', storage }, connector: { connect: () => new Promise(() => {}) } });
  const joining = unsent.roomChat.join('restart');
  before.close();
  unsent.close();
  await expect(joining).rejects.toMatchObject({ code: 'left' });
  await other.send('said meanwhile');

  const after = await server.player('Reloader', { guest: { username: 'Reloader', storage } }).roomChat.join('restart');
  expect(after.user).toEqual(chat.user);
  expect(after.recent.messages.map(({ content }) => content)).toEqual(['accepted before the reload', 'said meanwhile']);
});

it('R7 S4 a send that waits while the client is closed is refused with `left`, not left open', async () => {
  const player = server.player('Closer');
  const chat = await player.roomChat.join('closing');
  await chat.send('first');
  const waiting = chat.send('never answered');
  player.close();
  // Accepted in the same moment, or given up: never silence, and never both.
  const outcome = await waiting.then(({ success }) => success, (error: { code: string }) => error.code);
  expect(outcome).toBe('left');
  const stored = await (await server.player('Reader').roomChat.join('closing')).getHistory();
  expect(stored.messages.filter(({ content }) => content === 'first')).toHaveLength(1);
});
