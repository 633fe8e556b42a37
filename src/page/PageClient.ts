import type { ColyseusClientLike, ColyseusRoomLike } from '../client/colyseusRoom.js';
import { createPageRoom, type PageRoom } from './pageRoom.js';

/** The answer to a request for a place in a room. */
interface Seat {
  room?: { roomId: string; processId: string; publicAddress?: string };
  sessionId?: string;
  error?: string;
}

/**
 * The Colyseus client of the script-tag file: what chat needs of colyseus.js on a web page, in a tenth of its size. It
 * joins rooms and talks to them; it has no room states, no accounts and no transport but WebSocket.
 */
export class PageClient implements ColyseusClientLike {
  private readonly endpoint: URL;

  constructor(endpoint: string) {
    this.endpoint = new URL(endpoint, globalThis.location?.href);
  }

  async joinOrCreate(roomName: string, options: unknown): Promise<ColyseusRoomLike> {
    const { protocol, host, pathname, search } = this.endpoint;
    const secure = /^(http|ws)s:/.test(protocol) ? 's' : '';
    const base = host + pathname.replace(/\/$/, '');
    const response = await fetch(`http${secure}://${base}/matchmake/joinOrCreate/${roomName}${search}`, {
      method: 'POST',
      headers: { Accept: 'application/json', 'Content-Type': 'application/json' },
      body: JSON.stringify(options),
      // A balancer may keep a client at its process by a cookie.
      credentials: 'include',
    });
    const { room, sessionId, error } = (await response.json()) as Seat;
    if (!room) throw new Error(error ?? response.statusText);
    return this.createRoom().open(
      `ws${secure}://${room.publicAddress ?? base}/${room.processId}/${room.roomId}${search ? `${search}&` : '?'}sessionId=${sessionId}`,
    );
  }

  /** Apart, so that a join which is given up finds its room and closes it. */
  createRoom(): PageRoom {
    return createPageRoom();
  }
}
