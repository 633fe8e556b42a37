import { RoomChatError } from '../../protocol/errors.js';
import type { Identity } from '../identity.js';
import { createTokenBucket, type TokenBucket } from '../limits/tokenBucket.js';

export interface SlowMode {
  /** Seconds between two messages of one user in the room; 0 ends it. */
  set(channelId: string, seconds: number): void;
  /** Sets what is written down of the room; it is read again where an order came meanwhile. */
  load(channelId: string, read: () => Promise<number>): Promise<void>;
  /** 0 where the room is not slowed. */
  get(channelId: string): number;
  /** Throws `rate_limited` where the sender has to wait; moderators never do. */
  check(channelId: string, sender: Pick<Identity, 'userId' | 'role'>): void;
}

export const MAX_SLOW_SECONDS = 6 * 3_600;
const MAX_USERS_PER_ROOM = 20_000;

/** The server's API is called without types too. */
export function assertSlowSeconds(seconds: unknown): asserts seconds is number {
  if (typeof seconds === 'number' && seconds >= 0 && seconds <= MAX_SLOW_SECONDS) return;
  throw new RoomChatError('invalid_request', `unable to slow the room; seconds is ${String(seconds)}; give a number from 0, which ends it, to ${MAX_SLOW_SECONDS}`);
}

/** Makes a room slower than the rate limit of all rooms does. */
export function createSlowMode({ now }: { now: () => number }): SlowMode {
  const rooms = new Map<string, { seconds: number; bucket: TokenBucket }>();
  /** How many orders came, of whatever room: they are rare. */
  let orders = 0;

  function apply(channelId: string, seconds: number): void {
    if (seconds === 0) rooms.delete(channelId);
    else if (rooms.get(channelId)?.seconds !== seconds) {
      rooms.set(channelId, { seconds, bucket: createTokenBucket({ burst: 1, refillPerSecond: 1 / seconds, now, maxKeys: MAX_USERS_PER_ROOM }) });
    }
  }

  return {
    set(channelId, seconds) {
      assertSlowSeconds(seconds);
      orders++;
      apply(channelId, seconds);
    },
    async load(channelId, read) {
      let before: number;
      let seconds: number;
      do {
        before = orders;
        seconds = await read();
      } while (before !== orders);
      apply(channelId, seconds);
    },
    get: (channelId) => rooms.get(channelId)?.seconds ?? 0,
    check(channelId, { userId, role }) {
      const room = rooms.get(channelId);
      if (!room || role === 'moderator') return;
      const taken = room.bucket.take(userId);
      if (taken.ok) return;
      throw new RoomChatError('rate_limited', `unable to send message; the room is in slow mode, one message in ${room.seconds} s; try again in ${Math.ceil(taken.retryAfterMs / 1_000)} s`, {
        retryAfterMs: taken.retryAfterMs,
      });
    },
  };
}
