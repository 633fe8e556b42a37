import { describe, expect, it } from 'vitest';
import { parseModeration } from '../../../src/server/moderate.js';
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
    expect(parseModeration({ ...request, more: 1 })).toEqual(request);
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
