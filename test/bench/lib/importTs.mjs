import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { root } from './paths.mjs';

/** Loads a TypeScript file of the tests' helpers, for the one thing that both need. */
export async function importTs(file) {
  const outfile = join(root, 'node_modules', '.cache', 'bench', file.replaceAll('/', '-').replace(/\.ts$/, '.mjs'));
  await build({ entryPoints: [join(root, file)], outfile, bundle: true, platform: 'node', format: 'esm', packages: 'external', logLevel: 'error' });
  return import(pathToFileURL(outfile).href);
}
