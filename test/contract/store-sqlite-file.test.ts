import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { loadDriver } from '../../src/server/store/sqlite/driver.js';
import { MIGRATIONS } from '../../src/server/store/sqlite/migrations.js';
import { createSqliteStore } from '../../src/server/store/sqlite/sqlite.js';
import { contents, entry, ROOM, say } from './storeContract.js';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'room-chat-sqlite-'));
  path = join(folder, 'chat.db');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it('T10 brings a file of the first version forward, with everything in it', async () => {
  const old = new (loadDriver(import.meta.url))(path);
  old.exec(`${MIGRATIONS[0]}; PRAGMA application_id = ${0x47524368}; PRAGMA user_version = 1;
    INSERT INTO room (id, name, epoch, last_seq) VALUES (1, '${ROOM}', 'old', 1);
    INSERT INTO message VALUES (1, 1, 'u1', 'Ann', x'00112233445566778899aabbccddeeff', '"from before"', 5, NULL)`);
  old.close();

  const store = await createSqliteStore({ path });
  await say(store, ROOM, 'new');
  expect(await store.find(ROOM)).toMatchObject({ epoch: 'old', lastSeq: 2 });
  expect(await contents(store, ROOM)).toEqual(['from before', 'new']);
  await store.sanction({ kind: 'ban', userId: 'u1', room: null, until: null }, { by: 'mod' });
  expect(await store.sanctions({})).toHaveLength(1);
  await store.close();
});

it('T8 leaves nothing of an erased person in the files', async () => {
  const store = await createSqliteStore({ path });
  await store.open(ROOM, { epoch: 'e', lastSeq: 0 });
  for (let round = 0; round < 20; round++) {
    await store.append(ROOM, Array.from({ length: 50 }, (_, index) => entry(`SECRET-WORDS ${round} ${index} ${'x'.repeat(100)}`, { senderId: 'SECRET-ID', sender: 'SECRET-NAME' })));
    await say(store, ROOM, `harmless ${round}`);
  }
  const everything = async (): Promise<string> => {
    const files = await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name), 'latin1')));
    return files.join('');
  };
  expect(await everything()).toContain('SECRET-WORDS');
  await store.eraseUser('SECRET-ID', { by: 'admin' });
  // The trail keeps the id, and the id alone.
  const left = await everything();
  expect(left).not.toContain('SECRET-WORDS');
  expect(left).not.toContain('SECRET-NAME');
  expect(left).toContain('harmless 19');
  await store.close();
});
