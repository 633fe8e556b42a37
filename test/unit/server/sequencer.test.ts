import { describe, expect, it } from 'vitest';
import type { NumberedBatch } from '../../../src/server/intake.js';
import { openSequencer } from '../../../src/server/sequencer.js';
import type { AppendEntry } from '../../../src/server/store/ChatStore.js';
import { rejectionOf } from '../../helpers/errors.js';
import { createManualClock, settle } from '../../helpers/manualClock.js';
import { createMemoryStore, type MemoryDatabase } from '../../helpers/memoryStore.js';
import { entry } from '../../contract/storeContract.js';

const ROOM = '2...test_lobby';

async function setUp({ database = new Map() as MemoryDatabase, shared = false, maxPending = 1_000 } = {}) {
  const clock = createManualClock(1_000);
  const store = createMemoryStore(database, () => clock.now());
  const batches: NumberedBatch[] = [];
  const behind = { count: 0 };
  const sequencer = await openSequencer({
    room: ROOM, store, clock, newEpoch: () => 'fresh', shared, maxPending,
    onBatch(batch) {
      batches.push(batch);
      sequencer.record.lastSeq = batch.last;
    },
    onBehind: () => void (behind.count += 1),
  });
  return { clock, store, batches, behind, sequencer, database };
}

const transient = (text: string): AppendEntry => entry(text, { persist: false });

describe('an append whose answer was lost', () => {
  it('S3 R2 is stored once, and whoever retries it learns that nobody has been told of it', async () => {
    const { sequencer, store, batches, behind } = await setUp({ shared: true });
    const sent = entry('stored, then the connection to the database broke');
    const append = store.append.bind(store);
    store.append = async (room, entries) => {
      await append(room, entries);
      throw new Error('connection lost');
    };
    await expect(sequencer.submit(sent)).rejects.toThrow('connection lost');
    store.append = append;
    expect(await sequencer.submit(sent)).toMatchObject({ seq: 1, duplicate: true });
    expect(batches).toEqual([]);
    expect(behind.count).toBe(1);
  });
});

describe('numbers given in memory', () => {
  it('R5 count up, each told once, without a store', async () => {
    const { sequencer, batches, store } = await setUp();
    const acks = await Promise.all([sequencer.submit(transient('a')), sequencer.submit(transient('b'))]);
    expect(acks.map(({ seq }) => seq)).toEqual([1, 2]);
    expect(batches.map(({ prev, last, transient: numbers }) => [prev, last, numbers])).toEqual([[0, 1, [1]], [1, 2, [2]]]);
    expect(store.calls).toEqual({ find: 1 });
  });

  it('S3 are the same for a retry', async () => {
    const { sequencer, batches, clock } = await setUp();
    const sent = transient('once');
    const first = await sequencer.submit(sent);
    clock.jump(60_000);
    expect(await sequencer.submit(sent)).toEqual({ ...first, duplicate: true });
    expect(batches).toHaveLength(1);
  });

  it('T6 are forgotten in the end', async () => {
    const { sequencer, batches, clock } = await setUp();
    const sent = transient('once');
    await sequencer.submit(sent);
    clock.jump(121_000);
    await sequencer.submit(transient('another'));
    await sequencer.submit(sent);
    expect(batches).toHaveLength(3);
  });

  it('R5 never go back in time', async () => {
    const { sequencer, clock } = await setUp();
    const { createTime } = await sequencer.submit(transient('a'));
    clock.now = () => 500;
    expect((await sequencer.submit(transient('b'))).createTime).toBe(createTime);
  });

  it('R5 stay when the room begins to be stored, and S3 retries of before are known', async () => {
    const { sequencer, batches, database } = await setUp();
    const sent = transient('a');
    await sequencer.submit(sent);
    await sequencer.submit(transient('b'));
    await sequencer.persist();
    expect(database.get(ROOM)!.record).toMatchObject({ epoch: 'fresh', lastSeq: 2, lossySeq: 2 });
    expect((await sequencer.submit(entry('stored'))).seq).toBe(3);
    expect(await sequencer.submit(sent)).toMatchObject({ seq: 1, duplicate: true });
    expect(batches.map(({ prev, last }) => [prev, last])).toEqual([[0, 1], [1, 2], [2, 3]]);
  });
});

describe('numbers given by the store', () => {
  it('S1 R5 are told when the store has them, all that waited at once', async () => {
    const { sequencer, batches, store } = await setUp();
    await sequencer.persist();
    store.holding.add('append');
    const first = sequencer.submit(entry('a'));
    await settle();
    const others = [sequencer.submit(entry('b')), sequencer.submit(transient('c'))];
    await settle();
    expect(batches).toEqual([]);
    store.release();
    expect([(await first).seq, ...(await Promise.all(others)).map(({ seq }) => seq)]).toEqual([1, 2, 3]);
    expect(batches.map(({ prev, last, transient: numbers }) => [prev, last, numbers])).toEqual([[0, 1, []], [1, 3, [3]]]);
    expect(store.calls.append).toBe(2);
  });

  it('R5 go on while the store works: others are on their way, in order, before the first is answered', async () => {
    const { sequencer, batches, store } = await setUp();
    await sequencer.persist();
    store.holding.add('append');
    const sent: ReturnType<typeof sequencer.submit>[] = [];
    for (const count of [1, 3, 80]) {
      for (let i = 0; i < count; i++) sent.push(sequencer.submit(entry(`${count}-${i}`)));
      await settle();
    }
    expect(batches).toEqual([]);
    store.release();
    expect((await Promise.all(sent)).map(({ seq }) => seq)).toEqual(Array.from({ length: 84 }, (_, i) => i + 1));
    expect(batches.map(({ prev, last }) => [prev, last])).toEqual([[0, 1], [1, 4], [4, 68], [68, 84]]);
    expect(store.calls.append).toBe(4);
  });

  it('T6 come in a bounded number of calls at once, and what waits goes in the next', async () => {
    const { sequencer, store } = await setUp();
    await sequencer.persist();
    store.holding.add('append');
    const sent: ReturnType<typeof sequencer.submit>[] = [];
    for (let i = 0; i < 30; i++) {
      sent.push(sequencer.submit(entry(`${i}`)));
      await settle();
    }
    // One that the store works on, and one that it finds then.
    expect(store.calls.append).toBe(2);
    for (let i = 0; i < 20 * 64; i++) sent.push(sequencer.submit(entry(`${i}, many`)));
    await settle();
    expect(store.calls.append).toBe(16);
    store.release();
    expect((await Promise.all(sent)).map(({ seq }) => seq)).toEqual(Array.from({ length: 1_310 }, (_, i) => i + 1));
    expect(store.calls.append).toBe(17);
  });

  it('S3 are one for a send and its retry, stored or not, also while the first is under way', async () => {
    for (const persist of [true, false]) {
      const { sequencer, batches, store } = await setUp();
      await sequencer.persist();
      store.holding.add('append');
      const sent = entry('once', { persist });
      const [first, retry] = [sequencer.submit(sent), sequencer.submit(sent)];
      await settle();
      const late = sequencer.submit(sent);
      store.release();
      expect(await first).toMatchObject({ seq: 1, duplicate: false });
      for (const again of [await retry, await late, await sequencer.submit(sent)]) expect(again).toMatchObject({ seq: 1, duplicate: true });
      expect(batches.map(({ messages }) => messages.length)).toEqual([1]);
    }
  });

  it('S3 are one also for a retry after a restart', async () => {
    const one = await setUp();
    await one.sequencer.persist();
    const sent = entry('once');
    await one.sequencer.submit(sent);
    const two = await setUp({ database: one.database });
    expect(two.sequencer.record).toMatchObject({ epoch: 'fresh', lastSeq: 1 });
    expect(await two.sequencer.submit(sent)).toMatchObject({ seq: 1, duplicate: true });
    expect(two.batches).toEqual([]);
  });

  it('S1 reject what could not be stored, tell nobody of it, and go on', async () => {
    const { sequencer, batches, store } = await setUp();
    await sequencer.persist();
    store.failing.add('append');
    const sent = entry('a');
    expect((await rejectionOf(sequencer.submit(sent))).code).toBe('unavailable');
    expect(batches).toEqual([]);
    store.failing.clear();
    expect(await sequencer.submit(sent)).toMatchObject({ seq: 1, duplicate: false });
  });

  it('T6 are refused where too many wait', async () => {
    const { sequencer, store } = await setUp({ maxPending: 2 });
    await sequencer.persist();
    store.holding.add('append');
    const first = sequencer.submit(entry('a'));
    await settle();
    const waiting = [sequencer.submit(entry('b')), sequencer.submit(entry('c'))];
    expect(await rejectionOf(sequencer.submit(entry('d')))).toMatchObject({ code: 'unavailable', retryAfterMs: 500 });
    store.release();
    expect((await Promise.all([first, ...waiting])).map(({ seq }) => seq)).toEqual([1, 2, 3]);
    expect((await sequencer.submit(entry('e'))).seq).toBe(4);
  });

  it('T7 idle resolves when nothing waits for the store', async () => {
    const { sequencer, store } = await setUp();
    await sequencer.persist();
    await sequencer.idle();
    store.holding.add('append');
    let acknowledged = 0;
    void sequencer.submit(entry('a')).then(() => acknowledged++);
    let idle = false;
    void sequencer.idle().then(() => (idle = true));
    await settle();
    expect(idle).toBe(false);
    store.release();
    await settle();
    expect([idle, acknowledged]).toEqual([true, 1]);
  });
});

describe('a room that cannot be opened in the store', () => {
  it('rejects what was to be stored, and stays usable', async () => {
    const { sequencer, store } = await setUp();
    store.failing.add('open');
    const persisting = rejectionOf(sequencer.persist());
    const sending = rejectionOf(sequencer.submit(entry('a')));
    expect((await persisting).code).toBe('unavailable');
    expect((await sending).code).toBe('unavailable');
    store.failing.clear();
    await sequencer.persist();
    expect((await sequencer.submit(entry('b'))).seq).toBe(1);
  });

  it('T10 lets nobody number in memory where other processes serve it too', async () => {
    const { store } = await setUp({ shared: true });
    expect(store.calls).toEqual({ open: 1 });
  });
});
