import { join } from 'node:path';
import { startChild } from '../lib/child.mjs';
import { openField, sleep } from '../lib/field.mjs';
import { importTs } from '../lib/importTs.mjs';
import { bench } from '../lib/paths.mjs';
import { interleaved } from '../lib/stats.mjs';
import { usageActions } from '../lib/usage.mjs';

export const about = 'durable acknowledged sends per second over the wire, 100 characters each';

const SENDERS = 16;
/** Until then much of the server's code is compiled anew while it runs. */
const WARM_MS = 3_000;

export async function run({ quick, rounds, note }) {
  const seconds = quick ? 1.5 : 5;
  const { findPostgres, startPostgres } = await importTs('test/helpers/postgres.ts');
  const cluster = findPostgres() ? await startPostgres() : null;
  if (!cluster) note('PostgreSQL is not on this machine: left out');
  try {
    const seen = await interleaved({
      sqlite: () => overTheWire({ seconds, waiting: 256 }),
      sqliteEngine: () => engine('sqlite', { seconds, group: 256 }),
      sync: () => engine('writeAndSync', { seconds, group: 256 }),
      alone: () => overTheWire({ seconds, waiting: 1 }),
      aloneEngine: () => engine('sqlite', { seconds, group: 1 }),
      ...(cluster && {
        postgres: async () => overTheWire({ seconds, waiting: 256, postgres: await cluster.createDatabase() }),
        postgresEngine: async () => engine('postgres', { seconds, group: 256, url: await cluster.createDatabase() }),
      }),
    }, rounds, note);
    const row = (name, ours, baseline, against, goal) => ({ case: name, unit: '1/s', ours: seen[ours].perSecond, baseline: seen[baseline].perSecond, against, goal });
    return {
      rows: [
        row('SQLite, 256 waiting', 'sqlite', 'sqliteEngine', 'bare SQLite, 256 a commit', '>= 0.5'),
        row('SQLite, 256 waiting', 'sqlite', 'sync', 'write and fdatasync, 256 a time'),
        row('SQLite, 1 waiting', 'alone', 'aloneEngine', 'bare SQLite, 1 a commit'),
        ...(cluster ? [row('PostgreSQL, 256 waiting', 'postgres', 'postgresEngine', 'bare PostgreSQL, 256 a commit', '>= 0.5')] : []),
        { case: 'loop delay p99 meanwhile, SQLite', unit: 'ms', ours: seen.sqlite.loopDelayP99, baseline: 10, against: 'the limit', goal: '<= 1' },
        ...(cluster ? [{ case: 'loop delay p99 meanwhile, PostgreSQL', unit: 'ms', ours: seen.postgres.loopDelayP99, baseline: 10, against: 'the limit', goal: '<= 1' }] : []),
      ],
      notes: [`server: ${seen.sqlite.cores.toFixed(2)} cores with SQLite${cluster ? `, ${seen.postgres.cores.toFixed(2)} with PostgreSQL (its own processes apart)` : ''}; loop delay p99 of an idle process beside it: ${seen.sqlite.idleDelayP99.toFixed(2)} ms${cluster ? ` and ${seen.postgres.idleDelayP99.toFixed(2)} ms` : ''}`],
    };
  } finally {
    await cluster?.remove();
  }
}

async function overTheWire({ seconds, waiting, ...server }) {
  const field = await openField({ kind: 'room-chat', server, loads: 2 });
  try {
    const senders = Math.min(SENDERS, waiting);
    await field.connect(Array.from({ length: senders }, (_, i) => ({ room: 'append', name: `p${i}`, sends: true, reads: false, onAck: true })));
    await field.all('acks', { window: waiting / senders, bytes: 100 });
    await sleep(WARM_MS);
    // This process has nothing to do meanwhile: what it waits for is the machine.
    const idle = usageActions();
    idle.begin();
    const { acks, cpuSeconds, seconds: wall, loopDelayP99 } = await field.measure(seconds);
    return { perSecond: acks / wall, cores: cpuSeconds / wall, loopDelayP99, idleDelayP99: idle.end().loopDelayP99 };
  } finally {
    await field.close();
  }
}

async function engine(kind, options) {
  const child = await startChild(join(bench, 'servers/engine.mjs'));
  try {
    return await child.ask(kind, options);
  } finally {
    await child.stop();
  }
}
