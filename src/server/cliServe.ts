import { readFileSync } from 'node:fs';
import type { RunningServer } from './cliRun.js';
import type { Config } from './config.js';
import { configToOptions } from './configToOptions.js';
import { createChatServer } from './createChatServer.js';
import { createLog } from './ops/log.js';

/** Starts the server that the settings describe, with all that an operator expects around it. */
export async function serveConfig(config: Config): Promise<RunningServer> {
  const options = configToOptions(config, (path) => readFileSync(path, 'utf8'));
  const log = await createLog({ level: config.logLevel });
  // The last line of defence: what nobody awaited must not end everyone's connection.
  process.on('unhandledRejection', (error) => log.error('a promise was rejected and nobody waited for it', { error }));

  const server = await createChatServer({ ...options, log });
  log.info('started', { port: server.port, store: config.postgres === undefined ? 'sqlite' : 'postgres', guests: config.guests });
  return {
    address: server.address,
    async close({ drainMs } = {}) {
      log.info('draining', { drainMs });
      await server.close(drainMs === undefined ? {} : { drainMs });
      log.info('stopped');
    },
  };
}
