import { describe, expect, it } from 'vitest';
import { parseJoinRequest, parsePosition } from '../../../src/server/admission.js';
import { expectSentence, thrownBy } from '../../helpers/errors.js';

const good = { protocol: 1, appId: 'test', roomName: 'lobby', persistence: true, hidden: false, guest: { username: 'Ada' } };

describe('a join request', () => {
  it('J1 is read as it was sent, and nothing else of it', () => {
    expect(parseJoinRequest({ ...good, sessionId: 'x', admin: true })).toEqual(good);
    const full = { ...good, token: 'jwt', guest: { username: 'Ada', guestToken: 't' }, match: { matchId: 'm', reconnectionToken: 'r' }, since: { epoch: 'e', seq: 5 } };
    expect(parseJoinRequest(full)).toEqual(full);
  });

  it('J1 persists and is visible by default', () => {
    expect(parseJoinRequest({ protocol: 1, appId: 'test', roomName: 'lobby' })).toEqual({ protocol: 1, appId: 'test', roomName: 'lobby', persistence: true, hidden: false });
  });

  it.each([undefined, null, 5, 'x', [], [good], true])('T6 is refused where it is %j', (input) => {
    expectSentence(thrownBy(() => parseJoinRequest(input)), 'invalid_request');
  });

  it.each([undefined, null, 0, 2, '1', { toString: 1 }, Object.create(null), [1]])('T6 is refused with the protocol of another version (case %#)', (protocol) => {
    const error = thrownBy(() => parseJoinRequest({ ...good, protocol }));
    expectSentence(error, 'invalid_request');
    expect(error.message).toContain('same version');
  });

  it.each([
    [{ appId: undefined }, 'invalid_option'], [{ appId: 'a_b' }, 'invalid_option'], [{ appId: {} }, 'invalid_option'],
    [{ roomName: undefined }, 'invalid_room_name'], [{ roomName: ' x' }, 'invalid_room_name'], [{ roomName: { length: 3 } }, 'invalid_room_name'],
    [{ persistence: 'true' }, 'invalid_option'], [{ persistence: null }, 'invalid_option'], [{ hidden: 1 }, 'invalid_option'],
    [{ token: '' }, 'invalid_request'], [{ token: {} }, 'invalid_request'], [{ token: 'x'.repeat(8_193) }, 'invalid_request'],
    [{ guest: 'Ada' }, 'invalid_request'], [{ guest: {} }, 'invalid_request'], [{ guest: { username: 'x'.repeat(257) } }, 'invalid_request'],
    [{ guest: null }, 'invalid_request'], [{ guest: { username: 'Ada', guestToken: 5 } }, 'invalid_request'],
    [{ match: 'abc' }, 'invalid_request'], [{ match: { matchId: 'abc' } }, 'invalid_request'], [{ match: { reconnectionToken: 'x' } }, 'invalid_request'],
    [{ since: 5 }, 'invalid_request'], [{ since: { epoch: 'e', seq: -1 } }, 'invalid_request'],
  ] as const)('T6 is refused with %j as %s', (change, code) => {
    expectSentence(thrownBy(() => parseJoinRequest({ ...good, ...change })), code);
  });
});

describe('a position', () => {
  it('R2 is an epoch and a number', () => {
    expect(parsePosition({ epoch: 'e', seq: 0, more: 1 })).toEqual({ epoch: 'e', seq: 0 });
  });

  it.each([undefined, null, [], {}, { epoch: 5, seq: 1 }, { epoch: 'x'.repeat(65), seq: 1 }, { epoch: 'e', seq: 1.5 }, { epoch: 'e', seq: -1 }, { epoch: 'e', seq: 2 ** 60 }, { epoch: 'e', seq: Number.NaN }, { epoch: 'e', seq: '1' }])(
    'T6 is refused as %j',
    (input) => {
      expectSentence(thrownBy(() => parsePosition(input)), 'invalid_request');
    },
  );
});
