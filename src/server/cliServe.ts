import { readFileSync } from 'node:fs';
import type { RunningServer } from './cliRun.js';
import type { Config } from './config.js';
import { configToOptions } from './configToOptions.js';
import { createChatServer } from './createChatServer.js';
import { createProfanityFilter } from './moderation/profanityFilter.js';
import { createLog } from './ops/log.js';

/** Starts the server that the settings describe, with all that an operator expects around it. */
export async function serveConfig(config: Config): Promise<RunningServer> {
  const options = configToOptions(config, (path) => readFileSync(path, 'utf8'));
  const onMessage = config.profanity === 'off' ? undefined : await createProfanityFilter({ mode: config.profanity });
  const log = await createLog({ level: config.logLevel });
  // The last line of defence: what nobody awaited must not end everyone's connection.
  const onRejection = (error: unknown): void => log.error('a promise was rejected and nobody waited for it', { error });
  process.on('unhandledRejection', onRejection);

  try {
    const server = await createChatServer({ ...options, log, ...(onMessage && { onMessage }) });
    log.info('started', { port: server.port, store: config.postgres === undefined ? 'sqlite' : 'postgres', shared: config.redis !== undefined, guests: config.guests });
    return {
      address: server.address,
      async close({ drainMs } = {}) {
        log.info('draining', { drainMs });
        await server.close(drainMs === undefined ? {} : { drainMs });
        process.off('unhandledRejection', onRejection);
        log.info('stopped');
      },
    };
  } catch (error) {
    process.off('unhandledRejection', onRejection);
    throw error;
  }
}
