import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';

const SCRIPT = join(import.meta.dirname, '..', '..', '..', 'scripts', 'ensure-installed.mjs');
const LOCK = {
  packages: {
    '': { version: '1.0.0' },
    'node_modules/a': { version: '1.2.3' },
    'node_modules/for-another-system': { version: '1.0.0', optional: true },
  },
};

// Stands in for npm: says how it was called, and leaves behind what an install leaves.
const NPM = `
const { mkdirSync, writeFileSync, copyFileSync, appendFileSync } = require('node:fs');
appendFileSync('calls', process.argv.slice(2).join(' ') + '\\n');
if (process.env.FAIL) process.exit(1);
mkdirSync('node_modules', { recursive: true });
copyFileSync('package-lock.json', 'node_modules/.package-lock.json');
`;

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'gametegra-install-'));
  mkdirSync(join(dir, 'scripts'));
  cpSync(SCRIPT, join(dir, 'scripts', 'ensure-installed.mjs'));
  writeFileSync(join(dir, 'npm.js'), NPM);
  lock(LOCK);
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

function lock(content: unknown): void {
  writeFileSync(join(dir, 'package-lock.json'), JSON.stringify(content));
}

function ensure(env: Record<string, string> = {}): { status: number | null; out: string; err: string; calls: number } {
  const ran = spawnSync(process.execPath, ['scripts/ensure-installed.mjs'], { cwd: dir, encoding: 'utf8', env: { ...process.env, npm_execpath: join(dir, 'npm.js'), ...env } });
  const calls = existsSync(join(dir, 'calls')) ? readFileSync(join(dir, 'calls'), 'utf8').trim().split('\n') : [];
  expect(calls.every((call) => call.startsWith('ci ') && call.includes('--include=dev'))).toBe(true);
  return { status: ran.status, out: ran.stdout, err: ran.stderr, calls: calls.length };
}

it('installs what is missing, and is silent from then on', () => {
  expect(ensure()).toMatchObject({ status: 0, out: expect.stringMatching(/^Installing/), calls: 1 });
  expect(ensure()).toEqual({ status: 0, out: '', err: '', calls: 1 });
});

it('installs again when the lock file asks for another version', () => {
  ensure();
  lock({ packages: { ...LOCK.packages, 'node_modules/a': { version: '1.2.4' } } });
  expect(ensure()).toMatchObject({ status: 0, calls: 2 });
  expect(ensure()).toMatchObject({ status: 0, out: '', calls: 2 });
});

it('installs again after an install that was interrupted', () => {
  mkdirSync(join(dir, 'node_modules', 'a'), { recursive: true });
  expect(ensure()).toMatchObject({ status: 0, calls: 1 });
});

it('asks for no package that this system cannot have', () => {
  ensure();
  writeFileSync(join(dir, 'node_modules', '.package-lock.json'), JSON.stringify({ packages: { 'node_modules/a': { version: '1.2.3' } } }));
  expect(ensure()).toMatchObject({ status: 0, out: '', calls: 1 });
});

it('says in one sentence that npm failed', () => {
  const { status, err } = ensure({ FAIL: '1' });
  expect(status).toBe(1);
  expect(err.trim()).toMatch(/^unable to install the dependencies; `npm ci` failed, .*; check the network[^\n]*$/);
});

it('says in one sentence that the lock file is broken', () => {
  writeFileSync(join(dir, 'package-lock.json'), '{');
  const { status, err } = ensure();
  expect(status).toBe(1);
  expect(err.trim()).toMatch(/^unable to install; package-lock.json is missing or broken; [^\n]*$/);
});
