import { beforeEach, describe, expect, it } from 'vitest';
import { createSanctionBook, type SanctionBook, type SanctionStore } from '../../../../src/server/moderation/sanctionBook.js';
import { checkJoin, checkSend, endOf, isActive, withoutSanction, withSanction, type Sanction } from '../../../../src/server/moderation/sanctions.js';
import { createSlowMode } from '../../../../src/server/moderation/slowMode.js';

const NOW = Date.UTC(2026, 3, 1, 10);
const laid = (kind: Sanction['kind'], until: number | null = null, reason: string | null = null): Sanction => ({ userId: 'u1', kind, until, reason, by: 'mod' });

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

  it('replaces a sanction of the same kind, and drops what has ended', () => {
    const before = [laid('mute', NOW + 5), laid('ban', NOW - 1), { ...laid('mute'), userId: 'u2' }];
    const after = withSanction(before, laid('mute', null, 'again'), NOW);
    expect(after).toEqual([{ ...laid('mute'), userId: 'u2' }, laid('mute', null, 'again')]);
    expect(withoutSanction(after, 'u1', 'mute', NOW)).toEqual([{ ...laid('mute'), userId: 'u2' }]);
  });
});

describe('sanction book', () => {
  let kept: (Sanction & { room: string })[];
  let reads: number;
  let whileReading: (() => Promise<void>) | null;
  let time: { now: number };
  let book: SanctionBook;

  beforeEach(() => {
    [kept, reads, whileReading, time] = [[], 0, null, { now: NOW }];
    const store: SanctionStore = {
      async sanctions(room, now) {
        reads++;
        const found = kept.filter((sanction) => sanction.room === room && isActive(sanction, now));
        const act = whileReading;
        whileReading = null;
        await act?.();
        return found;
      },
      async putSanction(room, sanction) {
        kept = [...kept.filter((other) => !(other.room === room && other.userId === sanction.userId && other.kind === sanction.kind)), { ...sanction, room }];
      },
      async dropSanction(room, userId, kind) {
        kept = kept.filter((other) => !(other.room === room && other.userId === userId && other.kind === kind));
      },
    };
    book = createSanctionBook({ store, now: () => time.now });
  });

  it('T5 lays and lifts with effect at once, in that room only, and keeps it for other processes', async () => {
    await book.load('r1');
    await book.lay('r1', { userId: 'u1', kind: 'mute', seconds: 60, reason: 'spam', by: 'mod' });
    expect(() => book.checkSend('r1', 'u1')).toThrow(expect.objectContaining({ code: 'muted' }));
    expect([book.checkSend('r1', 'u2'), book.checkSend('r2', 'u1')]).toEqual(['everyone', 'everyone']);
    expect(kept).toEqual([{ room: 'r1', userId: 'u1', kind: 'mute', until: NOW + 60_000, reason: 'spam', by: 'mod' }]);
    await book.lift('r1', 'u1', 'mute');
    expect(book.checkSend('r1', 'u1')).toBe('everyone');
    expect(kept).toEqual([]);
  });

  it('T5 ends by itself', async () => {
    await book.load('r1');
    await book.lay('r1', { userId: 'u1', kind: 'ban', seconds: 60, by: 'mod' });
    await expect(book.checkJoin('r1', 'u1')).rejects.toMatchObject({ code: 'banned' });
    time.now += 60_000;
    await expect(book.checkJoin('r1', 'u1')).resolves.toBeUndefined();
  });

  it('T5 keeps a banned user out of a room that is not open here, also after a restart', async () => {
    await book.lay('r1', { userId: 'u1', kind: 'ban', by: 'mod' });
    await expect(book.checkJoin('r1', 'u1')).rejects.toMatchObject({ code: 'banned' });
    await expect(book.checkJoin('r1', 'u2')).resolves.toBeUndefined();
  });

  it('asks the store at the load only', async () => {
    await book.load('r1');
    for (let i = 0; i < 10; i++) {
      book.checkSend('r1', 'u1');
      await book.checkJoin('r1', 'u1');
    }
    expect(reads).toBe(1);
  });

  it('T10 sees what another process did after the next load, and forgets a closed room', async () => {
    await book.load('r1');
    kept.push({ room: 'r1', ...laid('mute') });
    expect(book.checkSend('r1', 'u1')).toBe('everyone');
    await book.load('r1');
    expect(() => book.checkSend('r1', 'u1')).toThrow();
    book.forget('r1');
    expect(book.checkSend('r1', 'u1')).toBe('everyone');
  });

  it('loses nothing that is laid while the room is read', async () => {
    whileReading = async () => void (await book.lay('r1', { userId: 'u1', kind: 'mute', by: 'mod' }));
    await book.load('r1');
    expect(() => book.checkSend('r1', 'u1')).toThrow(expect.objectContaining({ code: 'muted' }));
    expect(reads).toBe(2);
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

  it('refuses what is no number of seconds', () => {
    const slow = createSlowMode({ now: () => NOW });
    for (const seconds of [-1, Number.NaN, Infinity, 1e9, '5x' as unknown as number]) expect(() => slow.set('r1', seconds)).toThrow(expect.objectContaining({ code: 'invalid_request' }));
  });
});
