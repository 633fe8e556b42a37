import { Client, type Room } from 'colyseus.js';
import type { WebSocket } from 'ws';

/** What a test wants to see of a connection that is not made by this package's client. */
export interface RawChat {
  readonly room: Room;
  readonly received: [string, unknown][];
  /** Resolves with the payload of the next message of that type, or of one that came already and was not taken. */
  next<T = unknown>(type: string): Promise<T>;
  readonly closed: Promise<number>;
}

/** Joins the chat as any Colyseus client could, with any options. */
export async function joinRaw(endpoint: string, options: unknown): Promise<RawChat> {
  const room = await new Client(endpoint).joinOrCreate('room_chat', options as object);
  const received: [string, unknown][] = [];
  const taken = new Set<unknown[]>();
  let onReceive = (): void => {};
  room.onError(() => {});
  const closed = new Promise<number>((resolve) => room.onLeave((code) => resolve(code)));
  room.onMessage('*', (type, message) => {
    received.push([String(type), message]);
    onReceive();
  });
  return {
    room,
    received,
    closed,
    async next<T>(type: string): Promise<T> {
      for (;;) {
        const found = received.find((entry) => entry[0] === type && !taken.has(entry));
        if (found) {
          taken.add(found);
          return found[1] as T;
        }
        await new Promise<void>((resolve) => {
          const before = onReceive;
          onReceive = () => {
            before();
            resolve();
          };
        });
      }
    },
  };
}

export const rawJoin = { protocol: 1, appId: 'test', roomName: 'raw', persistence: true, hidden: false, guest: { username: 'Mallory' } };

export function socketOf({ room }: RawChat): WebSocket {
  return (room.connection as unknown as { transport: { ws: WebSocket } }).transport.ws;
}
