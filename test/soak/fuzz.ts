import { fork, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ATTACKS } from './fuzzAttacks.js';
import { createBystanders } from './fuzzBystanders.js';

export interface FuzzOptions {
  /** The bundles of the server's and the attacker's process. */
  scripts: { server: string; attacker: string };
  /** How long each attack lasts, milliseconds. */
  ms: number;
  /** How long the bystanders talk undisturbed before each attack, milliseconds. */
  quietMs: number;
  connections: number;
  speakers: number;
  /** How often all attacks are made: what the memory holds after one round it may keep, but not more after the next. */
  rounds: number;
  /** How long the memory may take to come back after a round, milliseconds. */
  restMs: number;
  attacks?: readonly string[];
}

export interface FuzzRow {
  attack: string;
  strikes: number;
  /** The bystanders' messages while it lasted: sent, heard by another. */
  sent: number;
  heard: number;
  /** How long they took, milliseconds, just before the attack and under it. */
  quietP50: number;
  p50: number;
  quietP99: number;
  p99: number;
}

/** In megabytes; `external` is what buffers hold. */
export interface Memory {
  rss: number;
  heap: number;
  external: number;
}

export interface FuzzReport {
  rows: FuzzRow[];
  /** Null while it runs. */
  serverExit: number | string | null;
  harm: string[];
  unexpected: string[];
  /** Before the first attack, and after the rest at the end of each round. */
  memory: Memory[];
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const tenth = (value: number): number => Math.round(value * 10) / 10;
const quantile = (times: readonly number[], share: number): number => tenth(times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0);

/** Attacks a real server in all ways, one after the other, while bystanders talk in the room that is attacked. */
export async function runFuzz({ scripts, ms, quietMs, connections, speakers, rounds, restMs, attacks = Object.keys(ATTACKS) }: FuzzOptions): Promise<FuzzReport> {
  const folder = await mkdtemp(join(tmpdir(), 'room-chat-fuzz-'));
  const server = fork(scripts.server, [JSON.stringify({ store: join(folder, 'chat.db') })], { execArgv: ['--expose-gc'], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const attacker = fork(scripts.attacker, [], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
  const report: FuzzReport = { rows: [], serverExit: null, harm: [], unexpected: [], memory: [] };
  const noteExit = (code: number | null, signal: string | null): void => void (report.serverExit = signal ?? code ?? -1);
  server.once('exit', noteExit);
  const [{ port }] = await Promise.all([answerOf<{ port: number }>(server), answerOf(attacker)]);
  const bystanders = await createBystanders(port, speakers);

  async function during(work: () => Promise<unknown>): Promise<number[]> {
    const stop = bystanders.talk();
    await work();
    return stop();
  }

  async function observe(attack: string, strike: () => Promise<number>): Promise<FuzzRow> {
    const quiet = await during(() => pause(quietMs));
    let strikes = 0;
    const times = await during(async () => (strikes = await strike()));
    const heard = times.filter(Number.isFinite).length;
    return { attack, strikes, sent: times.length, heard, quietP50: quantile(quiet, 0.5), p50: quantile(times, 0.5), quietP99: quantile(quiet, 0.99), p99: quantile(times, 0.99) };
  }

  async function remember(): Promise<void> {
    const { memory, unexpected } = await ask<{ memory: NodeJS.MemoryUsage; unexpected: string[] }>(server, {});
    const mb = (bytes: number): number => tenth(bytes / 1e6);
    report.memory.push({ rss: mb(memory.rss), heap: mb(memory.heapUsed), external: mb(memory.external + memory.arrayBuffers) });
    report.unexpected = unexpected;
  }

  try {
    report.rows.push(await observe('nothing', async () => (await pause(ms), 0)));
    await remember();
    for (let round = 0; round < rounds; round++) {
      for (const [i, name] of attacks.entries()) {
        report.rows.push(await observe(name, async () => {
          const { count, error } = await ask<{ count: number; error?: string }>(attacker, { name, port, ms, connections, seed: round * 100 + i + 1 });
          if (error !== undefined) report.harm.push(`attacker: ${error}`);
          return count ?? 0;
        }));
        if (report.serverExit !== null) return report;
      }
      await pause(restMs);
      await remember();
    }
    return report;
  } finally {
    report.harm.push(...bystanders.harm);
    bystanders.close();
    server.off('exit', noteExit);
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
