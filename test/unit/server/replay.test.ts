import { describe, expect, it } from 'vitest';
import type { WireMessage } from '../../../src/protocol/wire.js';
import { createReplayBuffer, type ReplayBuffer } from '../../../src/server/replay.js';
import type { RoomRecord } from '../../../src/server/store/ChatStore.js';
import { createMemoryStore, type MemoryDatabase } from '../../helpers/memoryStore.js';
import { entry } from '../../contract/storeContract.js';

const ROOM = '2...test_lobby';

/** A room whose first `stored` messages were there before the channel opened. */
async function setUp({ stored = 0, size = 10, lossySeq = 0 } = {}) {
  const database: MemoryDatabase = new Map();
  const store = createMemoryStore(database, () => 1);
  await store.open(ROOM, { epoch: 'e1', lastSeq: 0 });
  if (stored > 0) await store.append(ROOM, Array.from({ length: stored }, (_, i) => entry(`old ${i + 1}`)));
  const record: RoomRecord = { epoch: 'e1', lastSeq: stored, lossySeq, prunedSeq: 0, claimed: false };
  const newest = await store.page(ROOM, { limit: 6, from: 'newest' });
  const log = createReplayBuffer({ room: ROOM, store, record, stored: newest, recentMessages: 5, size });

  async function say(count: number, persist = true): Promise<void> {
    for (let i = 0; i < count; i++) {
      const sent = entry(`new ${record.lastSeq + 1}`, { persist });
      const { prev, last, appended } = await store.append(ROOM, [sent]);
      const message: WireMessage = [last, sent.senderId, sent.sender, sent.content, appended[0]!.createTime, sent.clientId];
      log.add({ prev, last, messages: [message], transient: persist ? [] : [last] });
    }
  }
  return { log, say, store, database, record };
}

/** Asks on as a client does. */
async function walk(log: ReplayBuffer, seq: number): Promise<{ seqs: number[]; missing: unknown[]; parts: number }> {
  const seqs: number[] = [];
  const missing: unknown[] = [];
  for (let parts = 1; ; parts++) {
    const answer = await log.since({ epoch: 'e1', seq });
    expect(answer.prev).toBe(seq);
    seqs.push(...answer.messages.map(([at]) => at));
    if (answer.missing) missing.push([answer.missing.from, answer.missing.to]);
    seq = answer.last;
    if (answer.last >= answer.head) return { seqs, missing, parts };
  }
}

const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, i) => from + i);

describe('what came since', () => {
  it('R2 comes from memory while it is there, stored or not', async () => {
    const { log, say, store } = await setUp({ stored: 3 });
    await say(2);
    await say(2, false);
    const pages = store.calls.page;
    expect(await walk(log, 3)).toEqual({ seqs: range(4, 7), missing: [], parts: 1 });
    expect(await walk(log, 7)).toEqual({ seqs: [], missing: [], parts: 1 });
    expect(store.calls.page).toBe(pages);
  });

  it('R2 comes from the store where it is older than the memory, without a gap between the two', async () => {
    const { log, say } = await setUp({ stored: 20 });
    await say(30);
    expect(await walk(log, 0)).toMatchObject({ seqs: range(1, 50), missing: [] });
    expect(await walk(log, 15)).toMatchObject({ seqs: range(16, 50), missing: [] });
  });

  it('R2 comes in parts where it is much', async () => {
    const { log } = await setUp({ stored: 450 });
    expect(await walk(log, 0)).toEqual({ seqs: range(1, 450), missing: [], parts: 3 });
    const exact = await setUp({ stored: 200 });
    expect((await walk(exact.log, 0)).seqs).toEqual(range(1, 200));
  });

  it('R2 comes in parts from a large memory too', async () => {
    const { log, say } = await setUp({ size: 1_000 });
    await say(450, false);
    expect(await walk(log, 0)).toEqual({ seqs: range(1, 450), missing: [], parts: 3 });
  });

  it('R2 is complete also where messages arrive while the store is read', async () => {
    const { log, say, store } = await setUp({ stored: 20 });
    store.holding.add('page');
    const asking = log.since({ epoch: 'e1', seq: 5 });
    store.holding.delete('page');
    await say(15);
    store.release();
    const first = await asking;
    expect(first.messages.map(([seq]) => seq)).toEqual(range(6, first.last));
    const rest = await walk(log, first.last);
    expect(rest).toMatchObject({ seqs: range(first.last + 1, 35), missing: [] });
  });
});

describe('what cannot be had again', () => {
  it('R3 is said where unstored messages have left the memory, and exactly up to them', async () => {
    const { log, say } = await setUp();
    await say(5, false);
    expect(await walk(log, 0)).toMatchObject({ seqs: range(1, 5), missing: [] });
    await say(12);
    expect(await walk(log, 0)).toMatchObject({ seqs: range(6, 17), missing: [[1, 5]] });
    expect(await walk(log, 5)).toMatchObject({ seqs: range(6, 17), missing: [] });
  });

  it('R3 is not said while the unstored messages are in memory', async () => {
    const { log, say } = await setUp({ stored: 30 });
    await say(3, false);
    expect(await walk(log, 2)).toMatchObject({ seqs: range(3, 33), missing: [] });
  });

  it('R3 is said where a process before this one gave out numbers that it did not store', async () => {
    const { log } = await setUp({ stored: 30, lossySeq: 12 });
    expect(await walk(log, 4)).toMatchObject({ missing: [[5, 12]] });
    expect(await walk(log, 12)).toMatchObject({ missing: [] });
  });

  it('R3 is said where another process did, and the channel heard of it late', async () => {
    const { log, say } = await setUp({ stored: 2 });
    log.add({ prev: 2, last: 4, messages: [], transient: [], missing: { from: 3, to: 4 } });
    await say(0);
    expect(await walk(log, 2)).toMatchObject({ seqs: [], missing: [[3, 4]] });
  });

  it('R3 T8 is said where retention has pruned it meanwhile', async () => {
    const { log, database } = await setUp({ stored: 30 });
    const room = database.get(ROOM)!;
    room.record.prunedSeq = 20;
    room.messages.splice(0, 20);
    expect(await walk(log, 4)).toMatchObject({ seqs: range(21, 30), missing: [[5, 20]] });
  });

  it('R3 is everything of another numbering; the newest of this one follow, stored or not', async () => {
    const { log, say } = await setUp({ stored: 9 });
    await say(2, false);
    const foreign = { epoch: 'e1', head: 11, prev: 0, last: 11, missing: { from: 8, to: null } };
    expect(await log.since({ epoch: 'old', seq: 7 })).toMatchObject(foreign);
    expect((await log.since({ epoch: 'old', seq: 7 })).messages.map(([seq]) => seq)).toEqual([5, 6, 7, 8, 9, 10, 11]);
    expect(await log.since({ epoch: 'e1', seq: 12 })).toMatchObject({ ...foreign, missing: { from: 13, to: null } });
  });
});

describe('the newest messages', () => {
  it('J5 are those stored, a bounded number, and whether there are older ones', async () => {
    const exact = await setUp({ stored: 5 });
    expect(exact.log.recent()).toMatchObject({ older: false });
    const { log, say } = await setUp({ stored: 6 });
    expect(log.recent()).toMatchObject({ older: true });
    expect(log.recent().messages.map(([seq]) => seq)).toEqual(range(2, 6));
    await say(2, false);
    await say(1);
    expect(log.recent().messages.map(([seq]) => seq)).toEqual([3, 4, 5, 6, 9]);
  });

  it('T5 lack what was deleted, everywhere', async () => {
    const { log, say, database } = await setUp({ stored: 3 });
    await say(2);
    database.get(ROOM)!.messages.splice(3, 1);
    log.remove([4]);
    expect(log.recent().messages.map(([seq]) => seq)).toEqual([1, 2, 3, 5]);
    expect(await walk(log, 2)).toMatchObject({ seqs: [3, 5], missing: [] });
  });

  it('T6 take a bounded memory', async () => {
    const { log, say, record } = await setUp({ size: 10 });
    await say(500, false);
    expect(log.head).toBe(500);
    expect((await log.since({ epoch: 'e1', seq: 490 })).messages).toHaveLength(10);
    expect(await walk(log, 489)).toMatchObject({ seqs: range(491, 500), missing: [[490, 490]] });
    expect(record.lossySeq).toBe(500);
  });
});
