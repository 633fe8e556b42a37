import { Client } from 'colyseus.js';
import { fromJoinRefusal, RoomChatError } from '../protocol/errors.js';
import { COLYSEUS_ROOM } from '../protocol/limits.js';
import type { ServerMessages, ServerMessageType } from '../protocol/wire.js';
import { abandonRoom, attempt, joinRoom, type ColyseusClientLike, type ColyseusRoomLike } from './colyseusRoom.js';
import type { Connector } from './connection.js';

/** How long a leave waits for the server to close the connection. */
const LEAVE_MS = 2_000;

export type { ColyseusClientLike, ColyseusRoomLike };

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
    async connect(request, listener, signal) {
      let room: ColyseusRoomLike;
      try {
        room = await (signal ? joinRoom(client, COLYSEUS_ROOM, request, signal) : client.joinOrCreate(COLYSEUS_ROOM, request));
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
          leaving = setTimeout(() => abandonRoom(room), LEAVE_MS);
        },
        drop() {
          if (!open) return;
          open = false;
          abandonRoom(room);
        },
      };
    },
  };
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
