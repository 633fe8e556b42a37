import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const SERVER = join(import.meta.dirname, '..', '..', 'dist', 'demo', 'server.js');

export interface DemoRun {
  child: ChildProcess;
  /** All that it printed so far. */
  readonly out: string;
  readonly err: string;
  /** Resolves with the exit code, or the signal that ended it. */
  exited: Promise<number | string>;
}

/** Runs the built demo server as `npm start` does. */
export function runDemo(env: Record<string, string>, cwd: string): DemoRun {
  if (!existsSync(SERVER)) throw new Error('unable to run the demo; dist/demo/server.js is missing; run: node build.mjs');
  const child = spawn(process.execPath, [SERVER], { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  const said = { out: '', err: '' };
  child.stdout!.on('data', (data) => (said.out += String(data)));
  child.stderr!.on('data', (data) => (said.err += String(data)));
  return {
    child,
    get out() {
      return said.out;
    },
    get err() {
      return said.err;
    },
    exited: once(child, 'exit').then(([code, signal]) => (code ?? signal) as number | string),
  };
}

export interface DemoServer {
  readonly url: string;
  readonly endpoint: string;
  /** Ends the process by this signal, and waits for its end. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | string>;
  /** Starts it again on the same port and database. */
  start(): Promise<void>;
  /** Ends it for good and removes its files. */
  stop(): Promise<void>;
}

/** The built demo on a free port, with a database of its own. */
export async function startDemoServer(): Promise<DemoServer> {
  const folder = await mkdtemp(join(tmpdir(), 'room-chat-demo-'));
  let port = '0';
  let run = await launch();

  async function launch(): Promise<DemoRun> {
    const started = runDemo({ PORT: port, HOST: '127.0.0.1', DB: join(folder, 'demo.db') }, folder);
    port = await Promise.race([
      portOf(started),
      started.exited.then((code) => Promise.reject(new Error(`the demo server ended with ${code}: ${started.err}`))),
    ]);
    return started;
  }

  return {
    get url() {
      return `http://127.0.0.1:${port}`;
    },
    get endpoint() {
      return `ws://127.0.0.1:${port}`;
    },
    async end(signal) {
      run.child.kill(signal);
      return run.exited;
    },
    async start() {
      run = await launch();
    },
    async stop() {
      run.child.kill('SIGKILL');
      await run.exited;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The port that a demo server says it listens on. */
export async function portOf(run: DemoRun): Promise<string> {
  for (;;) {
    const port = /http:\/\/localhost:(\d+)/.exec(run.out)?.[1];
    if (port !== undefined) return port;
    await once(run.child.stdout!, 'data');
  }
}
