import { describe, expect, it } from 'vitest';
import { createTokenBucket } from '../../../../src/server/limits/tokenBucket.js';

function setUp(options: { burst?: number; refillPerSecond?: number; maxKeys?: number } = {}) {
  const time = { now: 1_700_000_000_000 };
  return { time, bucket: createTokenBucket({ burst: 3, refillPerSecond: 2, now: () => time.now, ...options }) };
}

describe('token bucket', () => {
  it('T3 lets a burst pass, then says exactly when to try again', () => {
    const { bucket, time } = setUp();
    expect([1, 2, 3].map(() => bucket.take('a').ok)).toEqual([true, true, true]);
    expect(bucket.take('a')).toEqual({ ok: false, retryAfterMs: 500 });
    time.now += 499;
    expect(bucket.take('a')).toEqual({ ok: false, retryAfterMs: 1 });
    time.now += 1;
    expect(bucket.take('a')).toEqual({ ok: true });
    expect(bucket.take('a').ok).toBe(false);
  });

  it('T3 counts each key for itself', () => {
    const { bucket } = setUp({ burst: 1 });
    expect([bucket.take('a').ok, bucket.take('b').ok, bucket.take('a').ok]).toEqual([true, true, false]);
  });

  it('gives over a long time what the refill says, never more than the burst at once', () => {
    const { bucket, time } = setUp({ burst: 5, refillPerSecond: 3 });
    let taken = 0;
    for (let ms = 0; ms < 60_000; ms += 10, time.now += 10) if (bucket.take('a').ok) taken++;
    expect(taken).toBeGreaterThanOrEqual(5 + 179);
    expect(taken).toBeLessThanOrEqual(5 + 180);
    time.now += 3_600_000;
    let burst = 0;
    while (bucket.take('a').ok) burst++;
    expect(burst).toBe(5);
  });

  it('always keeps its word: after the wait it names, the take succeeds', () => {
    const { bucket, time } = setUp({ burst: 2, refillPerSecond: 0.7 });
    for (let i = 0; i < 200; i++) {
      const take = bucket.take('a');
      if (!take.ok) {
        time.now += take.retryAfterMs;
        expect(bucket.take('a').ok).toBe(true);
      }
    }
  });

  it('takes a cost, at most the burst', () => {
    const { bucket } = setUp();
    expect(bucket.take('a', 2).ok).toBe(true);
    expect(bucket.take('a', 2)).toEqual({ ok: false, retryAfterMs: 500 });
    expect(bucket.take('b', 100).ok).toBe(true);
  });

  it('makes nobody wait for a clock that was set back', () => {
    const { bucket, time } = setUp();
    bucket.take('a', 3);
    time.now -= 3_600_000;
    expect(bucket.take('a')).toEqual({ ok: false, retryAfterMs: 500 });
  });

  it('T6 forgets full buckets, and never holds more keys than allowed', () => {
    const { bucket, time } = setUp({ maxKeys: 1_000 });
    for (let i = 0; i < 5_000; i++) bucket.take(`key ${i}`);
    expect(bucket.size).toBeLessThanOrEqual(1_000);
    time.now += 60_000;
    for (let i = 0; i < 1_000; i++) bucket.take('a', 0.001);
    expect(bucket.size).toBeLessThanOrEqual(2);
  });

  it('past the cap forgets who was quiet for longest, not who is limited right now', () => {
    const { bucket } = setUp({ maxKeys: 10, burst: 1 });
    bucket.take('loud');
    for (let i = 0; i < 100; i++) {
      bucket.take(`key ${i}`);
      expect(bucket.take('loud').ok).toBe(false);
    }
  });

  it('forgets one key on demand', () => {
    const { bucket } = setUp({ burst: 1 });
    bucket.take('a');
    bucket.reset('a');
    expect(bucket.take('a').ok).toBe(true);
  });

  it('refuses options that are no numbers above 0', () => {
    for (const bad of [{ burst: 0 }, { refillPerSecond: -1 }, { maxKeys: Number.NaN }, { burst: Infinity }]) {
      expect(() => setUp(bad)).toThrow(expect.objectContaining({ code: 'invalid_option' }));
    }
  });
});
