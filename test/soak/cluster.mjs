// Bundles clusterSoak.ts and runs it: npm run soak:cluster [-- --clients 300 --seconds 60]
import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

// Beside its source, and as deep as the other tests, so that relative paths and packages are found.
const bundle = fileURLToPath(new URL(`./.run-${process.pid}.mjs`, import.meta.url));
try {
  await build({ entryPoints: [fileURLToPath(new URL('./clusterSoak.ts', import.meta.url))], outfile: bundle, bundle: true, platform: 'node', format: 'esm', target: 'node20', packages: 'external', logLevel: 'warning' });
  await import(bundle);
} finally {
  await rm(bundle, { force: true });
}
