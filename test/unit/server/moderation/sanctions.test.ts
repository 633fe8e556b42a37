import { describe, expect, it } from 'vitest';
import { checkJoin, checkSend, endOf, isActive, type Laid } from '../../../../src/server/moderation/sanctions.js';
import { createSlowMode } from '../../../../src/server/moderation/slowMode.js';

const NOW = Date.UTC(2026, 3, 1, 10);
const laid = (kind: Laid['kind'], until: number | null = null, reason: string | null = null): Laid => ({ kind, until, reason });

describe('decisions', () => {
  it('T5 keeps a banned user out until the end of the ban, and says when that is', () => {
    const ban = [laid('ban', NOW + 60_000, 'spam')];
    expect(() => checkJoin(ban, NOW)).toThrow(expect.objectContaining({ code: 'banned', retryAfterMs: 60_000, message: expect.stringMatching(/\(spam\); try again after 2026-04-01T10:01:00\.000Z$/) }));
    expect(() => checkSend(ban, NOW)).toThrow(expect.objectContaining({ code: 'banned' }));
    expect(() => checkJoin(ban, NOW + 60_000)).not.toThrow();
    expect(() => checkJoin([laid('ban')], NOW + 1e15)).toThrow(/ask a moderator$/);
  });

  it('T5 lets a muted user in and read, not send; a shadow-muted one send to nobody', () => {
    expect(() => checkJoin([laid('mute'), laid('shadow_mute')], NOW)).not.toThrow();
    expect(() => checkSend([laid('mute', NOW + 5_000)], NOW)).toThrow(expect.objectContaining({ code: 'muted', temporary: true, retryAfterMs: 5_000 }));
    expect(checkSend([laid('shadow_mute')], NOW)).toBe('shadow');
    expect(checkSend([laid('mute', NOW), laid('shadow_mute', NOW - 1)], NOW)).toBe('everyone');
    expect(checkSend([], NOW)).toBe('everyone');
  });

  it('counts time to the millisecond, and no time as for good', () => {
    expect([endOf(1.5, 10), endOf(undefined, 10)]).toEqual([1_510, null]);
    expect([isActive({ until: 10 }, 9), isActive({ until: 10 }, 10), isActive({ until: null }, 1e18)]).toEqual([true, false, true]);
  });
});

describe('slow mode', () => {
  const user = { userId: 'u1', role: 'user' } as const;
  it('T3 lets each user say one thing in so many seconds, moderators what they like', () => {
    const time = { now: NOW };
    const slow = createSlowMode({ now: () => time.now });
    slow.check('r1', user);
    slow.set('r1', 30);
    expect([slow.get('r1'), slow.get('r2')]).toEqual([30, 0]);
    slow.check('r1', user);
    time.now += 10_000;
    slow.set('r1', 30);
    expect(() => slow.check('r1', user)).toThrow(expect.objectContaining({ code: 'rate_limited', retryAfterMs: 20_000, message: expect.stringContaining('try again in 20 s') }));
    for (let i = 0; i < 3; i++) slow.check('r1', { userId: 'm', role: 'moderator' });
    slow.check('r1', { userId: 'u2', role: 'user' });
    slow.check('r2', user);
    time.now += 20_000;
    slow.check('r1', user);
    slow.set('r1', 0);
    slow.check('r1', user);
  });

  it('T5 loads what is written down, unless an order comes while it is read', async () => {
    const slow = createSlowMode({ now: () => NOW });
    await slow.load('r1', async () => 30);
    expect(slow.get('r1')).toBe(30);
    const reads = [30, 60];
    await slow.load('r1', async () => {
      if (reads.length === 2) slow.set('r1', 60);
      return reads.shift()!;
    });
    expect([slow.get('r1'), reads]).toEqual([60, []]);
    await slow.load('r1', async () => 0);
    expect(slow.get('r1')).toBe(0);
  });

  it('refuses what is no number of seconds', () => {
    const slow = createSlowMode({ now: () => NOW });
    for (const seconds of [-1, Number.NaN, Infinity, 1e9, '5x' as unknown as number]) expect(() => slow.set('r1', seconds)).toThrow(expect.objectContaining({ code: 'invalid_request' }));
  });
});
