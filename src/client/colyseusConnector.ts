import { Client } from 'colyseus.js';
import { fromJoinRefusal, RoomChatError } from '../protocol/errors.js';
import { COLYSEUS_ROOM } from '../protocol/limits.js';
import type { ServerMessages, ServerMessageType } from '../protocol/wire.js';
import type { Connector } from './connection.js';

/** How long a leave waits for the server to close the connection. */
const LEAVE_MS = 2_000;

/** The parts of a Colyseus client that chat needs; those of 0.16, 0.17 and 0.18 have them alike. */
export interface ColyseusClientLike {
  joinOrCreate(roomName: string, options?: unknown): Promise<ColyseusRoomLike>;
}

export interface ColyseusRoomLike {
  send(type: string, message?: unknown): void;
  onMessage(type: '*', callback: (type: string | number, message: unknown) => void): unknown;
  onLeave(callback: (code: number, reason?: string) => void): unknown;
  onError(callback: (code: number, message?: string) => void): unknown;
  leave(consented?: boolean): unknown;
  /** 0.17 and later reconnect by themselves; chat has its own way. */
  reconnection?: { enabled: boolean };
}

export function colyseusConnector(clientOrEndpoint: ColyseusClientLike | string): Connector {
  let client: ColyseusClientLike;
  const where = typeof clientOrEndpoint === 'string' ? ` at ${clientOrEndpoint}` : '';
  if (typeof clientOrEndpoint === 'string') {
    // Without the check "localhost:2567" would be an address with the scheme "localhost".
    if (!/^((ws|http)s?:\/\/[^/]|\/)/i.test(clientOrEndpoint)) throw noAddress(clientOrEndpoint);
    try {
      client = new Client(clientOrEndpoint);
    } catch (cause) {
      throw noAddress(clientOrEndpoint, cause);
    }
  } else {
    client = clientOrEndpoint;
  }

  return {
    async connect(request, listener) {
      let room: ColyseusRoomLike;
      try {
        room = await client.joinOrCreate(COLYSEUS_ROOM, request);
      } catch (error) {
        throw toChatError(error, where);
      }
      if (room.reconnection) room.reconnection.enabled = false;
      let open = true;
      /** Runs while a leave on purpose waits for the server's answer. */
      let leaving: ReturnType<typeof setTimeout> | undefined;
      room.onMessage('*', (type, message) => {
        if (open) listener.message(type as ServerMessageType, message as ServerMessages[ServerMessageType]);
      });
      // Without a listener some versions throw; what matters of it comes as onLeave.
      room.onError(() => {});
      room.onLeave(() => {
        clearTimeout(leaving);
        if (!open) return;
        open = false;
        listener.closed();
      });
      return {
        send: (type, payload) => room.send(type, payload),
        close() {
          if (!open) return;
          open = false;
          attempt(() => room.leave(true));
          // Over a dead connection the leave never arrives, and nobody else would close the socket.
          leaving = setTimeout(() => abandon(room), LEAVE_MS);
        },
        drop() {
          if (!open) return;
          open = false;
          abandon(room);
        },
      };
    },
  };
}

/** Closes the socket without a leave. In Node `terminate` does it at once, where a close would wait for a dead peer. */
function abandon(room: ColyseusRoomLike): void {
  const { ws } = (room as { connection?: { transport?: { ws?: { terminate?(): void } } } }).connection?.transport ?? {};
  attempt(() => (ws?.terminate ? ws.terminate() : room.leave(false)));
}

/** What is gone already rejects or throws; it is closed either way. */
function attempt(action: () => unknown): void {
  try {
    void Promise.resolve(action()).catch(() => {});
  } catch {}
}

function noAddress(endpoint: string, cause?: unknown): RoomChatError {
  return new RoomChatError('invalid_option', `unable to use the endpoint "${endpoint}"; it is no address; give one like ws://localhost:2567`, { cause });
}

function toChatError(error: unknown, where: string): RoomChatError {
  const text = error instanceof Error ? error.message : String(error);
  if (text.includes(`"${COLYSEUS_ROOM}" not defined`)) {
    return new RoomChatError('unavailable', 'unable to reach the chat server; the Colyseus server there has no room chat; call addRoomChat(gameServer, …) before it listens', { cause: error });
  }
  return fromJoinRefusal(text) ?? new RoomChatError('unavailable', `unable to reach the chat server${where}; nothing there answers as one; see that it runs and that the endpoint is right`, { cause: error });
}
