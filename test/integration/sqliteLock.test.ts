import { fork } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createGametegra } from '../../src/client/index.js';
import { runCli } from '../../src/server/cliRun.js';
import { openExistingStore } from '../../src/server/openStore.js';
import { bundleForProcess, type ProcessBundle } from '../contract/storeProcess.js';
import type { ServerSettings } from '../helpers/serverEntry.js';
import { createServerProcess, type ServerProcess } from '../helpers/serverProcess.js';

let bundle: ProcessBundle;
let server: ServerProcess;
beforeAll(async () => {
  [bundle, server] = await Promise.all([bundleForProcess({ server: '../helpers/serverEntry.ts' }), createServerProcess()]);
});
afterAll(async () => {
  await Promise.all([server.remove(), bundle.remove()]);
});

/** Another server over the same file; resolves to how its start ended. */
async function startAnother(): Promise<{ code: number | null; said: string }> {
  const settings: ServerSettings = { port: 0, store: server.store, drainSeconds: 1 };
  const child = fork(bundle.path('server'), [JSON.stringify(settings)], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  let said = '';
  child.stderr!.on('data', (text) => (said += text));
  const ready = new Promise<void>((resolve) => child.on('message', () => resolve()));
  const ended = once(child, 'close');
  await Promise.race([ready, ended]);
  child.kill('SIGTERM');
  const [code] = (await ended) as [number | null];
  return { code, said: said.trim() };
}

async function command(...argv: string[]): Promise<{ code: number | undefined; out: string[]; err: string[] }> {
  const result = { code: undefined as number | undefined, out: [] as string[], err: [] as string[] };
  await runCli({
    argv, environment: {}, version: () => 'test', onSignal() {}, setTimeout() {},
    out: (line) => void result.out.push(line),
    err: (line) => void result.err.push(line),
    exit: (code) => void (result.code ??= code),
    openStore: openExistingStore,
    startServer: () => Promise.reject(new Error('unable to serve; this test does not')),
  });
  return result;
}

it('T10 a second server on the same file does not start, says why in one line, and disturbs nobody', async () => {
  await server.start();
  const player = createGametegra({ endpoint: `ws://127.0.0.1:${server.port}`, appId: 'test', guest: { username: 'Ann' } });
  const chat = await player.roomChat.join('lobby');
  await chat.send('before');
  const { code, said } = await startAnother();
  expect(said).toMatch(new RegExp(`^gametegra-room-chat: unable to open database ${server.store}; another process \\(pid \\d+\\) uses it; stop it first, or give another file by --db$`));
  expect(code).toBe(1);
  expect((await chat.send('after')).seq).toBe(2);
  const { userId } = chat.user;

  // A person's messages are had beside the running server.
  const exported = await command('export', '--db', server.store, userId);
  expect([exported.code, exported.out.map((line) => (JSON.parse(line) as { content: string }).content)]).toEqual([0, ['before', 'after']]);
  expect((await command('erase', '--db', server.store, userId)).out).toEqual([`erased 2 messages of ${userId}`]);
  expect((await chat.send('still served')).seq).toBe(3);
  player.close();
});

it('T7 T10 another server starts once the first has drained or was killed', async () => {
  expect((await server.terminate()).code).toBe(0);
  expect(await startAnother()).toEqual({ code: 0, said: '' });
  await server.start();
  await server.kill();
  expect(await startAnother()).toEqual({ code: 0, said: '' });
});
