// A server process of a cluster, for tests: the settings come as JSON, orders over the channel to the parent.
import { Room, type Client } from '@colyseus/core';
import { bindMatchChat, createChatServer, type ChatServerOptions } from '../../src/server/index.js';
import { createLog } from '../../src/server/ops/log.js';

export interface ClusterServerSettings extends Pick<ChatServerOptions, 'port' | 'redis' | 'publicAddress' | 'graceMs' | 'heartbeatMs' | 'openMatches'> {
  store: string;
}

export type ClusterOrder = { order: 'kick'; appId: string; roomName: string; userId: string } | { order: 'delete'; appId: string; roomName: string; seq: number } | { order: 'stop' };

/** A game's match room: it kicks whom it is told to. */
class MatchRoom extends Room {
  override onCreate(options: { matchId?: string }): void {
    bindMatchChat(this, options.matchId === undefined ? {} : { matchId: options.matchId });
    this.onMessage('kick', (_client, sessionId: string) => this.clients.find((client: Client) => client.sessionId === sessionId)?.leave(4100));
    this.onMessage('close', () => void this.disconnect());
  }
}

const settings = JSON.parse(process.argv[2]!) as ClusterServerSettings;
const server = await createChatServer({
  ...settings,
  host: '127.0.0.1',
  guests: true,
  rate: { burst: 1_000, perSecond: 1_000 },
  guard: { joins: { burst: 10_000, perSecond: 10_000 } },
  log: await createLog({ level: 'info' }),
  define: (gameServer) => void gameServer.define('match', MatchRoom),
});

process.on('message', ({ id, ...order }: ClusterOrder & { id: number }) => {
  void carryOut(order as ClusterOrder).then(
    () => process.send?.({ id }),
    (error: Error) => process.send?.({ id, error: error.message }),
  );
});

async function carryOut(message: ClusterOrder): Promise<void> {
  if (message.order === 'stop') return server.close({ drainMs: 3_000 });
  const { order, appId, roomName, ...rest } = message;
  await server.service.moderate({ appId, roomName }, { action: order, ...rest } as never);
}

process.send?.({ ready: true });
