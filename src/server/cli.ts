#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { runCli } from './cliRun.js';

// One process, one server: the rest of the command knows neither process nor console, so that tests can run it.
await runCli({
  argv: process.argv.slice(2),
  environment: process.env,
  version: () => (JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }).version,
  out: (line) => console.log(line),
  err: (line) => console.error(line),
  exit: (code) => process.exit(code),
  onSignal: (signal, handler) => process.on(signal, handler),
  setTimeout: (callback, ms) => setTimeout(callback, ms).unref(),
  // Loaded late: `--help` and a mistyped option need no server package.
  openStore: async (store) => (await import('./openStore.js')).openExistingStore(store),
  startServer: async (config) => (await import('./cliServe.js')).serveConfig(config),
});
