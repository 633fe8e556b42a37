import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ChatMessage, RoomChatError } from '../../src/client/index.js';
import { createSqliteStore } from '../../src/server/store/sqlite/sqlite.js';
import { once, startServer, type TestServer } from '../helpers/server.js';

let folder: string;
let server: TestServer;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'room-chat-idle-'));
  server = await startServer({ store: join(folder, 'chat.db'), retention: { days: 30 } });
});
afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

it('T8 R3 R5 a client that comes back to a room that was removed is told of a gap, and goes on in the new order', async () => {
  const ann = await server.player('Ann').roomChat.join('quiet');
  const seen: unknown[] = [];
  ann.on('message', ({ content, seq }: ChatMessage) => void seen.push([content, seq]));
  const last = once<ChatMessage>((handler) => ann.on('message', handler), ({ seq }) => seq === 3);
  for (const text of ['one', 'two', 'three']) await ann.send(text);
  await last;
  const gap = once<RoomChatError>((handler) => ann.on('error', handler), ({ code }) => code === 'gap');

  // What a month does while nobody is there.
  await server.server.close({ drainMs: 1_000 });
  const store = await createSqliteStore({ path: join(folder, 'chat.db') });
  const room = '2...test_quiet';
  await store.prune(room, { keep: 0, spareSince: Number.MAX_SAFE_INTEGER, limit: 10 });
  expect(await store.removeIdleRooms([room], Date.now() + 1_000)).toEqual([room]);
  await store.close();
  await server.restart();

  await gap;
  expect((await ann.send('anew')).seq).toBe(1);
  const bob = await server.player('Bob').roomChat.join('quiet');
  const heard = once<ChatMessage>((handler) => ann.on('message', handler), ({ content }) => content === 'hello');
  expect((await bob.send('hello')).seq).toBe(2);
  await heard;
  expect(seen).toEqual([['one', 1], ['two', 2], ['three', 3], ['anew', 1], ['hello', 2]]);
  expect((await ann.getHistory()).messages.map(({ content }) => content)).toEqual(['anew', 'hello']);
});
