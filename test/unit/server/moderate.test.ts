import { describe, expect, it } from 'vitest';
import { parseModeration, parseOrder } from '../../../src/server/moderate.js';
import { expectSentence, thrownBy } from '../../helpers/errors.js';

describe('a moderation request', () => {
  it.each([
    { action: 'delete', seq: 7 },
    { action: 'mute', userId: 'u1' },
    { action: 'mute', userId: 'u1', seconds: 60, reason: 'spam' },
    { action: 'ban', userId: 'u1', seconds: 0.5 },
    { action: 'unmute', userId: 'u1' },
    { action: 'unban', userId: 'u1' },
    { action: 'shadow_mute', userId: 'u1', seconds: 60 },
    { action: 'unshadow_mute', userId: 'u1' },
    { action: 'slow', seconds: 0 },
    { action: 'slow', seconds: 30, reason: 'raid' },
    { action: 'report', seq: 7, reason: 'spam' },
    { action: 'report', userId: 'u1', reason: 'spam' },
    { action: 'kick', userId: 'u1', reason: 'spam' },
    { action: 'close' },
    { action: 'close', reason: 'maintenance' },
  ])('T5 is read: %j', (request) => {
    expect(parseModeration({ ...request, userIdOfNobody: undefined })).toEqual(request);
  });

  it('T5 a mistyped option is refused, and the sentence names it and those that there are', () => {
    const error = thrownBy(() => parseModeration({ action: 'mute', userId: 'u1', second: 5 }));
    expectSentence(error, 'invalid_request');
    expect((error as Error).message).toBe('unable to mute; there is no "second" to it; it takes userId, seconds, reason');
  });

  it('T5 the server gives orders, and no reports', () => {
    expect(parseOrder({ action: 'kick', userId: 'u1' })).toEqual({ action: 'kick', userId: 'u1' });
    expectSentence(thrownBy(() => parseOrder({ action: 'report', userId: 'u1', reason: 'spam' })), 'invalid_request');
    expectSentence(thrownBy(() => parseOrder({ action: 'bann', userId: 'u1' })), 'invalid_request');
  });

  it.each([
    undefined, null, 'kick', [], {}, { action: 'destroy' }, { action: 'toString', userId: 'u1' }, { action: ['kick'], userId: 'u1' },
    { action: 'delete' }, { action: 'delete', seq: 0 }, { action: 'delete', seq: 1.5 }, { action: 'delete', seq: '1' },
    { action: 'mute' }, { action: 'mute', userId: '' }, { action: 'mute', userId: 5 }, { action: 'ban', userId: 'x'.repeat(257) },
    { action: 'mute', userId: 'u', seconds: 0 }, { action: 'mute', userId: 'u', seconds: -1 }, { action: 'mute', userId: 'u', seconds: Number.NaN },
    { action: 'mute', userId: 'u', seconds: Number.POSITIVE_INFINITY }, { action: 'ban', userId: 'u', seconds: 1e12 }, { action: 'ban', userId: 'u', seconds: '60' },
    { action: 'slow' }, { action: 'slow', seconds: -1 }, { action: 'slow', seconds: Number.NaN }, { action: 'slow', seconds: 21_601 },
    { action: 'report', seq: 7 }, { action: 'report', reason: 'spam' }, { action: 'report', seq: 0, reason: 'spam' }, { action: 'report', userId: '', reason: 'spam' },
    { action: 'kick', userId: 'u', reason: '' }, { action: 'kick', userId: 'u', reason: 'x'.repeat(201) }, { action: 'close', reason: null },
  ])('T5 is refused: %j', (input) => {
    expectSentence(thrownBy(() => parseModeration(input)), 'invalid_request');
  });
});
