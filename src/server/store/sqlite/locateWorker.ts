import { fileURLToPath } from 'node:url';

/**
 * Where the code of the database's thread lies. Built, it is the file `sqlite-worker.js` beside the one that
 * this code was bundled into. Run from its TypeScript sources (only the project's own tests do), there is no such
 * file, and a thread loads no TypeScript: it is bundled on the spot and handed over as a `data:` address. Such a
 * module can import nothing but built-in modules, so the driver is looked up from `driverBase` instead.
 */
export async function locateWorker(here: string): Promise<URL> {
  if (!here.endsWith('.ts')) return new URL('./sqlite-worker.js', here);
  // A name in a variable, so that bundlers of the published code do not look for the tool.
  const tool = 'esbuild';
  const { build } = (await import(/* @vite-ignore */ tool)) as typeof import('esbuild');
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('./sqlite-worker.ts', here))],
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    write: false,
  });
  return new URL(`data:text/javascript;base64,${Buffer.from(outputFiles[0]!.contents).toString('base64')}`);
}
