// Attacks a server in all ways, and says what became of the bystanders: npm run fuzz [-- --seconds 10 --quiet 5 --connections 1000 --speakers 12 --rounds 2 --rest 30]
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';

const DEFAULTS = { seconds: '10', quiet: '5', connections: '1000', speakers: '12', rounds: '2', rest: '30' };
const { values } = parseArgs({ options: Object.fromEntries(Object.entries(DEFAULTS).map(([name, value]) => [name, { type: 'string', default: value }])) });
const path = (name) => fileURLToPath(new URL(name, import.meta.url));
const folder = path(`../../node_modules/.cache/room-chat/fuzz-${process.pid}`);
try {
  await mkdir(folder, { recursive: true });
  await writeFile(`${folder}/package.json`, '{ "type": "module" }');
  const entryPoints = { fuzz: path('fuzz.ts'), server: path('fuzzServer.ts'), attacker: path('fuzzAttacker.ts'), 'sqlite-worker': path('../../src/server/store/sqlite/sqlite-worker.ts') };
  await build({ entryPoints, outdir: folder, bundle: true, platform: 'node', format: 'esm', target: 'node20', packages: 'external', logLevel: 'warning' });
  const { runFuzz } = await import(pathToFileURL(`${folder}/fuzz.js`).href);
  const report = await runFuzz({
    scripts: { server: `${folder}/server.js`, attacker: `${folder}/attacker.js` },
    ms: Number(values.seconds) * 1_000, quietMs: Number(values.quiet) * 1_000, restMs: Number(values.rest) * 1_000,
    connections: Number(values.connections), speakers: Number(values.speakers), rounds: Number(values.rounds),
  });
  console.table(report.rows);
  const { rows, memory, ...rest } = report;
  console.table(memory);
  console.log(JSON.stringify(rest, null, 2));
  const failed = report.serverExit !== null || report.harm.length > 0 || report.unexpected.length > 0 || rows.some(({ sent, heard }) => heard < sent);
  process.exitCode = failed ? 1 : 0;
} finally {
  await rm(folder, { recursive: true, force: true });
}
