import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';
import { fileURLToPath } from 'node:url';

interface Settings {
  /** Projects run one after the other, in this order: the quick ones tell first. */
  order: number;
  /** Milliseconds for one test, and for one hook. */
  test: number;
  hook: number;
  /** Test files at the same time. */
  workers: number;
}

function project(name: string, settings: Settings): TestProjectInlineConfiguration {
  return {
    extends: true,
    test: {
      name,
      include: [`test/${name}/**/*.test.ts`],
      testTimeout: settings.test,
      hookTimeout: settings.hook,
      teardownTimeout: 20_000,
      maxWorkers: settings.workers,
      sequence: { groupOrder: settings.order },
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
    retry: 0,
    // A file that finds nothing to do is a broken test, an absent project is not.
    passWithNoTests: false,
    reporters: process.env.TEST_REPORT ? ['default', 'json'] : ['default'],
    ...(process.env.TEST_REPORT ? { outputFile: { json: process.env.TEST_REPORT } } : {}),
    projects: [
      project('unit', { order: 0, test: 10_000, hook: 10_000, workers: 3 }),
      project('contract', { order: 1, test: 30_000, hook: 60_000, workers: 2 }),
      project('integration', { order: 2, test: 60_000, hook: 120_000, workers: 2 }),
      project('package', { order: 3, test: 180_000, hook: 240_000, workers: 1 }),
      project('browser', { order: 4, test: 120_000, hook: 120_000, workers: 2 }),
    ],
  },
});
