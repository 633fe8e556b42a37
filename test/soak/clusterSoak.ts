// Three server processes, one room with many clients, and every fault that a cluster meets: prints what was kept.
import { parseArgs } from 'node:util';
import { startCluster } from '../helpers/cluster.js';
import { startLoad } from '../helpers/clusterLoad.js';
import { postgresMissing } from '../helpers/postgres.js';
import { redisMissing } from '../helpers/redis.js';

const { values } = parseArgs({ options: { clients: { type: 'string', default: '300' }, senders: { type: 'string', default: '60' }, seconds: { type: 'string', default: '40' } } });
const [clients, senders, seconds] = [values.clients, values.senders, values.seconds].map(Number) as [number, number, number];
const missing = postgresMissing() ?? redisMissing();
if (missing) throw new Error(missing);

// The client library tells of each lost connection; here they are lost on purpose.
console.warn = () => {};
const began = Date.now();
const say = (text: string): void => console.log(`${((Date.now() - began) / 1_000).toFixed(1).padStart(6)} s  ${text}`);
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

// The times of a real server, not those of the tests.
const cluster = await startCluster(3, { graceMs: 15_000, heartbeatMs: 5_000 });
try {
  say(`three processes (${cluster.processes.map(({ pid }) => pid).join(', ')}), one PostgreSQL, one Redis`);
  const load = await startLoad(cluster, { roomName: 'soak', clients, senders, everyMs: 1_000 });
  say(`${clients} clients are in one room, ${senders} of them send a message a second`);
  say(`clients on each process: ${(await Promise.all(cluster.processes.map(({ endpoint }) => connectionsAt(endpoint)))).join(', ')}`);
  const part = (seconds * 1_000) / 4;
  await pause(part);
  await cluster.processes[0]!.kill('SIGKILL');
  say('one process was killed (SIGKILL)');
  await pause(part);
  await cluster.redis.stop();
  say('Redis was killed');
  await pause(2_000);
  await cluster.redis.start();
  say('Redis is there again, without its data');
  await pause(part);
  await cluster.postgres.stop('immediate');
  say('PostgreSQL was crashed');
  await pause(2_000);
  await cluster.postgres.start();
  say('PostgreSQL is there again');
  await pause(part);
  const report = await load.finish();
  say('all is received, or nothing more comes');
  const alive = cluster.processes.filter((process) => process.exit() === null).length;
  console.log(JSON.stringify({ ...report, processesLeft: alive }, null, 2));
  const bad = report.lost + report.lostFromHistory + report.storedTwice + report.twice + report.outOfOrder + report.gaps + report.ended + (alive === 2 ? 0 : 1);
  console.log(bad === 0 ? 'R2, R5 and R6 held.' : 'R2, R5 or R6 did NOT hold.');
  process.exitCode = bad === 0 ? 0 : 1;
} finally {
  await cluster.stop();
}

async function connectionsAt(endpoint: string): Promise<string> {
  const metrics = await (await fetch(`${endpoint.replace('ws:', 'http:')}/metrics`)).text();
  return /^room_chat_connections (\d+)/m.exec(metrics)?.[1] ?? '?';
}

// Reconnect timers of closed clients must not keep it open.
setTimeout(() => process.exit(), 500).unref();
