import { mkdir, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

export interface ProcessBundle {
  path(name: string): string;
  remove(): Promise<void>;
}

/** Makes TypeScript files of this folder runnable as processes of their own, with the database's thread beside them. */
export async function bundleForProcess(scripts: Record<string, string>): Promise<ProcessBundle> {
  const source = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
  // Below the project, so that the bundle finds the packages it imports.
  const folder = source(`../../node_modules/.cache/room-chat/store-${process.pid}-${Math.random().toString(36).slice(2)}`);
  await mkdir(folder, { recursive: true });
  await writeFile(`${folder}/package.json`, '{ "type": "module" }');
  await build({
    entryPoints: {
      ...Object.fromEntries(Object.entries(scripts).map(([name, path]) => [name, source(path)])),
      'sqlite-worker': source('../../src/server/store/sqlite/sqlite-worker.ts'),
    },
    outdir: folder,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
  });
  return {
    path: (name) => `${folder}/${name}.js`,
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
