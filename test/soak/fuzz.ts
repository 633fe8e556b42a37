import { fork, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createGametegra, type ChatMessage } from '../../src/client/index.js';
import { ATTACKS } from './fuzzAttacks.js';

export interface FuzzOptions {
  /** The bundles of the server's and the attacker's process. */
  scripts: { server: string; attacker: string };
  /** How long each attack lasts, milliseconds. */
  ms: number;
  connections: number;
  /** How long the memory may take to come back at the end, milliseconds. */
  restMs: number;
  attacks?: readonly string[];
}

export interface FuzzRow {
  attack: string;
  strikes: number;
  /** The bystander's messages while it lasted: sent, heard by another, and how long that took, milliseconds. */
  sent: number;
  heard: number;
  p50: number;
  p99: number;
  rssMb: number;
}

export interface FuzzReport {
  rows: FuzzRow[];
  /** Null while it runs. */
  serverExit: number | string | null;
  /** What befell the bystanders beside their messages: ends, errors, lost connections. */
  harm: string[];
  unexpected: string[];
  /** Before the first attack, and after a rest at the end. */
  memory: { rssBefore: number; rssAfter: number; heapBefore: number; heapAfter: number };
}

/** How often a bystander says something. */
const BEAT_MS = 25;
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const mb = (bytes: number): number => Math.round(bytes / 1e5) / 10;

/** Attacks a real server in all ways, one after the other, while two bystanders talk in the room that is attacked. */
export async function runFuzz({ scripts, ms, connections, restMs, attacks = Object.keys(ATTACKS) }: FuzzOptions): Promise<FuzzReport> {
  const folder = await mkdtemp(join(tmpdir(), 'room-chat-fuzz-'));
  const server = fork(scripts.server, [JSON.stringify({ store: join(folder, 'chat.db') })], { execArgv: ['--expose-gc'], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const attacker = fork(scripts.attacker, [], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
  let serverExit: FuzzReport['serverExit'] = null;
  server.once('exit', (code, signal) => (serverExit = signal ?? code ?? -1));
  const [{ port }] = await Promise.all([answerOf<{ port: number }>(server), answerOf(attacker)]);
  const harm: string[] = [];
  const heardAt = new Map<string, number>();

  const game = (username: string) => createGametegra({ endpoint: `ws://127.0.0.1:${port}`, appId: 'fuzz', guest: { username } });
  const [speaker, listener] = [game('Speaker'), game('Listener')];
  for (const [name, { bus }] of Object.entries({ speaker, listener })) {
    bus.on('roomchat:state', ({ state }) => void harm.push(`${name}: ${state}`));
    bus.on('roomchat:error', ({ error }) => void harm.push(`${name}: ${error.message}`));
  }
  const speech = await speaker.roomChat.join('square');
  (await listener.roomChat.join('square')).on('message', ({ content }: ChatMessage) => void (typeof content === 'string' && heardAt.set(content, performance.now())));

  /** Talks until told to stop; resolves with how long each message took. */
  function talk(): () => Promise<number[]> {
    const sentAt = new Map<string, number>();
    let running = true;
    const done = (async () => {
      for (let n = 0; running; n++) {
        const text = `${Math.random()} ${n}`;
        sentAt.set(text, performance.now());
        // Two a second are free of the limit; what is too many is no harm.
        void speech.send(text).catch((error: { code?: string }) => (error.code === 'rate_limited' ? sentAt.delete(text) : harm.push(`speaker: ${error.code}`)));
        await pause(n < 8 ? BEAT_MS : 520);
      }
    })();
    return async () => {
      running = false;
      await done;
      for (let wait = 0; wait < 500 && [...sentAt.keys()].some((text) => !heardAt.has(text)); wait++) await pause(20);
      return [...sentAt].map(([text, at]) => (heardAt.get(text) ?? Infinity) - at);
    };
  }

  async function observe(attack: string, strike: () => Promise<number>): Promise<FuzzRow> {
    const stop = talk();
    const strikes = await strike();
    const times = (await stop()).sort((a, b) => a - b);
    const heard = times.filter(Number.isFinite).length;
    const { rss } = await ask<Memory>(server, {});
    const at = (share: number): number => Math.round((times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0) * 10) / 10;
    // The rate of the speaker fills up again.
    await pause(2_000);
    return { attack, strikes, sent: times.length, heard, p50: at(0.5), p99: at(0.99), rssMb: mb(rss) };
  }

  interface Memory {
    rss: number;
    heapUsed: number;
    unexpected: string[];
  }

  try {
    const rows = [await observe('nothing', async () => (await pause(ms), 0))];
    const before = await ask<Memory>(server, {});
    for (const [i, name] of attacks.entries()) {
      rows.push(await observe(name, async () => {
        const { count, error } = await ask<{ count: number; error?: string }>(attacker, { name, port, ms, connections, seed: i + 1 });
        if (error !== undefined) harm.push(`attacker: ${error}`);
        return count ?? 0;
      }));
      if (serverExit !== null) break;
    }
    if (serverExit !== null) return { rows, serverExit, harm, unexpected: [], memory: { rssBefore: mb(before.rss), rssAfter: 0, heapBefore: mb(before.heapUsed), heapAfter: 0 } };
    await pause(restMs);
    const after = await ask<Memory>(server, {});
    return { rows, serverExit, harm: [...harm], unexpected: after.unexpected, memory: { rssBefore: mb(before.rss), rssAfter: mb(after.rss), heapBefore: mb(before.heapUsed), heapAfter: mb(after.heapUsed) } };
  } finally {
    speaker.close();
    listener.close();
    attacker.kill('SIGKILL');
    server.kill('SIGKILL');
    await rm(folder, { recursive: true, force: true });
  }
}

/** Its next message; rejects where it ends before. */
function answerOf<T>(child: ChildProcess): Promise<T> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null): void => reject(new Error(`a process ended with ${code}`));
    child.once('exit', onExit);
    const onMessage = (message: { answer?: unknown }): void => {
      // Packages of Colyseus have things to say to a parent too.
      if (message.answer === undefined) return;
      child.off('exit', onExit).off('message', onMessage);
      resolve(message.answer as T);
    };
    child.on('message', onMessage);
  });
}

function ask<T>(child: ChildProcess, message: object): Promise<T> {
  const answer = answerOf<T>(child);
  child.send(message);
  return answer;
}
