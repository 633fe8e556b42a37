import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CONFIG_KEYS, configTable, flagOf, variableOf } from '../../../src/server/config.js';
import { parseCommand } from '../../../src/server/configParse.js';
import { METRICS } from '../../../src/server/ops/metrics.js';

const docs = readFileSync(new URL('../../../docs/operating.md', import.meta.url), 'utf8');
const flags = CONFIG_KEYS.map(flagOf);
const variables = CONFIG_KEYS.map(variableOf);

describe('docs/operating.md', () => {
  it('has the table of settings as it is', () => {
    const table = docs.slice(docs.indexOf('-->', docs.indexOf('<!-- settings:')) + 3, docs.indexOf('<!-- /settings -->')).trim();
    expect(table).toBe(configTable());
  });

  it('names no flag and no variable that does not exist', () => {
    const known = new Set([...flags, '--help', '--version', '--no-guests', '--no-open-matches']);
    const shell = /```(?:dockerfile|sh|ini|nginx)[\s\S]*?```/g;
    for (const [flag] of docs.replace(shell, '').matchAll(/(?<![\w-])--[a-z][a-z-]+/g)) expect(known, flag).toContain(flag);
    for (const [name] of docs.matchAll(/ROOM_CHAT_[A-Z_]+[A-Z]/g)) expect(variables, name).toContain(name);
  });

  it('gives commands that the server takes', () => {
    for (const [, rest] of docs.matchAll(/npx gametegra-room-chat ([^|>\n]*)/g)) expect(parseCommand(rest!.trim().split(' '), {}).command).toBe(rest!.split(' ')[0]);
  });

  it('lists every metric', () => {
    const listed = [...docs.matchAll(/^\| `(room_chat_\w+)/gm)].map(([, name]) => name);
    expect(listed).toEqual(Object.keys(METRICS));
  });
});
