import { join } from 'node:path';
import { startChild } from '../lib/child.mjs';
import { importTs } from '../lib/importTs.mjs';
import { bench } from '../lib/paths.mjs';
import { interleaved } from '../lib/stats.mjs';

export const about = 'a page of 50 messages from the store, median ms';

export async function run({ quick, rounds, note }) {
  const small = 10_000;
  const large = quick ? 300_000 : 5_000_000;
  const { findPostgres, startPostgres } = await importTs('test/helpers/postgres.ts');
  const cluster = findPostgres() ? await startPostgres() : null;
  if (!cluster) note('PostgreSQL is not on this machine: left out');
  const children = {};
  try {
    for (const [name, size] of Object.entries({ small, large })) {
      children[`sqlite ${name}`] = await open({ size });
      if (cluster) children[`postgres ${name}`] = await open({ size, postgres: await cluster.createDatabase() });
    }
    const seen = await interleaved(Object.fromEntries(Object.entries(children).map(([name, child]) => [name, () => child.ask('measure')])), rounds, note);
    const rows = [];
    for (const [name, kind] of [['SQLite', 'sqlite'], ...(cluster ? [['PostgreSQL', 'postgres']] : [])]) {
      const [few, many] = [seen[`${kind} small`], seen[`${kind} large`]];
      const label = `${large.toLocaleString('en-US')} messages`;
      rows.push(
        { case: `${name}, ${label}, anywhere`, unit: 'ms', ours: many.page, baseline: few.page, against: 'the same at 10,000', goal: '<= 1.5' },
        { case: `${name}, ${label}, newest`, unit: 'ms', ours: many.newest, baseline: few.newest, against: 'the same at 10,000', goal: '<= 1.5' },
        { case: `${name}, ${label}, anywhere`, unit: 'ms', ours: many.page, baseline: many.bare, against: 'bare query' },
      );
    }
    return { rows };
  } finally {
    await Promise.all(Object.values(children).map((child) => child.stop()));
    await cluster?.remove();
  }
}

function open(options) {
  return startChild(join(bench, 'servers/history.mjs'), options);
}
