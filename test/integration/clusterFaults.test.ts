import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startCluster, type TestCluster } from '../helpers/cluster.js';
import { startLoad } from '../helpers/clusterLoad.js';
import { postgresMissing } from '../helpers/postgres.js';
import { redisMissing } from '../helpers/redis.js';
import { once } from '../helpers/server.js';

const missing = postgresMissing() ?? redisMissing();
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe.skipIf(missing !== null)(`a room on three processes under faults${missing === null ? '' : ` (skipped: ${missing})`}`, () => {
  let cluster: TestCluster;
  beforeEach(async () => {
    cluster = await startCluster(3);
  });
  afterEach(() => cluster?.stop());

  const faults: [string, () => Promise<void>][] = [
    ['one process is killed', () => cluster.processes[0]!.kill('SIGKILL')],
    ['Redis restarts without its data', async () => {
      await cluster.redis.stop();
      await pause(2_500);
      await cluster.redis.start();
    }],
    ['PostgreSQL crashes and restarts', async () => {
      await cluster.postgres.stop('immediate');
      await pause(1_500);
      await cluster.postgres.start();
    }],
  ];

  it.each(faults)('T10 R2 R5 R6 S3 loses, repeats and reorders nothing when %s', async (_name, fault) => {
    const load = await startLoad(cluster, { roomName: 'faults', clients: 30, senders: 15, everyMs: 100 });
    await pause(1_500);
    await fault();
    await pause(4_000);
    const report = await load.finish();
    expect(report).toMatchObject({ lost: 0, lostFromHistory: 0, storedTwice: 0, twice: 0, outOfOrder: 0, gaps: 0, ended: 0 });
    expect(report.acknowledged).toBeGreaterThan(500);
    const alive = cluster.processes.filter((process) => process.exit() === null);
    expect(alive.length).toBeGreaterThanOrEqual(2);
  });

  it('T10 serves rooms while Redis is away, old and new ones, and says so', async () => {
    const [ada, bob] = await Promise.all([0, 1].map((via) => cluster.player(`user${via}`, via).roomChat.join('away')));
    const endpoint = cluster.processes[0]!.endpoint.replace('ws:', 'http:');
    const readyz = async (): Promise<string> => (await fetch(`${endpoint}/readyz`)).text();
    expect(await readyz()).toBe('ready\n');
    await cluster.redis.stop();
    const heard = once<{ content: unknown }>((handler) => bob!.on('message', handler));
    await ada!.send('through the database');
    expect((await heard).content).toBe('through the database');
    expect(await readyz()).toContain('Redis does not answer');
    const fresh = await cluster.player('new', 2).roomChat.join('opened-while-away');
    await fresh.send('hello');
    await cluster.redis.start();
    // Who came while the processes could not tell each other is known everywhere once they can.
    const carl = await cluster.player('carl', 2).roomChat.join('away');
    await new Promise<void>((resolve) => {
      const check = (): void => void (ada!.presences.length === 3 && carl.presences.length === 3 && resolve());
      ada!.on('presence', check);
      carl.on('presence', check);
      check();
    });
    for (const process of cluster.processes) expect(process.exit()).toBeNull();
  });

  it('T10 starts with one sentence where Redis cannot be reached', async () => {
    await cluster.redis.stop();
    await expect(cluster.grow()).rejects.toThrow(/unable to use Redis at 127\.0\.0\.1:\d+; nothing answers there; start Redis or mend the address/);
  });
});
