import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ChatStore } from '../../src/server/store/ChatStore.js';
import { loadDriver, type Database } from '../../src/server/store/sqlite/driver.js';
import { createSqliteStore } from '../../src/server/store/sqlite/sqlite.js';
import { bundleForProcess, type ProcessBundle } from './storeProcess.js';
import { contents, entry, ROOM, say } from './storeContract.js';

let folder: string;
let path: string;
let opened: ChatStore[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'room-chat-sqlite-'));
  path = join(folder, 'chat.db');
  opened = [];
});
afterEach(async () => {
  await Promise.all(opened.map((store) => store.close()));
  await rm(folder, { recursive: true, force: true });
});

async function open(): Promise<ChatStore> {
  const store = await createSqliteStore({ path });
  opened.push(store);
  await store.open(ROOM, { epoch: 'e', lastSeq: 0 });
  return store;
}

/** Another program's hands on the file. */
function direct<T>(use: (db: Database) => T): T {
  const db = new (loadDriver(import.meta.url))(path);
  try {
    return use(db);
  } finally {
    db.close();
  }
}

describe('a file that cannot be opened', () => {
  const refusal = (at = path): Promise<string> => createSqliteStore({ path: at }).then(() => 'opened', (error: Error) => error.message);

  it('is refused in one sentence when it is a folder, or its folder is missing', async () => {
    expect(await refusal(folder)).toBe(`unable to open database ${folder}; it is a folder; give the path of a file`);
    const missing = join(folder, 'no', 'chat.db');
    expect(await refusal(missing)).toBe(`unable to open database ${missing}; the folder ${join(folder, 'no')} does not exist; make it first`);
  });

  it('is refused when it is no database, and left as it is', async () => {
    await writeFile(path, 'Dear diary, '.repeat(1_000));
    expect(await refusal()).toBe(`unable to open database ${path}; the file is not an SQLite database; give another path`);
    expect((await readFile(path, 'utf8')).length).toBe(12_000);
  });

  it('is refused when it is the database of another program, and left as it is', async () => {
    direct((db) => db.exec('CREATE TABLE room (x); INSERT INTO room VALUES (1)'));
    expect(await refusal()).toBe(`unable to open database ${path}; it belongs to another program; give the path of a new file`);
    expect(direct((db) => db.prepare('SELECT * FROM room').all())).toHaveLength(1);
  });

  it('is refused when a newer version has written it', async () => {
    await (await open()).close();
    direct((db) => db.exec('PRAGMA user_version = 999'));
    expect(await refusal()).toBe(`unable to open database ${path}; a newer version of this server has written it; update this server`);
  });

  it('is refused when it was cut short', async () => {
    const store = await open();
    await say(store, ROOM, ...Array.from({ length: 40 }, () => 'x'.repeat(2_000)));
    await store.close();
    const whole = await readFile(path);
    await writeFile(path, whole.subarray(0, 8_192));
    expect(await refusal()).toBe(`unable to open database ${path}; the file is damaged; restore it from a backup`);
  });
});

it('keeps a store in memory only where asked to', async () => {
  const store = await createSqliteStore({ path: ':memory:' });
  opened.push(store);
  await store.open(ROOM, { epoch: 'e', lastSeq: 0 });
  await say(store, ROOM, 'hi');
  expect(await contents(store, ROOM)).toEqual(['hi']);
});

it('S1 syncs the log to disk with each group that stores a message: the file alone has it', async () => {
  const store = await open();
  await say(store, ROOM, 'safe');
  expect((await stat(`${path}-wal`)).size).toBeGreaterThan(0);
  expect(direct((db) => db.prepare('SELECT content FROM message').all())).toEqual([{ content: '"safe"' }]);
});

it('T6 answers unavailable while another process holds the file, and works again after', { timeout: 60_000 }, async () => {
  const store = await open();
  const holder = new (loadDriver(import.meta.url))(path);
  holder.exec('BEGIN IMMEDIATE');
  const sent = entry('hi');
  await expect(store.append(ROOM, [sent])).rejects.toMatchObject({ code: 'unavailable', temporary: true });
  await expect(store.page(ROOM, { limit: 1, from: 'newest' })).resolves.toEqual([]);
  holder.exec('ROLLBACK');
  holder.close();
  expect(await store.append(ROOM, [sent])).toMatchObject({ prev: 0, last: 1, appended: [{ duplicate: false }] });
});

it('R5 gives out no number twice when the machine lost power before the numbers of unstored messages were synced', async () => {
  const store = await open();
  await store.open('2...game_kept', { epoch: 'e', lastSeq: 0 });
  await store.append(ROOM, [entry('fleeting', { persist: false })]);
  await say(store, '2...game_kept', 'one');
  await store.close();

  // A clean end, and a killed process on a machine that ran on: numbers go on.
  for (const boot of [null, (await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '')).trim()]) {
    if (boot) direct((db) => db.prepare("INSERT OR REPLACE INTO meta VALUES ('running', ?)").run(Buffer.from(boot)));
    const after = await open();
    expect(await after.find(ROOM)).toMatchObject({ lastSeq: 1, lossySeq: 1 });
    await after.close();
  }
  // A machine that started anew meanwhile: what was given out last is not known.
  direct((db) => db.prepare("INSERT OR REPLACE INTO meta VALUES ('running', ?)").run(Buffer.from('another boot')));
  const after = await open();
  const lossy = (await after.find(ROOM))!;
  expect(lossy.lastSeq).toBeGreaterThan(100_000);
  expect(lossy.lossySeq).toBe(lossy.lastSeq);
  expect(await after.find('2...game_kept')).toMatchObject({ lossySeq: 0 });
  expect((await after.append('2...game_kept', [entry('two')])).last).toBeGreaterThan(100_000);
  expect(await contents(after, '2...game_kept')).toEqual(['one', 'two']);
});

describe('a full disk', () => {
  let bundle: ProcessBundle;
  beforeEach(async () => {
    bundle = await bundleForProcess({ filler: './storeFiller.ts' });
  });
  afterEach(() => bundle.remove());

  it.skipIf(process.platform === 'win32')('T6 R6 refuses what does not fit with unavailable, keeps what it acknowledged, and the process lives', async () => {
    // A limit on the size of files stands for a disk without room: writing fails in the same place.
    const shell = 'trap "" XFSZ; ulimit -f 6000; exec "$0" "$@"';
    const child = spawn('bash', ['-c', shell, process.execPath, bundle.path('filler'), path], { stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.on('data', (text) => (output += text));
    const [code] = await once(child, 'exit');
    const result = JSON.parse(output) as { acknowledged: string[]; refused: string[]; read: number };
    expect(code).toBe(0);
    expect(result.refused.length).toBeGreaterThan(0);
    expect(new Set(result.refused)).toEqual(new Set(['unavailable']));
    expect(result.acknowledged.length).toBeGreaterThan(1_000);
    expect(result.read).toBe(result.acknowledged.length);

    const store = await open();
    expect((await store.page(ROOM, { limit: 100_000, from: 'oldest' })).map((message) => message[5])).toEqual(result.acknowledged);
    expect((await store.append(ROOM, [entry('room again')])).last).toBe(result.acknowledged.length + 1);
  });
});
