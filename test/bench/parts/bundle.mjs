import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { pageClient } from '../../../scripts/pageClient.mjs';
import { phaserFromPage } from '../../../scripts/phaserFromPage.mjs';
import { root } from '../lib/paths.mjs';

export const about = 'download size, minified and gzipped, KB of 1,000 bytes';

const BASELINES = {
  'nakama-js': `export { Client } from '@heroiclabs/nakama-js'`,
  '@ably/chat with ably': `export { ChatClient } from '@ably/chat'; export { Realtime } from 'ably'`,
  'stream-chat': `export { StreamChat } from 'stream-chat'`,
  'socket.io-client': `export { io } from 'socket.io-client'`,
  centrifuge: `export { Centrifuge } from 'centrifuge'`,
  'colyseus.js alone': `export { Client } from 'colyseus.js'`,
};

export async function run() {
  const client = `export { createGametegra } from './dist/client/index.js'`;
  const [plugin, alone, withTransport, onPage] = await Promise.all([
    bundle(`export * from './dist/index.js'`, { external: ['phaser', 'colyseus.js'] }),
    bundle(client, { external: ['colyseus.js'] }),
    bundle(client),
    bundle(client, { plugins: [pageClient] }),
  ]);
  const baselines = await Promise.all(Object.entries(BASELINES).map(async ([against, code]) => ({ against, baseline: await bundle(code, { resolveDir: join(root, 'test/bench') }) })));
  const beside = (name, ours) => baselines.map(({ against, baseline }) => ({ case: name, unit: 'KB', ours, baseline, against }));
  return {
    rows: [
      limit('plugin, without phaser and colyseus.js', plugin, 15),
      limit('script-tag file, all but phaser', kb(readFileSync(join(root, 'dist/global.js'))), 45),
      { case: 'client, without colyseus.js', unit: 'KB', ours: alone },
      ...beside('client with colyseus.js', withTransport),
      ...beside('client as in the script-tag file', onPage),
    ],
    notes: [`script-tag file, by part: ${await shares('src/global.ts')}`],
  };
}

function limit(name, ours, most) {
  return { case: name, unit: 'KB', ours, baseline: most, against: 'the limit', goal: '<= 1' };
}

const common = {
  absWorkingDir: root,
  bundle: true,
  minify: true,
  write: false,
  metafile: true,
  platform: 'browser',
  target: 'es2022',
  logLevel: 'error',
  define: { 'process.env.NODE_ENV': '"production"' },
};

async function bundle(code, { resolveDir = root, external = [], plugins = [] } = {}) {
  const { outputFiles } = await build({ ...common, stdin: { contents: code, resolveDir }, format: 'esm', external, plugins });
  return kb(outputFiles[0].contents);
}

/** What the script-tag file consists of, in minified bytes: our own sources by layer, the rest by package. */
async function shares(entry) {
  const { metafile } = await build({ ...common, entryPoints: [entry], format: 'iife', plugins: [phaserFromPage, pageClient] });
  const parts = {};
  let total = 0;
  for (const [file, { bytesInOutput }] of Object.entries(Object.values(metafile.outputs)[0].inputs)) {
    const part = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? /^src\/([^/.]+)\//.exec(file)?.[1] ?? 'entry';
    parts[part] = (parts[part] ?? 0) + bytesInOutput;
    total += bytesInOutput;
  }
  return Object.entries(parts).sort(([, a], [, b]) => b - a).map(([name, bytes]) => `${name} ${Math.round((bytes / total) * 100)} %`).join(', ');
}

function kb(bytes) {
  return gzipSync(bytes, { level: 9 }).length / 1_000;
}
