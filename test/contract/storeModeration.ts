import { expect, it } from 'vitest';
import type { WireMessage } from '../../src/protocol/wire.js';
import { readHistory } from '../../src/server/store/history.js';
import { contents, entry, ROOM, say, type Bench } from './storeContract.js';

/** Deletion, sanctions, reports and the trail of all that. */
export function moderationContract(bench: Bench): void {
  const act = { by: 'mod-1', reason: 'rude' };

  it('T5 deletes a message out of every page, and wipes its words', async () => {
    const store = await bench.openRoom();
    await say(store, ROOM, 'one', 'two', 'three', 'four');
    expect(await store.deleteMessages(ROOM, [3, 2, 99], act)).toEqual(expect.arrayContaining([{ seq: 2, senderId: 'u1' }, { seq: 3, senderId: 'u1' }]));
    expect(await store.deleteMessages(ROOM, [2], act)).toEqual([]);
    expect(await store.deleteMessages('2...game_missing', [1], act)).toEqual([]);
    expect(await contents(store, ROOM)).toEqual(['one', 'four']);
    const exported = [];
    for await (const message of store.exportUser('u1')) exported.push(message.content);
    expect(exported).toEqual(['one', 'four']);
  });

  it('T5 S3 leaves the number of a deleted message taken: a retry does not bring it back', async () => {
    const store = await bench.openRoom();
    const sent = entry('bad');
    await store.append(ROOM, [sent]);
    await store.deleteMessages(ROOM, [1], act);
    expect((await store.append(ROOM, [sent])).appended[0]).toMatchObject({ seq: 1, duplicate: true });
    await say(store, ROOM, 'next');
    expect(await contents(store, ROOM)).toEqual(['next']);
  });

  it('T5 H3 pages over deleted messages as if they had never been', async () => {
    const store = await bench.openRoom();
    await store.append(ROOM, Array.from({ length: 30 }, (_, index) => entry(`m${index + 1}`)));
    await store.deleteMessages(ROOM, [1, 2, 11, 12, 13, 14, 15, 29, 30], act);
    const key = await store.secret('cursor');
    const seen: unknown[] = [];
    let cursor: string | null = null;
    do {
      const page = await readHistory(store, key, ROOM, { limit: 7, cursor, forward: true });
      seen.push(page.messages.length);
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(seen).toEqual([7, 7, 7]);
    expect(await readHistory(store, key, ROOM, { limit: 21, forward: false })).toMatchObject({ nextCursor: null, prevCursor: null });
  });

  it('T5 keeps sanctions until they end or are lifted: per user, kind and room', async () => {
    let now = 1_000_000;
    const store = await bench.open({ now: () => now });
    const made = await store.sanction({ kind: 'mute', userId: 'u1', room: ROOM, until: 1_060_000 }, act);
    expect(made).toEqual({ kind: 'mute', userId: 'u1', room: ROOM, until: 1_060_000, reason: 'rude', by: 'mod-1', createTime: 1_000_000 });
    now++;
    await store.sanction({ kind: 'ban', userId: 'u1', room: null, until: null }, { by: 'mod-2' });
    now++;
    await store.sanction({ kind: 'shadow_mute', userId: 'u2', room: '2...game_other', until: null }, act);

    const kinds = async (query: Parameters<typeof store.sanctions>[0]): Promise<string[]> => (await store.sanctions(query)).map(({ kind }) => kind);
    expect(await kinds({ userId: 'u1', room: ROOM })).toEqual(['ban', 'mute']);
    expect(await kinds({ userId: 'u1', room: '2...game_other' })).toEqual(['ban']);
    expect(await kinds({ userId: 'u3', room: ROOM })).toEqual([]);
    expect(await kinds({ room: '2...game_other' })).toEqual(['shadow_mute', 'ban']);
    expect(await kinds({})).toEqual(['shadow_mute', 'ban', 'mute']);
    expect(await kinds({ limit: 1 })).toEqual(['shadow_mute']);

    now = 1_060_000;
    expect(await kinds({ userId: 'u1', room: ROOM })).toEqual(['ban']);
    expect(await store.lift({ kind: 'mute', userId: 'u1', room: ROOM }, act)).toBe(false);
    expect(await store.lift({ kind: 'ban', userId: 'u1', room: ROOM }, act)).toBe(false);
    expect(await store.lift({ kind: 'ban', userId: 'u1', room: null }, act)).toBe(true);
    expect(await (await bench.open({ now: () => now })).sanctions({ userId: 'u1' })).toEqual([]);
  });

  it('T5 replaces a sanction of the same kind, user and room', async () => {
    const store = await bench.open({ now: () => 5 });
    await store.sanction({ kind: 'ban', userId: 'u1', room: null, until: 100 }, act);
    await store.sanction({ kind: 'ban', userId: 'u1', room: null, until: null }, { by: 'mod-2', reason: 'again' });
    expect(await store.sanctions({ userId: 'u1' })).toEqual([
      { kind: 'ban', userId: 'u1', room: null, until: null, reason: 'again', by: 'mod-2', createTime: 5 },
    ]);
  });

  it('T5 keeps the slow mode of a room, open or not, for all processes and for good, until it ends', async () => {
    const store = await bench.open();
    expect(await store.slowSeconds(ROOM)).toBe(0);
    await store.slow(ROOM, 30, { by: 'mod-1', reason: '30 s' });
    await store.slow('2...game_other', 0.5, { by: 'mod-1' });
    await store.slow(ROOM, 60, { by: 'mod-2' });
    const again = await bench.open();
    expect([await again.slowSeconds(ROOM), await again.slowSeconds('2...game_other')]).toEqual([60, 0.5]);
    await again.slow(ROOM, 0, { by: 'mod-1' });
    await again.slow(ROOM, 0, { by: 'mod-1' });
    expect([await store.slowSeconds(ROOM), await store.slowSeconds('2...game_other')]).toEqual([0, 0.5]);
    expect((await store.audit({ room: ROOM })).map(({ action, by, reason }) => [action, by, reason])).toEqual([
      ['slow', 'mod-1', null], ['slow', 'mod-1', null], ['slow', 'mod-2', null], ['slow', 'mod-1', '30 s'],
    ]);
  });

  it('T5 writes everything that moderators do into the trail, newest first', async () => {
    const store = await bench.openRoom(ROOM, { now: () => 42 });
    await say(store, ROOM, 'one');
    await store.deleteMessages(ROOM, [1, 7], act);
    await store.sanction({ kind: 'mute', userId: 'u1', room: ROOM, until: 99 }, act);
    await store.lift({ kind: 'mute', userId: 'u1', room: ROOM }, { by: 'mod-2' });
    await store.note('kick', { room: ROOM, userId: 'u2' }, act);
    await store.note('close', { room: '2...game_other' }, { by: 'mod-1' });
    await store.sanction({ kind: 'shadow_mute', userId: 'u2', room: null, until: null }, act);
    await store.lift({ kind: 'shadow_mute', userId: 'u2', room: null }, act);

    const trail = await store.audit({});
    expect(trail.map(({ action, seq, userId }) => [action, seq ?? userId])).toEqual([
      ['unshadow_mute', 'u2'], ['shadow_mute', 'u2'], ['close', null], ['kick', 'u2'], ['unmute', 'u1'], ['mute', 'u1'], ['delete', 7], ['delete', 1],
    ]);
    expect(trail[5]).toEqual({ id: trail[5]!.id, time: 42, action: 'mute', by: 'mod-1', room: ROOM, userId: 'u1', seq: null, until: 99, reason: 'rude' });
    expect((await store.audit({ room: ROOM })).map(({ action }) => action)).toEqual(['kick', 'unmute', 'mute', 'delete', 'delete']);
    expect((await store.audit({ userId: 'u2', limit: 2 })).map(({ action }) => action)).toEqual(['unshadow_mute', 'shadow_mute']);
    expect((await store.audit({ userId: 'u2', before: trail[1]!.id })).map(({ action }) => action)).toEqual(['kick']);
  });

  it('T5 keeps a report with the message as it was, once per reporter, until it is resolved', async () => {
    let now = 10;
    const store = await bench.openRoom(ROOM, { now: () => now });
    await store.append(ROOM, [entry({ text: 'bad' }, { senderId: 'u9', sender: 'Eve' })]);
    const [message] = (await store.page(ROOM, { limit: 1, from: 'newest' })) as [WireMessage];
    now = 20;
    const made = await store.report({ room: ROOM, message, reporterId: 'u1', reason: 'insult' });
    expect(made).toEqual({
      id: made.id, room: ROOM, seq: 1, senderId: 'u9', sender: 'Eve', content: { text: 'bad' }, messageTime: 10, reporterId: 'u1', reason: 'insult', createTime: 20, resolved: null,
    });
    expect(await store.report({ room: ROOM, message, reporterId: 'u1', reason: 'insult!!' })).toEqual(made);
    const second = await store.report({ room: ROOM, message, reporterId: 'u2', reason: 'insult' });
    await store.deleteMessages(ROOM, [1], act);

    now = 30;
    expect(await store.resolveReport(made.id, 'message deleted', 'mod-1')).toBe(true);
    expect(await store.resolveReport(made.id, 'again', 'mod-2')).toBe(false);
    expect(await store.resolveReport(123_456, 'none', 'mod-2')).toBe(false);
    expect(await store.reports({ open: true })).toEqual([second]);
    expect(await store.reports({ room: ROOM, open: false })).toEqual([{ ...made, resolved: { by: 'mod-1', time: 30, verdict: 'message deleted' } }]);
    expect((await store.reports({})).map(({ id }) => id)).toEqual([second.id, made.id]);
    expect((await store.reports({ before: second.id, limit: 1 })).map(({ id }) => id)).toEqual([made.id]);
    expect(await store.reports({ room: '2...game_other' })).toEqual([]);
    expect((await store.audit({}))[0]).toMatchObject({ action: 'resolve', by: 'mod-1', userId: 'u9', seq: 1, reason: 'message deleted' });
  });
}
