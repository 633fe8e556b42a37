import { fork, type ChildProcess } from 'node:child_process';
import { createGametegra, type Gametegra, type GametegraOptions } from '../../src/client/index.js';
import { bundleForProcess } from '../contract/storeProcess.js';
import { startBalancer } from './balancer.js';
import type { ClusterOrder, ClusterServerSettings } from './clusterServer.js';
import { freePort } from './freePort.js';
import { startPostgres, type PostgresCluster } from './postgres.js';
import { startRedis, type RedisServer } from './redis.js';

export interface ClusterProcess {
  readonly port: number;
  readonly endpoint: string;
  readonly pid: number;
  /** What it wrote to its log. */
  log(): string;
  /** Null while it runs. */
  exit(): { code: number | null; signal: NodeJS.Signals | null } | null;
  order(order: ClusterOrder): Promise<void>;
  kill(signal: NodeJS.Signals): Promise<void>;
}

export interface TestCluster {
  readonly processes: readonly ClusterProcess[];
  readonly postgres: PostgresCluster;
  readonly redis: RedisServer;
  /** One address before all of them. */
  readonly endpoint: string;
  /** A guest who connects to one process, or through the common address. */
  player(username: string, via?: number | 'any', options?: Partial<GametegraOptions>): Gametegra;
  /** Starts one more process. */
  grow(): Promise<ClusterProcess>;
  stop(): Promise<void>;
}

/** Real server processes over one PostgreSQL and one Redis. */
export async function startCluster(count: number, settings: Partial<ClusterServerSettings> = {}): Promise<TestCluster> {
  const [postgres, redis, bundle] = await Promise.all([startPostgres(), startRedis(), bundleForProcess({ server: '../helpers/clusterServer.ts' })]);
  const store = await postgres.createDatabase();
  const running: { process: ClusterProcess; port: number }[] = [];
  const players: Gametegra[] = [];

  async function grow(): Promise<ClusterProcess> {
    const port = await freePort();
    const started = await startProcess(bundle.path('server'), { store, redis: redis.url, port, publicAddress: `127.0.0.1:${port}`, graceMs: 2_000, heartbeatMs: 1_000, ...settings });
    running.push({ process: started, port });
    return started;
  }

  await Promise.all(Array.from({ length: count }, grow));
  const balancer = await startBalancer(() => running.filter(({ process }) => process.exit() === null).map(({ port }) => port));

  return {
    postgres,
    redis,
    endpoint: `ws://127.0.0.1:${balancer.port}`,
    get processes() {
      return running.map(({ process }) => process);
    },
    grow,
    player(username, via = 'any', options = {}) {
      const endpoint = via === 'any' ? `ws://127.0.0.1:${balancer.port}` : running[via]!.process.endpoint;
      const player = createGametegra({ endpoint, appId: 'test', guest: { username }, ...options });
      players.push(player);
      return player;
    },
    async stop() {
      for (const player of players) player.close();
      await Promise.all(running.map(({ process }) => process.kill('SIGKILL')));
      await Promise.all([balancer.close(), redis.remove(), postgres.remove(), bundle.remove()]);
    },
  };
}

async function startProcess(script: string, settings: ClusterServerSettings): Promise<ClusterProcess> {
  const child: ChildProcess = fork(script, [JSON.stringify(settings)], { stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  let log = '';
  for (const stream of [child.stdout!, child.stderr!]) stream.on('data', (text) => (log = (log + text).slice(-50_000)));
  let exit: ReturnType<ClusterProcess['exit']> = null;
  const ended = new Promise<void>((resolve) => child.once('exit', (code, signal) => {
    exit = { code, signal };
    resolve();
  }));
  const answers = new Map<number, (error?: string) => void>();
  let orders = 0;
  await new Promise<void>((resolve, reject) => {
    child.on('message', (message: { ready?: true; id?: number; error?: string }) => {
      if (message.ready) resolve();
      else answers.get(message.id!)?.(message.error);
    });
    void ended.then(() => reject(new Error(`the server process ended: ${log}`)));
  });

  return {
    port: settings.port!,
    endpoint: `ws://127.0.0.1:${settings.port}`,
    pid: child.pid!,
    log: () => log,
    exit: () => exit,
    order(order) {
      const id = ++orders;
      return new Promise((resolve, reject) => {
        answers.set(id, (error) => (error === undefined ? resolve() : reject(new Error(error))));
        void ended.then(() => reject(new Error('the server process ended')));
        child.send({ ...order, id });
      });
    },
    async kill(signal) {
      if (exit === null) child.kill(signal);
      await ended;
    },
  };
}
