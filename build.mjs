// Builds dist/: the package's entries, its types, the script-tag file and the demo.
//   node build.mjs [--no-types] [--no-demo] [--partial]
import { execFile } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { pageClient } from './scripts/pageClient.mjs';
import { phaserFromPage } from './scripts/phaserFromPage.mjs';

const root = dirname(fileURLToPath(import.meta.url));
const FLAGS = ['--no-types', '--no-demo', '--partial'];

const flags = new Set(process.argv.slice(2));
for (const flag of flags) {
  if (!FLAGS.includes(flag)) stop(`unable to build; ${flag} is no option; there are ${FLAGS.join(', ')}`);
}
const partial = flags.has('--partial');

// Everything is made beside dist and moved there at the end: a build that fails leaves the last
// good one, and a server that runs from dist never meets a half-written one. The folder stands as
// deep as dist does, so that the paths in source maps are right.
const out = join(root, `.dist-${process.pid}`);

const common = {
  absWorkingDir: root,
  bundle: true,
  target: 'es2022',
  logLevel: 'warning',
  // A side effect that the bundler drops is a bug in package.json's `sideEffects`.
  logOverride: { 'ignored-bare-import': 'error' },
};

process.on('exit', () => rmSync(out, { recursive: true, force: true }));
const started = performance.now();
try {
  await Promise.all([
    buildModules(),
    buildGlobal(),
    flags.has('--no-demo') ? undefined : buildDemoPage(),
    flags.has('--no-types') ? undefined : buildTypes(),
  ]);
} catch (error) {
  // esbuild has printed its own errors.
  stop(error.errors ? 'unable to build; see the errors above' : `unable to build; ${error.message}`);
}
moveIntoPlace();
console.log(`Built dist in ${((performance.now() - started) / 1000).toFixed(1)} s`);

/**
 * One build with shared chunks for all entries that are modules: whichever of them a program
 * imports, there is one RoomChatError and one of each registry.
 */
async function buildModules() {
  const entries = present({
    index: 'src/index.ts',
    'client/index': 'src/client/index.ts',
    'server/index': 'src/server/index.ts',
    'server/sqlite': 'src/server/store/sqlite/sqlite.ts',
    'server/sqlite-worker': 'src/server/store/sqlite/sqlite-worker.ts',
    'server/postgres': 'src/server/store/postgres/postgres.ts',
    'server/cli': 'src/server/cli.ts',
    ...(flags.has('--no-demo') ? {} : { 'demo/server': 'demo/server.ts' }),
  });
  await build({
    ...common,
    entryPoints: entries,
    outdir: out,
    format: 'esm',
    // The code of a chunk may say `new URL('./sqlite-worker.js', import.meta.url)`.
    chunkNames: 'server/shared-[hash]',
    splitting: true,
    platform: 'neutral',
    packages: 'external',
    external: ['node:*'],
    sourcemap: true,
  });
  if (entries['server/cli']) {
    const cli = join(out, 'server/cli.js');
    if (!readFileSync(cli, 'utf8').startsWith('#!')) throw new Error('src/server/cli.ts has no #! line');
    chmodSync(cli, 0o755);
  }
}

/** For script tags: everything inside but Phaser, which is already on the page. */
async function buildGlobal() {
  const entries = present({ global: 'src/global.ts' });
  if (!entries.global) return;
  await build({ ...common, entryPoints: entries, outdir: out, format: 'iife', platform: 'browser', minify: true, plugins: [phaserFromPage, pageClient] });
}

async function buildDemoPage() {
  const entries = present({ main: 'demo/main.ts' });
  const target = join(out, 'demo/public');
  mkdirSync(target, { recursive: true });
  for (const name of ['demo/index.html', 'demo/assets']) {
    if (existsSync(join(root, name))) cpSync(join(root, name), join(out, name.replace('demo/', 'demo/public/')), { recursive: true });
  }
  if (!entries.main) return;
  await build({ ...common, entryPoints: entries, outdir: target, format: 'esm', platform: 'browser', minify: true });
}

async function buildTypes() {
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  try {
    await promisify(execFile)(process.execPath, [tsc, '-p', 'tsconfig.build.json', '--outDir', out], { cwd: root });
  } catch (error) {
    if (partial) return console.log(`Left out: types, with errors:\n${error.stdout}`);
    throw new Error(`the types have errors:\n${error.stdout || error.message}`);
  }
}

/** The entries whose source exists. One that does not is an error, or under --partial a note. */
function present(entries) {
  return Object.fromEntries(Object.entries(entries).filter(([name, source]) => {
    if (existsSync(join(root, source))) return true;
    if (!partial) throw new Error(`${source} is missing`);
    console.log(`Left out: ${name}.js, as ${source} is missing`);
    return false;
  }));
}

function moveIntoPlace() {
  const dist = join(root, 'dist');
  const old = `${out}-old`;
  if (existsSync(dist)) renameSync(dist, old);
  renameSync(out, dist);
  rmSync(old, { recursive: true, force: true });
  for (const name of readdirSync(root)) {
    const pid = /^\.dist-(\d+)/.exec(name)?.[1];
    if (pid && !isRunning(Number(pid))) rmSync(join(root, name), { recursive: true, force: true });
  }
}

function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

function stop(sentence) {
  console.error(sentence);
  process.exit(1);
}
