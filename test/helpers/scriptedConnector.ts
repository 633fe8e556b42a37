import type { Connection, ConnectionListener, Connector } from '../../src/client/connection.js';
import type { RoomChatError } from '../../src/protocol/errors.js';
import type { Presence } from '../../src/protocol/messages.js';
import type { ClientMessages, ClientMessageType, JoinRequest, ServerMessages, ServerMessageType, Snapshot, WireMessage } from '../../src/protocol/wire.js';
import { settle } from './manualClock.js';

/** One connection that the client asked for; the test plays the server. */
export interface ScriptedConnection {
  readonly request: JoinRequest;
  readonly sent: [ClientMessageType, never][];
  readonly closed: ('close' | 'drop')[];
  say<T extends ServerMessageType>(type: T, payload: ServerMessages[T]): Promise<void>;
  welcome(snapshot?: Partial<Snapshot>): Promise<void>;
  refuse(error: RoomChatError): Promise<void>;
  lose(): Promise<void>;
  /** The client ids of the sends that came. */
  readonly sends: string[];
}

export interface ScriptedConnector extends Connector {
  readonly connections: ScriptedConnection[];
}

export const ada: Presence = { userId: 'u1', username: 'Ada' };

export function textOf(seq: number, clientId: string | null = null): WireMessage {
  return [seq, 'u2', 'Bob', `text ${seq}`, 1_775_037_600_000 + seq, clientId];
}

/** A server of lines written in the test. */
export function createScriptedConnector(): ScriptedConnector {
  const connections: ScriptedConnection[] = [];
  return {
    connections,
    connect: (request: JoinRequest, listener: ConnectionListener) =>
      new Promise<Connection>((resolve, reject) => {
        const sent: [ClientMessageType, never][] = [];
        const closed: ('close' | 'drop')[] = [];
        let open = false;
        const say: ScriptedConnection['say'] = async (type, payload) => {
          if (!open) {
            open = true;
            resolve({
              send: (kind, body) => void sent.push([kind, body as never]),
              close: () => void closed.push('close'),
              drop: () => void closed.push('drop'),
            });
          }
          listener.message(type, payload);
          await settle();
        };
        connections.push({
          request, sent, closed, say,
          welcome: (snapshot = {}) =>
            say('snapshot', {
              channelId: '2...test_lobby', epoch: 'e1', head: 0, user: ada, presences: [ada], count: 1,
              recent: { messages: [], nextCursor: null, prevCursor: null }, heartbeatMs: 5_000, ...snapshot,
            }),
          async refuse(error) {
            reject(error);
            await settle();
          },
          async lose() {
            listener.closed();
            await settle();
          },
          get sends() {
            return sent.filter(([type]) => type === 'send').map(([, body]) => (body as ClientMessages['send']).clientId);
          },
        });
      }),
  };
}
