import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';
import { fileURLToPath } from 'node:url';

interface Timing {
  /** Milliseconds for one test, and for one hook. */
  test: number;
  hook: number;
  /** Test files at the same time. */
  workers?: number;
}

function project(name: string, timing: Timing): TestProjectInlineConfiguration {
  return {
    extends: true,
    test: {
      name,
      include: [`test/${name}/**/*.test.ts`],
      testTimeout: timing.test,
      hookTimeout: timing.hook,
      teardownTimeout: 20_000,
      ...(timing.workers === undefined ? {} : { maxWorkers: timing.workers }),
    },
  };
}

export default defineConfig({
  resolve: {
    alias: {
      // Phaser's package entry is its CommonJS source, which does not load in Node; its built file does.
      phaser: fileURLToPath(new URL('./node_modules/phaser/dist/phaser.js', import.meta.url)),
    },
  },
  test: {
    environment: 'node',
    pool: 'forks',
    maxWorkers: 3,
    retry: 0,
    // A file that finds nothing to do is a broken test, an absent project is not.
    passWithNoTests: false,
    reporters: process.env.TEST_REPORT ? ['default', 'json'] : ['default'],
    ...(process.env.TEST_REPORT ? { outputFile: { json: process.env.TEST_REPORT } } : {}),
    projects: [
      project('unit', { test: 10_000, hook: 10_000 }),
      project('contract', { test: 30_000, hook: 60_000 }),
      project('integration', { test: 60_000, hook: 120_000 }),
      project('browser', { test: 120_000, hook: 120_000, workers: 2 }),
      project('package', { test: 180_000, hook: 240_000, workers: 1 }),
    ],
  },
});
