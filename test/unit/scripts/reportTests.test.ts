import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';

const SCRIPT = join(import.meta.dirname, '..', '..', '..', 'scripts', 'report-tests.mjs');
const dir = mkdtempSync(join(tmpdir(), 'gametegra-report-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

function count(report: unknown, status: number): { line: string | undefined; code: number | null } {
  const file = join(dir, 'report.json');
  rmSync(file, { force: true });
  if (report !== undefined) writeFileSync(file, JSON.stringify(report));
  const ran = spawnSync(process.execPath, [SCRIPT, file, String(status)], { encoding: 'utf8' });
  return { line: ran.stdout.trimEnd().split('\n').at(-1), code: ran.status };
}

const green = { numPassedTests: 7, numFailedTests: 0, numPendingTests: 2, numTodoTests: 1, testResults: [] };

it('closes with the count of what ran', () => {
  expect(count(green, 0)).toEqual({ line: '7 passed, 0 failed, 3 skipped', code: 0 });
  expect(count({ ...green, numFailedTests: 2 }, 1)).toEqual({ line: '7 passed, 2 failed, 3 skipped', code: 1 });
});

it('fails where a file did not load, nothing ran, or the command failed otherwise', () => {
  const broken = { name: 'broken.test.ts', status: 'failed', assertionResults: [] };
  expect(count({ ...green, testResults: [broken] }, 1)).toEqual({ line: '7 passed, 1 failed, 3 skipped', code: 1 });
  expect(count({ ...green, numPassedTests: 0 }, 0)).toEqual({ line: '0 passed, 0 failed, 3 skipped', code: 1 });
  expect(count(green, 3)).toEqual({ line: '7 passed, 0 failed, 3 skipped', code: 3 });
  expect(count(undefined, 1)).toEqual({ line: '0 passed, 0 failed, 0 skipped', code: 1 });
});
