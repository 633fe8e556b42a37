import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { root } from './paths.mjs';

/** Loads a TypeScript file of the tests' helpers, for the one thing that both need. */
export async function importTs(file) {
  const outfile = join(root, 'node_modules', '.cache', 'bench', file.replaceAll('/', '-').replace(/\.ts$/, '.mjs'));
  await build({ entryPoints: [join(root, file)], outfile, bundle: true, platform: 'node', format: 'esm', packages: 'external', plugins: [keepDirname], logLevel: 'error' });
  return import(pathToFileURL(outfile).href);
}

/** In a bundle a file still knows its own folder. */
const keepDirname = {
  name: 'keep-dirname',
  setup({ onLoad }) {
    onLoad({ filter: /\.ts$/ }, async ({ path }) => ({
      contents: (await readFile(path, 'utf8')).replaceAll('import.meta.dirname', JSON.stringify(dirname(path))),
      loader: 'ts',
    }));
  },
};
