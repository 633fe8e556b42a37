import { build, type BuildOptions } from 'esbuild';

/** Bundles TypeScript for a page, with all it imports; `phaser` picks the engine's version by its name in node_modules. */
export async function bundle(
  code: string,
  options: { resolveDir: string; phaser?: 'phaser' | 'phaser380' | 'phaser40' | 'phaser42' } & BuildOptions,
): Promise<string> {
  const { resolveDir, phaser = 'phaser', ...rest } = options;
  const result = await build({
    stdin: { contents: code, resolveDir, loader: 'ts', sourcefile: 'page.ts' },
    bundle: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    logLevel: 'silent',
    ...rest,
    alias: { phaser, ...rest.alias },
    write: false,
  });
  const output = result.outputFiles[0];
  if (!output) throw new Error('esbuild made no file');
  return output.text;
}
