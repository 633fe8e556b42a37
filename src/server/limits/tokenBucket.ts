import { RoomChatError } from '../../protocol/errors.js';

export interface TokenBucketOptions {
  /** How much may be taken at once. */
  burst: number;
  refillPerSecond: number;
  /** Milliseconds. */
  now: () => number;
  /** Most keys remembered; past it the one untouched for longest is forgotten. Default 100,000. */
  maxKeys?: number;
}

export type Take = { ok: true } | { ok: false; retryAfterMs: number };

export interface TokenBucket {
  take(key: string, cost?: number): Take;
  /** Forgets what the key has taken. */
  reset(key: string): void;
  /** Keys that are not known to be full. */
  readonly size: number;
}

/** How many of the oldest keys a take looks at: more than it adds, so that the map shrinks. */
const SWEEP = 2;

/**
 * One bucket per key. A bucket is one number: the time at which it will be full again,
 * so nothing has to be refilled, and a full bucket needs no entry.
 */
export function createTokenBucket({ burst, refillPerSecond, now, maxKeys = 100_000 }: TokenBucketOptions): TokenBucket {
  for (const [name, value] of Object.entries({ burst, refillPerSecond, maxKeys })) {
    if (!(value > 0) || !Number.isFinite(value)) {
      throw new RoomChatError('invalid_option', `unable to limit the rate; ${name} is ${value}; give a number above 0`);
    }
  }
  const perToken = 1_000 / refillPerSecond;
  const capacity = burst * perToken;
  // Insertion order is touch order: the first key is the one untouched for longest.
  const fullAt = new Map<string, number>();

  const sweep = (time: number) => {
    let looked = 0;
    for (const [key, at] of fullAt) {
      if (++looked > SWEEP) return;
      if (at <= time) fullAt.delete(key);
      else if (fullAt.size > maxKeys) fullAt.delete(key);
    }
  };

  return {
    take(key, cost = 1) {
      const time = now();
      // After a step back of the clock nobody waits longer than for a whole bucket.
      const before = Math.min(Math.max(fullAt.get(key) ?? time, time), time + capacity);
      const after = before + Math.min(cost, burst) * perToken;
      const wait = after - time - capacity;
      // Less than this is the rounding of the sum, not a debt.
      const ok = wait <= 0.01;
      fullAt.delete(key);
      fullAt.set(key, ok ? after : before);
      sweep(time);
      return ok ? { ok } : { ok, retryAfterMs: Math.ceil(wait) };
    },
    reset: (key) => void fullAt.delete(key),
    get size() {
      return fullAt.size;
    },
  };
}
