import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
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
  const plugin = `export * from './dist/index.js'`;
  const client = `export * from './dist/client/index.js'`;
  const alone = await bundle(plugin, root, ['phaser', 'colyseus.js']);
  const whole = await bundle(client, root, []);
  const rows = [
    limit('plugin, without phaser and colyseus.js', alone.kb, 15),
    limit('script-tag build, all but phaser', kb(readFileSync(join(root, 'dist/global.js'))), 45),
  ];
  for (const [against, code] of Object.entries(BASELINES)) {
    const { kb: baseline } = await bundle(code, join(root, 'test/bench'), []);
    rows.push({ case: 'client with its transport', unit: 'KB', ours: whole.kb, baseline, against });
  }
  return { rows, notes: [`plugin, by part: ${shares(alone.parts)}`, `all but phaser, by part: ${shares((await bundle(plugin, root, ['phaser'])).parts)}`] };
}

function limit(name, ours, most) {
  return { case: name, unit: 'KB', ours, baseline: most, against: 'the limit', goal: '<= 1' };
}

async function bundle(code, resolveDir, external) {
  const result = await build({
    stdin: { contents: code, resolveDir },
    absWorkingDir: root,
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    external,
    logLevel: 'error',
    define: { 'process.env.NODE_ENV': '"production"' },
  });
  const [output] = Object.values(result.metafile.outputs);
  const parts = {};
  for (const [file, { bytesInOutput }] of Object.entries(output.inputs)) {
    for (const [origin, bytes] of originsOf(file, bytesInOutput)) parts[origin] = (parts[origin] ?? 0) + bytes;
  }
  return { kb: kb(result.outputFiles[0].contents), parts };
}

/** The package that a bundled file is of; our own chunks by the layers that they were made of. */
function originsOf(file, bytes) {
  const name = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1];
  if (name) return [[name, bytes]];
  const map = join(root, `${file}.map`);
  if (!existsSync(map)) return [['own', bytes]];
  const { sources, sourcesContent } = JSON.parse(readFileSync(map, 'utf8'));
  const total = sourcesContent.reduce((sum, text) => sum + text.length, 0) || 1;
  return sources.map((source, index) => [`own ${/src\/([^/]+)\//.exec(source)?.[1] ?? 'entry'}`, (bytes * sourcesContent[index].length) / total]);
}

function shares(parts) {
  const total = Object.values(parts).reduce((sum, bytes) => sum + bytes, 0);
  return Object.entries(parts).sort(([, a], [, b]) => b - a).slice(0, 8).map(([name, bytes]) => `${name} ${Math.round((bytes / total) * 100)} %`).join(', ');
}

function kb(bytes) {
  return gzipSync(bytes, { level: 9 }).length / 1_000;
}
