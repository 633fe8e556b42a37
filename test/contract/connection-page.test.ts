import { afterAll, beforeAll, vi } from 'vitest';
import { colyseusConnector } from '../../src/client/colyseusConnector.js';
import { PageClient } from '../../src/page/PageClient.js';
import { createFaultProxy } from '../helpers/faultProxy.js';
import { PageSocket } from '../helpers/pageSocket.js';
import { startServer } from '../helpers/server.js';
import { connectionContract } from './connectionContract.js';

beforeAll(() => void vi.stubGlobal('WebSocket', PageSocket));
afterAll(() => void vi.unstubAllGlobals());

connectionContract('of the script-tag file', async ({ graceMs }) => {
  const { server, stop } = await startServer({ apps: ['test'], graceMs });
  const proxy = await createFaultProxy(server.port);
  let stopping: Promise<void> | null = null;
  return {
    service: server.service,
    connector: colyseusConnector(new PageClient(`ws://127.0.0.1:${proxy.port}`)),
    flush: async () => {},
    cut: proxy.cut,
    stop: () => (stopping ??= proxy.close().then(stop)),
  };
});
