import { fork, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleForProcess } from '../contract/storeProcess.js';
import { freePort } from './freePort.js';
import type { ServerFigures, ServerMessage, ServerSettings } from './serverEntry.js';

/** A real server in a process of its own, on one port and one database, that can be killed and started again. */
export interface ServerProcess {
  readonly port: number;
  readonly store: string;
  start(): Promise<void>;
  /** As `kill -9`. */
  kill(): Promise<void>;
  /** As an operator's stop: resolves to the exit code and how long it took, milliseconds. */
  terminate(): Promise<{ code: number | null; ms: number }>;
  figures(): Promise<ServerFigures>;
  /** What it wrote to its error output. */
  log(): string;
  /** Times that it ended without being told to. */
  readonly crashes: number;
  remove(): Promise<void>;
}

export async function createServerProcess(settings: Partial<Omit<ServerSettings, 'port' | 'store'>> = {}): Promise<ServerProcess> {
  const [folder, bundle, port] = await Promise.all([mkdtemp(join(tmpdir(), 'room-chat-process-')), bundleForProcess({ server: '../helpers/serverEntry.ts' }), freePort()]);
  const store = join(folder, 'chat.db');
  let child: ChildProcess | null = null;
  let log = '';
  let crashes = 0;
  const answers: { resolve(figures: ServerFigures): void; reject(error: Error): void }[] = [];

  function ended(process: ChildProcess): Promise<number | null> {
    return process.exitCode !== null || process.signalCode !== null ? Promise.resolve(process.exitCode) : new Promise((resolve) => process.once('exit', resolve));
  }

  async function end(signal: NodeJS.Signals): Promise<{ code: number | null; ms: number }> {
    const process = child;
    child = null;
    if (!process) return { code: null, ms: 0 };
    const began = performance.now();
    process.kill(signal);
    const code = await ended(process);
    return { code, ms: performance.now() - began };
  }

  return {
    port,
    store,
    async start() {
      const process = fork(bundle.path('server'), [JSON.stringify({ port, store, drainSeconds: 5, ...settings } satisfies ServerSettings)], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
      process.stderr!.on('data', (text) => (log = (log + text).slice(-20_000)));
      process.once('exit', (code, signal) => {
        for (const { reject } of answers.splice(0)) reject(new Error('the server has ended'));
        if (child !== process) return;
        crashes++;
        child = null;
        log += `\nended by itself: ${code ?? signal}`;
      });
      child = process;
      await new Promise<void>((resolve, reject) => {
        process.on('message', (message: ServerMessage) => {
          if ('ready' in message) resolve();
          // Packages send messages of their own.
          else if ('figures' in message) answers.splice(0).forEach(({ resolve: answer }) => answer(message.figures));
        });
        process.once('exit', () => reject(new Error(`the server did not start: ${log}`)));
      });
    },
    async kill() {
      await end('SIGKILL');
    },
    terminate: () => end('SIGTERM'),
    figures() {
      const process = child;
      if (!process) return Promise.reject(new Error('the server does not run'));
      return new Promise((resolve, reject) => {
        answers.push({ resolve, reject });
        process.send('figures');
      });
    },
    log: () => log,
    get crashes() {
      return crashes;
    },
    async remove() {
      await end('SIGKILL');
      await Promise.all([rm(folder, { recursive: true, force: true }), bundle.remove()]);
    },
  };
}
