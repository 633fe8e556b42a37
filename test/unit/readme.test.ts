import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { DEFAULT_TIMING } from '../../src/client/timing.js';
import { ERROR_CODES } from '../../src/protocol/errors.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const readme = readFileSync(join(root, 'README.md'), 'utf8');

describe('README', () => {
  it('E3 has a sentence for each error code, and no code that is not there', () => {
    const section = readme.slice(readme.indexOf('### Errors'), readme.indexOf('## The overlay'));
    const told = [...section.matchAll(/^\| `([a-z_]+)` \| (.+) \|$/gm)].map(([, code, sentence]) => ({ code, sentence: sentence ?? '' }));
    expect(told.map(({ code }) => code).sort()).toEqual(Object.keys(ERROR_CODES).sort());
    for (const { sentence } of told) expect(sentence).toMatch(/^[A-Z`].{20,}\.$/);
  });

  it('names the defaults of the timing as they are', () => {
    for (const [key, value] of Object.entries(DEFAULT_TIMING)) expect(readme).toContain(`\`${key}\` (${value.toLocaleString('en-US')})`);
  });

  it.each(['README.md', 'ARCHITECTURE.md', 'docs/operating.md'])('%s links and shows only files that exist', (name) => {
    const text = readFileSync(join(root, name), 'utf8');
    const targets = [...text.matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)].map(([, target]) => target ?? '');
    for (const target of targets) expect(existsSync(join(root, dirname(name), target)), target).toBe(true);
  });

  it('ARCHITECTURE.md names only files that exist', () => {
    const text = readFileSync(join(root, 'ARCHITECTURE.md'), 'utf8');
    const files = [...text.matchAll(/`((?:src\/)?(?:client|server|overlay|plugin|protocol)\/[\w./-]+\.ts)`/g)].map(([, file]) => (file ?? '').replace(/^src\//, ''));
    expect(files.length).toBeGreaterThan(20);
    for (const file of files) expect(existsSync(join(root, 'src', file)), file).toBe(true);
  });
});
