import { fork, type ChildProcess } from 'node:child_process';
import type { WireMessage } from '../../src/protocol/wire.js';
import { bundleForProcess } from '../contract/storeProcess.js';
import { createFaultProxy, type FaultProxy } from '../helpers/faultProxy.js';
import { createRandom } from '../helpers/random.js';
import { createServerProcess } from '../helpers/serverProcess.js';
import { FAULTS, inflict, planFaults, sleep, type Fault } from './soakFaults.js';
import { judge, type ClientReport, type SoakCounts, type SoakOrder } from './soakReport.js';

export interface SoakOptions {
  minutes: number;
  clients: number;
  seed: number;
  /** Of each kind. */
  faults: number;
  print?(line: string): void;
}

export interface SoakResult {
  counts: SoakCounts;
  faults: Record<Fault, number>;
  /** Times that the server gave a reader up. */
  readersCutOff: number;
  /** What is wrong; empty where everything is right. */
  complaints: string[];
}

const SETTLE_MS = 120_000;
/** The last of them is not stored. */
const ROOMS = 5;

/** The Colyseus client warns of every lost connection, of which there are thousands here. */
const SILENCED = 'data:text/javascript,console.warn=()=>{}';

interface Leftovers {
  kinds: string[];
  rejections: number;
}

interface Worker {
  ask<T>(order: SoakOrder): Promise<T>;
  end(): void;
}

function startWorker(script: string): Promise<Worker> {
  const child: ChildProcess = fork(script, [], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'], execArgv: ['--import', SILENCED] });
  const answers = new Map<number, { resolve(value: never): void; reject(error: Error): void }>();
  let orders = 0;
  child.once('exit', (code) => {
    for (const { reject } of answers.values()) reject(new Error(`a process of clients ended: ${code}`));
  });
  const worker: Worker = {
    ask: (order) =>
      new Promise((resolve, reject) => {
        const id = ++orders;
        answers.set(id, { resolve, reject });
        child.send({ ...order, id });
      }),
    end: () => void child.kill('SIGKILL'),
  };
  return new Promise((resolve) => {
    child.on('message', ({ id, result, error }: { id: number; result?: unknown; error?: string }) => {
      if (id === 0) return resolve(worker);
      const answer = answers.get(id);
      answers.delete(id);
      if (error === undefined) answer?.resolve(result as never);
      else answer?.reject(new Error(error));
    });
  });
}

async function until(done: () => Promise<boolean>, ms: number): Promise<boolean> {
  for (const end = Date.now() + ms; Date.now() < end; await sleep(250)) if (await done()) return true;
  return false;
}

/** Runs clients under faults, and says what was lost, repeated or left over. */
export async function runSoak({ minutes, clients, seed, faults, print = () => {} }: SoakOptions): Promise<SoakResult> {
  const random = createRandom(seed);
  const durationMs = minutes * 60_000;
  const complaints: string[] = [];
  const inflicted = Object.fromEntries(FAULTS.map((fault) => [fault, 0])) as Record<Fault, number>;
  const server = await createServerProcess({ heartbeatMs: 1_000, graceMs: 5_000, maxUnreadBytes: 64 * 1024, replaySize: 64 });
  const bundle = await bundleForProcess({ clients: '../soak/soakClients.ts' });
  const workers: Worker[] = [];
  const proxies: FaultProxy[] = [];
  let readersCutOff = 0;

  try {
    await server.start();
    proxies.push(...(await Promise.all(Array.from({ length: clients }, () => createFaultProxy(server.port)))));
    const orders = proxies.map(({ port }, i) => {
      const room = i % ROOMS;
      return { name: `c${i}`, room: `room-${room}`, port, persistence: room < ROOMS - 1, everyMs: 250 };
    });
    const share = Math.ceil(orders.length / 2);
    for (let i = 0; i < orders.length; i += share) workers.push(await startWorker(bundle.path('clients')));
    await Promise.all(workers.map((worker, i) => worker.ask({ order: 'start', clients: orders.slice(i * share, (i + 1) * share) })));
    print(`${clients} clients joined; faults for ${Math.round(durationMs / 1000)} s from seed ${seed}`);

    const began = Date.now();
    /** Those that stop the server wait for each other. */
    let restarting = Promise.resolve();
    const running: Promise<void>[] = [];
    for (const plan of planFaults(random, durationMs, faults)) {
      await sleep(Math.max(0, began + plan.at - Date.now()));
      const act = async (): Promise<void> => {
        const figures = plan.fault === 'SIGTERM' || plan.fault === 'kill -9' ? await server.figures().catch(() => null) : null;
        readersCutOff += figures?.slowReaders ?? 0;
        if (figures && figures.unexpected.length > 0) complaints.push(`the server met: ${figures.unexpected[0]}`);
        await inflict(plan, {
          server, proxies,
          onBadExit: (text) => complaints.push(text),
          burst: () => void Promise.all(workers.map((worker) => worker.ask({ order: 'burst' }))).catch(() => {}),
        });
        inflicted[plan.fault]++;
      };
      if (plan.fault === 'kill -9' || plan.fault === 'SIGTERM') running.push((restarting = restarting.then(act)));
      else running.push(act());
    }
    await sleep(Math.max(0, began + durationMs - Date.now()));
    await Promise.all(running);
    for (const proxy of proxies) proxy.heal();
    await Promise.all(workers.map((worker) => worker.ask({ order: 'hush' })));

    if (!(await until(async () => (await Promise.all(workers.map((worker) => worker.ask<boolean>({ order: 'settled' })))).every(Boolean), SETTLE_MS))) complaints.push('not everyone was connected and answered in the end');
    // Three heartbeats: what was lost last is noticed by them.
    await sleep(3_000);
    const reports = (await Promise.all(workers.map((worker) => worker.ask<ClientReport[]>({ order: 'report' })))).flat();
    const last = await server.figures();
    readersCutOff += last.slowReaders;
    if (last.members !== clients) complaints.push(`the server has ${last.members} members for ${clients} clients`);

    await Promise.all(workers.map((worker) => worker.ask({ order: 'close' })));
    if (!(await until(async () => (await server.figures()).sockets === 0 && proxies.every(({ size }) => size === 0), 20_000))) {
      complaints.push(`left open: ${(await server.figures()).sockets} sockets of the server, ${proxies.reduce((sum, { size }) => sum + size, 0)} of clients`);
    }
    let left: Leftovers[] = [];
    await until(async () => (left = await Promise.all(workers.map((worker) => worker.ask<Leftovers>({ order: 'leftovers' })))).every(({ kinds }) => kinds.length === 0), 20_000);
    for (const { kinds, rejections } of left) {
      if (kinds.length > 0) complaints.push(`left in a process of clients: ${kinds.join(', ')}`);
      if (rejections > 0) complaints.push(`${rejections} rejections that nobody handled`);
    }
    if (server.crashes > 0) complaints.push(`the server ended by itself ${server.crashes} times: ${server.log()}`);
    const { code } = await server.terminate();
    if (code !== 0) complaints.push(`the last SIGTERM: exit code ${code}`);

    const rooms = [...new Set(reports.map(({ room }) => room))];
    const stored = new Map(await workers[0]!.ask<[string, WireMessage[]][]>({ order: 'stored', path: server.store, rooms }));
    const verdict = judge(reports, stored);
    complaints.push(...verdict.complaints);
    if (verdict.counts.openPromises > 0) complaints.push(`${verdict.counts.openPromises} promises are open`);
    if (verdict.counts.ended > 0) complaints.push(`${verdict.counts.ended} handles have ended`);
    return { counts: verdict.counts, faults: inflicted, readersCutOff, complaints };
  } finally {
    for (const worker of workers) worker.end();
    await Promise.all(proxies.map((proxy) => proxy.close()));
    await Promise.all([server.remove(), bundle.remove()]);
  }
}
