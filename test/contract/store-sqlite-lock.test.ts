import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import type { ChatStore } from '../../src/server/store/ChatStore.js';
import { loadDriver } from '../../src/server/store/sqlite/driver.js';
import { createSqliteStore, type SqliteStoreOptions } from '../../src/server/store/sqlite/sqlite.js';
import { ROOM, say } from './storeContract.js';
import { bundleForProcess, type ProcessBundle } from './storeProcess.js';

let bundle: ProcessBundle;
beforeAll(async () => {
  bundle = await bundleForProcess({ appender: './storeAppender.ts' });
});
afterAll(() => bundle.remove());

let folder: string;
let path: string;
let child: ChildProcess | null;
let opened: ChatStore[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'room-chat-lock-'));
  path = join(folder, 'chat.db');
  child = null;
  opened = [];
});
afterEach(async () => {
  await kill();
  await Promise.all(opened.map((store) => store.close()));
  await rm(folder, { recursive: true, force: true });
});

async function open(options: Partial<SqliteStoreOptions> = {}): Promise<ChatStore> {
  const store = await createSqliteStore({ path, ...options });
  opened.push(store);
  return store;
}

const refusal = (options: Partial<SqliteStoreOptions> = {}): Promise<string> => open({ waitMs: 100, ...options }).then(() => 'opened', (error: Error) => error.message);

/** A process that has the file open and writes to it without end; resolves when it does. */
async function holder(): Promise<number> {
  const started = spawn(process.execPath, [bundle.path('appender'), JSON.stringify({ kind: 'sqlite', path }), JSON.stringify('a000')], { stdio: ['ignore', 'pipe', 'inherit'] });
  child = started;
  const lines = createInterface({ input: started.stdout });
  await once(lines, 'line');
  lines.on('line', () => {});
  return started.pid!;
}

async function kill(): Promise<void> {
  const process = child;
  child = null;
  if (!process) return;
  process.kill('SIGKILL');
  if (process.exitCode === null && process.signalCode === null) await once(process, 'exit');
}

it('T10 refuses a file that another process serves, in one sentence that names it', async () => {
  const pid = await holder();
  expect(await refusal()).toBe(`unable to open database ${path}; another process (pid ${pid}) uses it; stop it first, or give another file by --db`);
  const link = join(folder, 'link.db');
  await symlink(path, link);
  expect(await refusal({ path: link })).toContain(`another process (pid ${pid}) uses it`);
});

it('T10 R6 opens the file at once after kill -9 of the process that served it, again and again', async () => {
  for (let round = 0; round < 3; round++) {
    await holder();
    await kill();
    const store = await open({ waitMs: 0 });
    await store.close();
  }
});

it('T10 waits for a process that is letting go', async () => {
  const first = await open();
  expect(await refusal()).toBe(`unable to open database ${path}; it is in use already (pid ${process.pid}); stop it first, or give another file by --db`);
  const second = open({ waitMs: 20_000 });
  await first.close();
  await (await second).ping();
});

it('T10 lets go of a file that it could not open', async () => {
  const strange = new (loadDriver(import.meta.url))(path);
  strange.exec('CREATE TABLE other (x)');
  expect(await refusal()).toContain('it belongs to another program');
  strange.exec('DROP TABLE other');
  strange.close();
  await (await open({ waitMs: 0 })).ping();
});

it('T8 T10 lets tools in beside the process that serves the file, and backups too', async () => {
  await holder();
  const tool = await open({ alone: false });
  const exported = [];
  for await (const message of tool.exportUser('u1')) exported.push(message);
  expect(exported.length).toBeGreaterThan(0);
  await tool.close();
  const copy = join(folder, 'copy.db');
  const other = new (loadDriver(import.meta.url))(path);
  other.exec(`VACUUM INTO '${copy}'`);
  other.close();
  expect(await (await open({ path: copy })).countRooms()).toBe(3);
  // Had the tool taken the file for its own, it would have marked it as closed.
  await kill();
  const marked = new (loadDriver(import.meta.url))(path);
  expect(marked.prepare("SELECT count(*) AS n FROM meta WHERE key = 'running'").get()).toEqual({ n: 1 });
  marked.close();
});

it('two stores of one process over two files do not meet, nor do stores in memory', async () => {
  for (const store of [await open(), await open({ path: join(folder, 'other.db') }), await open({ path: ':memory:' }), await open({ path: ':memory:' })]) {
    await store.open(ROOM, { epoch: 'e', lastSeq: 0 });
    expect(await say(store, ROOM, 'one')).toEqual([1]);
  }
});
