import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { RunningServer } from './cliRun.js';
import type { Config } from './config.js';
import { configToOptions } from './configToOptions.js';
import { createChatServer, type ChatServer } from './createChatServer.js';
import { guardHttp } from './ops/guardHttp.js';
import { createHttpRoutes } from './ops/httpRoutes.js';
import { createLog } from './ops/log.js';
import { createMetrics } from './ops/metrics.js';

/** Starts the server that the settings describe, with all that an operator expects around it. */
export async function serveConfig(config: Config): Promise<RunningServer> {
  const options = configToOptions(config, (path) => readFileSync(path, 'utf8'));
  const log = await createLog({ level: config.logLevel });
  const metrics = await createMetrics();
  let server: ChatServer | null = null;
  let draining = false;

  const onUnexpected = (error: unknown): void => {
    metrics.unexpectedError();
    log.error('an unexpected error', { error });
  };
  // The last line of defence: what nobody awaited must not end everyone's connection.
  process.on('unhandledRejection', onUnexpected);

  const routes = createHttpRoutes({
    ping: async () => server?.store.ping() ?? Promise.reject(new Error('not started')),
    isDraining: () => draining,
    metrics,
    ...(config.metricsToken !== undefined && { metricsToken: config.metricsToken }),
  });
  const http = createServer((_request, response) => response.writeHead(404, { 'content-type': 'text/plain' }).end('room chat: nothing here\n'));

  server = await createChatServer({
    ...options,
    http,
    onUnexpected,
    // Colyseus has put its listeners on by now, and nobody can connect yet.
    define: () => guardHttp(http, {
      routes,
      isDraining: () => draining,
      maxConnections: config.maxConnections,
      joins: { burst: config.joinBurst, perSecond: config.joinsPerSecond },
      trustProxy: config.trustProxy,
      onUnexpected,
      onRefused(code) {
        metrics.joinRefused(code);
        log.debug('a join was refused at the door', { code });
      },
    }),
  });
  const { address, port } = server;
  log.info('started', { port, store: config.postgres === undefined ? 'sqlite' : 'postgres', guests: config.guests });
  return {
    address,
    async close({ drainMs } = {}) {
      draining = true;
      log.info('draining', { drainMs });
      await server!.close(drainMs === undefined ? {} : { drainMs });
      metrics.close();
      process.off('unhandledRejection', onUnexpected);
      log.info('stopped');
    },
  };
}
