import { RoomChatError } from '../../protocol/errors.js';

export interface RoomsPerUser {
  /** Throws `not_allowed` where the user is in as many other rooms as are allowed. Call `exit` once for each that did not throw. */
  enter(userId: string, channelId: string): void;
  exit(userId: string, channelId: string): void;
  /** Users counted. */
  readonly size: number;
}

/** Bounds the rooms that one user is in at once, over all connections; a second connection to one of them is free. */
export function createRoomsPerUser({ max }: { max: number }): RoomsPerUser {
  const users = new Map<string, Map<string, number>>();
  return {
    enter(userId, channelId) {
      const rooms = users.get(userId) ?? new Map<string, number>();
      if (!rooms.has(channelId) && rooms.size >= max) {
        throw new RoomChatError('not_allowed', `unable to join the room; you are in ${max} rooms already, which is the most; leave one first`);
      }
      rooms.set(channelId, (rooms.get(channelId) ?? 0) + 1);
      users.set(userId, rooms);
    },
    exit(userId, channelId) {
      const rooms = users.get(userId);
      const count = rooms?.get(channelId);
      if (rooms === undefined || count === undefined) return;
      if (count > 1) rooms.set(channelId, count - 1);
      else rooms.delete(channelId);
      if (rooms.size === 0) users.delete(userId);
    },
    get size() {
      return users.size;
    },
  };
}
