import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createMatch } from '../../../src/client/match.js';
import { systemClock } from '../../../src/protocol/clock.js';
import { matchRoomName } from '../../../src/protocol/names.js';
import { expectSentence, thrownBy } from '../../helpers/errors.js';

function fakeRoom(roomId: string, reconnectionToken?: string) {
  const handlers: ((code: number) => void)[] = [];
  return {
    roomId,
    ...(reconnectionToken !== undefined && { reconnectionToken }),
    onLeave: (handler: (code: number) => void) => void handlers.push(handler),
    close: (code: number) => handlers.forEach((handler) => handler(code)),
  };
}

function setUp() {
  const log: string[] = [];
  const control = createMatch({
    clock: systemClock,
    returnMs: 20_000,
    onEnd: (roomName) => void log.push(`end ${roomName}`),
    onBound: (roomName) => void log.push(`bound ${roomName}`),
  });
  return { log, control, match: control.match };
}

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

describe('match', () => {
  it('M1 is bound from a room or from an id, and read by anyone', () => {
    const { match, control } = setUp();
    expect([match.current, control.roomName]).toEqual([null, null]);
    match.bind(fakeRoom('abc'));
    expect([match.current, control.roomName]).toEqual(['abc', 'match-abc']);
    match.bind({ matchId: 'def' });
    expect([match.current, control.roomName]).toEqual(['def', 'match-def']);
    match.unbind();
    expect([match.current, control.roomName]).toEqual([null, null]);
  });

  it('M2 has a room name within the limit, also for a long id', () => {
    const { match, control } = setUp();
    const id = 'x'.repeat(500);
    match.bind({ matchId: id });
    expect(match.current).toBe(id);
    expect(control.roomName).toBe(matchRoomName(id));
  });

  it.each([4000, 1000, 4002, 4999])('M3 ends when its room is left (%i)', (code) => {
    const { match, log } = setUp();
    const room = fakeRoom('abc');
    match.bind(room);
    room.close(code);
    expect(match.current).toBeNull();
    expect(log).toEqual(['bound match-abc', 'end match-abc']);
    room.close(code);
    match.unbind();
    expect(log).toHaveLength(2);
  });

  it.each([1006, 1005, 1001, 1012])('M3 does not end while its room reconnects (%i)', (code) => {
    const { match, control, log } = setUp();
    const room = fakeRoom('abc');
    match.bind(room);
    room.close(code);
    expect(match.current).toBe('abc');
    expect(control.isReturning('match-abc')).toBe(true);
    const again = fakeRoom('abc');
    vi.advanceTimersByTime(19_999);
    match.bind(again);
    expect(control.isReturning('match-abc')).toBe(false);
    vi.advanceTimersByTime(60_000);
    room.close(4000);
    expect(log).toEqual(['bound match-abc', 'bound match-abc']);
    again.close(4000);
    expect(log.at(-1)).toBe('end match-abc');
    expect(vi.getTimerCount()).toBe(0);
  });

  it('M3 ends when its room has not come back in time', () => {
    const { match, log } = setUp();
    const room = fakeRoom('abc');
    match.bind(room);
    room.close(1006);
    vi.advanceTimersByTime(20_000);
    expect(match.current).toBeNull();
    expect(log).toEqual(['bound match-abc', 'end match-abc']);
  });

  it('M4 ends the old one where another is bound, and only then', () => {
    const { match, log } = setUp();
    const a = fakeRoom('a');
    match.bind(a);
    match.bind(a);
    match.bind({ matchId: 'a' });
    match.bind(fakeRoom('b'));
    a.close(4000);
    expect(match.current).toBe('b');
    expect(log).toEqual(['bound match-a', 'bound match-a', 'end match-a', 'bound match-b']);
  });

  it('M4 forgets the return of an old match where another is bound', () => {
    const { match, log } = setUp();
    const a = fakeRoom('a');
    match.bind(a);
    a.close(1006);
    match.bind({ matchId: 'b' });
    expect(vi.getTimerCount()).toBe(0);
    vi.advanceTimersByTime(60_000);
    expect(match.current).toBe('b');
    expect(log).toEqual(['bound match-a', 'end match-a', 'bound match-b']);
  });

  it('M6 proves its membership with the token that client and room share', () => {
    const { match, control } = setUp();
    match.bind(fakeRoom('abc', 'abc:secret'));
    expect(control.proofFor('match-abc')).toEqual({ matchId: 'abc', reconnectionToken: 'secret' });
    expect(control.proofFor('match-def')).toBeUndefined();
    expect(control.proofFor('lobby')).toBeUndefined();
    match.bind(fakeRoom('def'));
    expect(control.proofFor('match-def')).toBeUndefined();
    match.bind({ matchId: 'ghi' });
    expect(control.proofFor('match-ghi')).toBeUndefined();
  });

  it('is silent after close', () => {
    const { match, control, log } = setUp();
    const room = fakeRoom('abc');
    match.bind(room);
    room.close(1006);
    control.close();
    expect(vi.getTimerCount()).toBe(0);
    room.close(4000);
    expect(log).toEqual(['bound match-abc']);
  });

  it.each([undefined, null, 'abc', 5, {}, { matchId: '' }, { matchId: 5 }, { roomId: 'abc' }, { roomId: 5, onLeave() {} }, { id: 'abc' }])('M1 refuses to bind %j', (target) => {
    const { match } = setUp();
    expectSentence(thrownBy(() => match.bind(target as never)), 'invalid_option');
    expect(match.current).toBeNull();
  });
});
