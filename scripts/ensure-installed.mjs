// Installs the dependencies where they are missing or not those of package-lock.json.
//   node scripts/ensure-installed.mjs [folder]
// Runs before anything is installed: plain Node, no imports but its own.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', process.argv[2] ?? '');

checkNode();
if (!isInstalled()) install();

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  stop(`unable to start; Node ${process.versions.node} is too old; use Node 20.19 or later`);
}

/** Compares what npm says it installed with what the lock file asks for. */
function isInstalled() {
  const wanted = packagesOf('package-lock.json');
  // npm writes this file last, so an interrupted install has none.
  const present = packagesOf('node_modules/.package-lock.json');
  if (!wanted) stop('unable to install; package-lock.json is missing or broken; get it from the repository again');
  if (!present) return false;
  for (const [path, { version, optional, devOptional, peer, link }] of Object.entries(wanted)) {
    if (path === '' || link || optional || devOptional || peer) continue;
    if (present[path]?.version !== version) return false;
  }
  return true;
}

function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(join(root, file), 'utf8')).packages;
  } catch {
    return undefined;
  }
}

function install() {
  console.log('Installing dependencies (only the first time and when they changed) ...');
  const args = ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
  const npm = process.env.npm_execpath;
  const result = npm?.endsWith('.js')
    ? spawnSync(process.execPath, [npm, ...args], { cwd: root, stdio: 'inherit' })
    : spawnSync('npm', args, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' });
  if (result.status === 0) return;
  stop('unable to install the dependencies; `npm ci` failed, see above; check the network and npm\'s registry and proxy settings, then try again');
}

function stop(sentence) {
  console.error(sentence);
  process.exit(1);
}
