import { join } from 'node:path';
import { startChild } from '../lib/child.mjs';
import { importTs } from '../lib/importTs.mjs';
import { bench } from '../lib/paths.mjs';
import { interleaved } from '../lib/stats.mjs';

export const about = 'the store alone, full of old messages: appends, retention, start';

export async function run({ quick, rounds, note }) {
  const seconds = quick ? 1.5 : 5;
  const rooms = quick ? 200 : 1_000;
  const perRoom = 1_000;
  const { findPostgres, startPostgres } = await importTs('test/helpers/postgres.ts');
  const cluster = findPostgres() ? await startPostgres() : null;
  if (!cluster) note('PostgreSQL is not on this machine: left out');
  const engine = await startChild(join(bench, 'servers/engine.mjs'));
  const children = [engine];
  const open = async (options) => {
    const child = await startChild(join(bench, 'servers/store.mjs'), options);
    children.push(child);
    return child;
  };
  const rows = [];
  try {
    for (const kind of ['sqlite', ...(cluster ? ['postgres'] : [])]) {
      const name = kind === 'sqlite' ? 'SQLite' : 'PostgreSQL';
      const fresh = async () => (kind === 'sqlite' ? {} : { postgres: await cluster.createDatabase() });
      const empty = await open({ ...(await fresh()), rooms: 256, perRoom: 0 });
      const full = await open({ ...(await fresh()), rooms, perRoom });
      const seen = await interleaved({
        one: () => empty.ask('saturated', { seconds, waiting: 256, over: 1 }),
        many: () => empty.ask('saturated', { seconds, waiting: 256, over: 256 }),
        engine: async () => engine.ask(kind, { seconds, group: 256, ...(kind === 'postgres' && { url: await cluster.createDatabase() }) }),
        sync: () => engine.ask('writeAndSync', { seconds, group: 256 }),
        startEmpty: () => empty.ask('start'),
        start: () => full.ask('start'),
        pages: () => full.ask('pages'),
        calm: () => full.ask('paced', { seconds, perSecond: 400, prune: false }),
        pruning: () => full.ask('paced', { seconds, perSecond: 400, prune: true }),
      }, rounds, note);
      const label = `${(rooms * perRoom).toLocaleString('en-US')} messages in ${rooms.toLocaleString('en-US')} rooms`;
      rows.push(
        { case: `${name}, 256 waiting, one room`, unit: '1/s', ours: seen.one.perSecond, baseline: seen.engine.perSecond, against: `bare ${name}, 256 a commit`, goal: '>= 0.5' },
        { case: `${name}, 256 waiting, one room`, unit: '1/s', ours: seen.one.perSecond, baseline: seen.sync.perSecond, against: 'write and fdatasync, 256 a time' },
        { case: `${name}, 256 waiting, 256 rooms`, unit: '1/s', ours: seen.many.perSecond, baseline: seen.one.perSecond, against: 'the same in one room' },
        { case: `${name}, start to first page, ${label}`, unit: 'ms', ours: seen.start.ms, baseline: seen.startEmpty.ms, against: 'empty' },
        { case: `${name}, oldest page of 50, ${label}`, unit: 'ms', ours: seen.pages.oldest, baseline: seen.pages.newest, against: 'newest page' },
        { case: `${name}, append p50 beside retention, 400/s`, unit: 'ms', ours: seen.pruning.p50, baseline: seen.calm.p50, against: 'without' },
        { case: `${name}, append p99 beside retention, 400/s`, unit: 'ms', ours: seen.pruning.p99, baseline: seen.calm.p99, against: 'without' },
        { case: `${name}, retention meanwhile`, unit: '1/s', ours: seen.pruning.prunedPerSecond },
      );
    }
    return { rows };
  } finally {
    await Promise.all(children.map((child) => child.stop()));
    await cluster?.remove();
  }
}
