import { beforeEach, describe, expect, it } from 'vitest';
import type { ModerationRequest } from '../../../../src/protocol/wire.js';
import { carryOut, type OrderPlace } from '../../../../src/server/moderation/carryOut.js';
import { createSanctionBook, type SanctionBook } from '../../../../src/server/moderation/sanctionBook.js';
import { expectSentence, rejectionOf } from '../../../helpers/errors.js';
import { createFakeModerationStore } from './fakeModerationStore.js';

const NOW = Date.UTC(2026, 3, 1);
let store: ReturnType<typeof createFakeModerationStore>;
let book: SanctionBook;
let done: unknown[][];
let place: OrderPlace;
let order: (request: ModerationRequest) => Promise<void>;

beforeEach(async () => {
  store = createFakeModerationStore(() => NOW);
  book = createSanctionBook({ store, now: () => NOW });
  done = [];
  place = { id: 'r1', remove: (seqs) => void done.push(['remove', seqs]), end: (...args) => void done.push(['end', ...args]), slow: (seconds) => void done.push(['slow', seconds]) };
  order = (request) => carryOut(request, { place, store, book, by: 'mod', onSanction: (userId) => void done.push(['sanction', userId]) });
  await book.enter('r1', 'u1');
  store.asked.length = 0;
});

describe('carryOut', () => {
  it('T5 deletes in the store and in open logs', async () => {
    await order({ action: 'delete', seq: 7 });
    expect([store.asked, done]).toEqual([[['delete', 'r1', [7], 'mod']], [['remove', [7]]]]);
  });

  it('T5 mutes for a time, and lifts it', async () => {
    await order({ action: 'mute', userId: 'u1', seconds: 60, reason: 'spam' });
    expect(() => book.checkSend('r1', 'u1')).toThrow(/muted here \(spam\)/);
    await order({ action: 'unmute', userId: 'u1' });
    expect(book.checkSend('r1', 'u1')).toBe('everyone');
    expect(done).toEqual([['sanction', 'u1'], ['sanction', 'u1']]);
  });

  it('T5 bans and throws out, and lets in again', async () => {
    await order({ action: 'ban', userId: 'u1', seconds: 60, reason: 'spam' });
    expect(store.asked).toEqual([['sanction', 'ban', 'u1', 'r1', NOW + 60_000, 'mod', 'spam']]);
    expect(done).toEqual([['sanction', 'u1'], ['end', { userId: 'u1' }, { code: 'banned', reason: 'a moderator banned you from the room: spam' }, 'banned']]);
    await expect(book.enter('r1', 'u1')).rejects.toMatchObject({ code: 'banned' });
    await order({ action: 'unban', userId: 'u1' });
    await book.enter('r1', 'u1');
  });

  it('T5 kicks and closes, with a trace in the audit trail', async () => {
    await order({ action: 'kick', userId: 'u1' });
    await order({ action: 'close', reason: 'late' });
    expect(store.asked).toEqual([['note', 'kick', { room: 'r1', userId: 'u1' }, { by: 'mod' }], ['note', 'close', { room: 'r1' }, { by: 'mod', reason: 'late' }]]);
    expect(done).toEqual([
      ['end', { userId: 'u1' }, { code: 'kicked', reason: 'a moderator removed you from the room' }, 'kicked'],
      ['end', {}, { code: 'room_closed', reason: 'a moderator closed the room: late' }, 'left'],
    ]);
    await book.enter('r1', 'u1');
  });

  it('T5 shadow-mutes, and lifts it', async () => {
    await order({ action: 'shadow_mute', userId: 'u1', seconds: 60 });
    expect(book.checkSend('r1', 'u1')).toBe('shadow');
    await order({ action: 'unshadow_mute', userId: 'u1' });
    expect(book.checkSend('r1', 'u1')).toBe('everyone');
    expect(done).toEqual([['sanction', 'u1'], ['sanction', 'u1']]);
  });

  it('T5 slows the room, with a trace in the audit trail', async () => {
    await order({ action: 'slow', seconds: 30, reason: 'raid' });
    expect([store.asked, done]).toEqual([[['slow', 'r1', 30, { by: 'mod', reason: '30 s: raid' }]], [['slow', 30]]]);
  });

  it('T5 writes no slow mode down that is no number of seconds', async () => {
    expectSentence(await rejectionOf(order({ action: 'slow', seconds: 1e9 })), 'invalid_request');
    expect([store.asked, done]).toEqual([[], []]);
  });

  it('T5 bans from all rooms at once; what concerns one room needs its name', async () => {
    place = { ...place, id: null };
    await order({ action: 'ban', userId: 'u1' });
    expect(done.at(-1)).toEqual(['end', { userId: 'u1' }, { code: 'banned', reason: 'a moderator banned you from all rooms' }, 'banned']);
    await expect(book.enter('r2', 'u1')).rejects.toMatchObject({ code: 'banned' });
    for (const request of [{ action: 'delete', seq: 1 }, { action: 'slow', seconds: 1 }, { action: 'close' }] as const) {
      expectSentence(await rejectionOf(order(request)), 'invalid_request');
    }
  });

  it('does nothing in the room that the store refused', async () => {
    store.deleteMessages = async () => Promise.reject(new Error('down'));
    store.note = async () => Promise.reject(new Error('down'));
    store.sanction = async () => Promise.reject(new Error('down'));
    for (const request of [{ action: 'delete', seq: 1 }, { action: 'kick', userId: 'u1' }, { action: 'close' }, { action: 'ban', userId: 'u1' }] as const) {
      await expect(order(request)).rejects.toThrow('down');
    }
    expect(done).toEqual([]);
  });

  it('does not let a moderator lock himself out', async () => {
    for (const action of ['mute', 'shadow_mute', 'ban'] as const) await expect(order({ action, userId: 'mod' })).rejects.toMatchObject({ code: 'invalid_request' });
    expect(store.asked).toEqual([]);
  });
});
