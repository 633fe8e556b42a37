import { colyseusConnector } from '../../src/client/colyseusConnector.js';
import { createFaultProxy } from '../helpers/faultProxy.js';
import { startServer } from '../helpers/server.js';
import { connectionContract } from './connectionContract.js';

connectionContract('over Colyseus', async ({ graceMs }) => {
  const { server, stop } = await startServer({ apps: ['test'], graceMs });
  const proxy = await createFaultProxy(server.port);
  let stopping: Promise<void> | null = null;
  return {
    service: server.service,
    connector: colyseusConnector(`ws://127.0.0.1:${proxy.port}`),
    flush: async () => {},
    cut: proxy.cut,
    stop: () => (stopping ??= proxy.close().then(stop)),
  };
});
