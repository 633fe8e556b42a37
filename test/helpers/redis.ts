import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { freePort } from './freePort.js';

export interface RedisServer {
  readonly url: string;
  /** As by a crash: it keeps nothing, so the next start is an empty one. */
  stop(): Promise<void>;
  /** Starts it again on the same port, without its data. */
  start(): Promise<void>;
  /** Stops it for good and removes its files. */
  remove(): Promise<void>;
}

/** Why tests over Redis cannot run here, or null. With `CI` set that is a failure, not a reason to skip. */
export function redisMissing(): string | null {
  if ((process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, 'redis-server')))) return null;
  const why = 'Redis is not on this machine: install it (Debian: apt-get install redis-server) to run these tests';
  if (process.env.CI) throw new Error(why);
  return why;
}

/** A Redis of its own on a free port, which writes nothing to disk. */
export async function startRedis(): Promise<RedisServer> {
  const folder = await mkdtemp(join(tmpdir(), 'room-chat-redis-'));
  const port = await freePort();
  let server: ChildProcess | undefined;

  async function start(): Promise<void> {
    const child = spawn('redis-server', ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder], { stdio: ['ignore', 'pipe', 'ignore'] });
    server = child;
    await new Promise<void>((resolve, reject) => {
      let log = '';
      child.stdout.on('data', (text) => {
        log = (log + text).slice(-8_000);
        if (log.includes('Ready to accept connections')) resolve();
      });
      child.once('error', reject);
      child.once('exit', (code) => reject(new Error(`Redis ended with code ${code}: ${log}`)));
    });
  }

  async function stop(): Promise<void> {
    const child = server;
    server = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
  }

  const killed = (): void => void server?.kill('SIGKILL');
  process.once('exit', killed);
  await start();

  return {
    url: `redis://127.0.0.1:${port}`,
    start,
    stop,
    async remove() {
      process.off('exit', killed);
      await stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
