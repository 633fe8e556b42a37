import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { AppendEntry, ChatStore } from '../../src/server/store/ChatStore.js';
import { createSqliteStore } from '../../src/server/store/sqlite/sqlite.js';
import { killThread } from '../helpers/storeThreads.js';
import { contents, entry, ROOM, say } from './storeContract.js';

vi.mock('node:worker_threads', async (original) => (await import('../helpers/storeThreads.js')).reachable(await original()));

let folder: string;
let path: string;
let store: ChatStore;
let troubles: string[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'room-chat-thread-'));
  path = join(folder, 'chat.db');
  troubles = [];
  store = await createSqliteStore({ path, onTrouble: ({ message }) => void troubles.push(message) });
  await store.open(ROOM, { epoch: 'e', lastSeq: 0 });
});
afterEach(async () => {
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

it('T6 R6 is started anew when its thread dies in the middle: what was under way is refused as temporary, what was acknowledged is there', async () => {
  const acknowledged: AppendEntry[] = [];
  const refused: AppendEntry[] = [];
  const errors = new Set<unknown>();
  const push = async (count: number): Promise<void> => {
    await Promise.all(Array.from({ length: count }, async (_, index) => {
      const sent = entry(`m${acknowledged.length + refused.length + index}`);
      await store.append(ROOM, [sent]).then(() => acknowledged.push(sent), (error: { code: string; temporary: boolean }) => {
        refused.push(sent);
        errors.add(`${error.code} ${error.temporary}`);
      });
    }));
  };
  await push(100);
  // Several groups, the first of them under way.
  const burst = push(3_000);
  await killThread();
  await burst;
  expect(refused.length).toBeGreaterThan(0);
  expect([...errors]).toEqual(['unavailable true']);
  await store.ping();
  expect(troubles).toEqual([expect.stringMatching(/^the thread of the database has ended by a fault: Cannot /)]);

  const retried = await store.append(ROOM, refused);
  expect(retried.appended).toHaveLength(refused.length);
  const stored = await store.page(ROOM, { limit: 100_000, from: 'oldest' });
  expect(stored.map((message) => message[5]).sort()).toEqual([...acknowledged, ...refused].map(({ clientId }) => clientId).sort());
});

it('T9 says that it cannot be reached while a thread that dies again and again pauses, and comes back by itself', async () => {
  await killThread();
  await store.ping();
  await killThread();
  await expect(store.ping()).rejects.toMatchObject({ code: 'unavailable', temporary: true });
  await expect(store.append(ROOM, [entry('refused')])).rejects.toMatchObject({ code: 'unavailable' });
  await expect.poll(() => store.ping().then(() => 'up', () => 'down'), { timeout: 20_000 }).toBe('up');
  expect(await say(store, ROOM, 'served')).toEqual([1]);
  expect(troubles).toHaveLength(2);
});

it('closes while its thread is dead, or just being started', async () => {
  await killThread();
  await store.close();
  store = await createSqliteStore({ path, waitMs: 0, onTrouble() {} });
  await killThread();
  await store.ping();
  await killThread();
  await store.close();
  store = await createSqliteStore({ path, waitMs: 0 });
  expect(await contents(store, ROOM)).toEqual([]);
});

it('does not take an empty database in memory for the one that is gone', async () => {
  const memory = await createSqliteStore({ path: ':memory:', onTrouble: ({ message }) => void troubles.push(message) });
  await killThread();
  await expect(memory.ping()).rejects.toMatchObject({ code: 'unavailable' });
  expect(troubles[1]).toBe('unable to start the database in memory again; what was in it is gone; restart the server');
  await memory.close();
});
