import { describe, expect, it } from 'vitest';
import { ERROR_CODES, fromJoinRefusal, fromWireError, isErrorCode, RoomChatError, toJoinRefusal, toWireError, type ErrorCode, type WireError } from '../../../src/protocol/errors.js';

const codes = Object.keys(ERROR_CODES) as ErrorCode[];

describe('RoomChatError', () => {
  it('E3 is an Error with a code, and says whether trying again may help', () => {
    const cause = new Error('why');
    const error = new RoomChatError('rate_limited', 'unable to send message; too many; wait', { retryAfterMs: 200, cause });
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ name: 'RoomChatError', code: 'rate_limited', temporary: true, retryAfterMs: 200, cause });
    expect(String(error)).toBe('RoomChatError: unable to send message; too many; wait');
    expect(error.stack).toContain('errors.test');
  });

  it('E3 has no details but those given', () => {
    const error = new RoomChatError('left', 'unable to send');
    expect(Object.keys(error).sort()).toEqual(['code', 'name', 'temporary']);
    expect('cause' in error).toBe(false);
    expect(new RoomChatError('gap', 'x', { from: 3, to: null })).toMatchObject({ from: 3, to: null });
  });

  it('E3 knows its own codes only', () => {
    expect(codes.every(isErrorCode)).toBe(true);
    for (const other of ['', 'toString', '__proto__', 'constructor', 'LEFT', 42, null, undefined, {}, ['left']]) expect(isErrorCode(other)).toBe(false);
  });
});

describe('errors on their way', () => {
  it.each(codes)('E3 carries %s over the wire and through a refused join', (code) => {
    const error = new RoomChatError(code, 'unable to do it; a "reason" (with: colons); do\nthat', { retryAfterMs: 1_500 });
    for (const arrived of [fromWireError(toWireError(error)), fromJoinRefusal(toJoinRefusal(error))!]) {
      expect(arrived).toMatchObject({ code, message: error.message, retryAfterMs: 1_500, temporary: ERROR_CODES[code].temporary });
    }
    const plain = new RoomChatError(code, 'unable to do it');
    expect(fromWireError(toWireError(plain))).not.toHaveProperty('retryAfterMs');
    expect(fromJoinRefusal(toJoinRefusal(plain))).not.toHaveProperty('retryAfterMs');
  });

  it('rounds a wait up to what the refusal can carry', () => {
    expect(fromJoinRefusal(toJoinRefusal(new RoomChatError('unavailable', 'x', { retryAfterMs: 0.2 })))).toMatchObject({ retryAfterMs: 1 });
  });

  it('tells nothing of an unexpected error', () => {
    for (const secret of [new Error('password=1234'), 'password=1234', null, { code: 'left', message: 'password=1234' }]) {
      const wire = toWireError(secret);
      expect(wire.code).toBe('unavailable');
      expect(JSON.stringify(wire)).not.toContain('1234');
    }
  });

  it('reads an unknown code of a newer server as one that may pass', () => {
    const error = fromWireError({ code: 'brand_new', message: 'unable to x' } as unknown as WireError);
    expect(error).toMatchObject({ code: 'unavailable', message: 'unable to x' });
  });

  it.each(['', 'left', 'seat reservation expired.', 'unknown_code: x', 'left(x): y', '__proto__: x', 'toString: x', 'Error: left: x'])('takes %j for no refusal of ours', (text) => {
    expect(fromJoinRefusal(text)).toBeNull();
  });
});
