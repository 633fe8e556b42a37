import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cycles, importGraph, importsOf, readSources, type Sources } from '../helpers/importGraph.js';

const ROOT = join(import.meta.dirname, '..', '..');

/** Which layers a layer may import. The server stands apart: it shares the protocol and nothing else. */
const MAY_IMPORT: Record<string, string[]> = {
  entry: ['plugin', 'overlay', 'client', 'protocol'],
  plugin: ['overlay', 'client', 'protocol'],
  overlay: ['client', 'protocol'],
  client: ['protocol'],
  page: ['client', 'protocol'],
  protocol: [],
  server: ['protocol'],
};

const PACKAGES: Record<string, RegExp> = {
  entry: /^phaser$/,
  plugin: /^phaser$/,
  overlay: /^phaser$/,
  client: /^(mitt|colyseus\.js)$/,
  page: /^$/,
  protocol: /^$/,
  server: /^(?!phaser$|colyseus\.js$|mitt$)/,
};

const DATABASES = /^(pg|node:sqlite|@photostructure\/sqlite|better-sqlite3)$/;

function layerOf(file: string): string {
  const [, folder = '', rest] = file.split('/');
  if (rest === undefined) return 'entry';
  return folder;
}

/** Every breach of the house's order, as a sentence. */
function breaches(sources: Sources): string[] {
  const graph = importGraph(sources);
  const found = graph.dangling.map((edge) => `leads nowhere: ${edge}`);
  for (const [file, targets] of Object.entries(graph.files)) {
    const layer = layerOf(file);
    if (!MAY_IMPORT[layer]) found.push(`of no layer: ${file}`);
    for (const target of targets) {
      const other = layerOf(target);
      if (other !== layer && !MAY_IMPORT[layer]?.includes(other)) found.push(`against the direction: ${file} -> ${target}`);
      // The room code knows a ChatStore; only entries and the store itself know which one.
      if (/\/store\/(sqlite|postgres)\//.test(target) && !/\/store\/|\/server\/(cli|createChatServer|createStore|openStore)\.ts$|\/cli\//.test(file)) {
        found.push(`room code knows a database: ${file} -> ${target}`);
      }
    }
    for (const name of graph.packages[file] ?? []) {
      if (!PACKAGES[layer]?.test(name)) found.push(`a package of another layer: ${file} -> ${name}`);
      if (layer === 'server' && DATABASES.test(name) && !file.includes('/store/')) found.push(`room code knows a database: ${file} -> ${name}`);
    }
  }
  const transports = Object.keys(graph.packages).filter((file) => file.startsWith('src/client/') && graph.packages[file]?.includes('colyseus.js'));
  if (transports.length > 1) found.push(`more than one file knows the transport: ${transports.join(', ')}`);
  return [...found, ...cycles(graph.files).map((ring) => `a cycle: ${ring}`)];
}

describe('the source', () => {
  const sources = readSources(ROOT, 'src');

  it('imports along the layers only, without a cycle', () => {
    expect(Object.keys(sources).length).toBeGreaterThan(10);
    expect(breaches(sources)).toEqual([]);
  });

  it('has no import that the check cannot read', () => {
    for (const [file, source] of Object.entries(sources)) {
      const statements = source.match(/^(?:import\b|export\b.*\bfrom\b).*$/gm) ?? [];
      expect(importsOf(source).length, file).toBeGreaterThanOrEqual(new Set(statements.map((line) => /['"]([^'"]+)['"];?$/.exec(line)?.[1]).filter(Boolean)).size);
    }
  });

  it('keeps the client and the protocol free of the DOM and of Node', () => {
    // Compiled with nothing but the language and the few globals that every runtime has.
    const tsc = spawnSync(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.client.json'], { cwd: ROOT, encoding: 'utf8' });
    expect(tsc.stdout).toBe('');
    expect(tsc.status).toBe(0);
  });
});

describe('the check itself', () => {
  const good: Sources = {
    'src/index.ts': `export { play } from './plugin/play.js';`,
    'src/plugin/play.ts': `import * as Phaser from 'phaser';\nimport { join } from '../client/join.js';\nexport const play = () => join(Phaser);`,
    'src/client/join.ts': `import mitt from 'mitt';\nimport type {\n  Name,\n} from '../protocol/name.js';\nexport const join = (n: unknown) => [mitt, n as Name];`,
    'src/client/transport.ts': `import { Client } from 'colyseus.js';\nexport { Client };`,
    'src/protocol/name.ts': `// import { x } from '../server/room.js'\nexport type Name = string;`,
    'src/server/room.ts': `import type { Name } from '../protocol/name.js';\nexport type Room = Name;`,
    'src/server/cli.ts': `import { open } from './store/sqlite/sqlite.js';\nopen();`,
    'src/server/store/sqlite/sqlite.ts': `import 'node:sqlite';\nexport const open = () => 1;`,
  };

  it('accepts what is in order', () => expect(breaches(good)).toEqual([]));

  it.each([
    ['against the direction', 'src/protocol/name.ts', `export * from '../client/join.js';`],
    ['against the direction', 'src/client/join.ts', `import type { Room } from '../server/room.js';`],
    ['against the direction', 'src/server/room.ts', `const later = await import('../client/join.js');`],
    ['against the direction', 'src/client/join.ts', `import {\n  play,\n} from '../plugin/play.js';`],
    ['against the direction', 'src/client/join.ts', `type R = import('../server/room.js').Room;`],
    ['a package of another layer', 'src/client/join.ts', `import * as Phaser from 'phaser';`],
    ['a package of another layer', 'src/protocol/name.ts', `import 'node:fs';`],
    ['a package of another layer', 'src/server/room.ts', `import { Client } from 'colyseus.js';`],
    ['more than one file knows the transport', 'src/client/join.ts', `import { Client } from 'colyseus.js';`],
    ['room code knows a database', 'src/server/room.ts', `import { open } from './store/sqlite/sqlite.js';`],
    ['room code knows a database', 'src/server/room.ts', `import pg from 'pg';`],
    ['leads nowhere', 'src/server/room.ts', `import './gone.js';`],
    ['of no layer', 'src/misc/tool.ts', `export {};`],
  ])('reports %s in %s: %s', (what, file, source) => {
    expect(breaches({ ...good, [file]: source })).toContainEqual(expect.stringMatching(new RegExp(`^${what}: `)));
  });

  it('reports a cycle, with the way around', () => {
    const sources = { 'src/protocol/a.ts': `import './b.js';`, 'src/protocol/b.ts': `export * from './c.js';`, 'src/protocol/c.ts': `import type { A } from './a.js';` };
    expect(breaches(sources)).toEqual(['a cycle: src/protocol/a.ts -> src/protocol/b.ts -> src/protocol/c.ts -> src/protocol/a.ts']);
  });
});
