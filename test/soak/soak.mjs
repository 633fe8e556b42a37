// Bundles soakMain.ts and runs it: npm run soak -- --minutes 5 --clients 50 [--seed 1] [--faults 25]
import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

// As deep as the other tests, so that relative paths and packages are found from a bundle of the whole.
const bundle = fileURLToPath(new URL(`./.soak-${process.pid}.mjs`, import.meta.url));
try {
  await build({ entryPoints: [fileURLToPath(new URL('./soakMain.ts', import.meta.url))], outfile: bundle, bundle: true, platform: 'node', format: 'esm', target: 'node20', packages: 'external', logLevel: 'warning' });
  await import(bundle);
} finally {
  await rm(bundle, { force: true });
}
