import { describe, expect, it } from 'vitest';
import type { Batch } from '../../../src/protocol/wire.js';
import { createIntake, type NumberedBatch } from '../../../src/server/intake.js';
import { entry } from '../../contract/storeContract.js';
import { createManualClock, settle } from '../../helpers/manualClock.js';
import { createMemoryStore } from '../../helpers/memoryStore.js';

const ROOM = '2...test_lobby';

async function setUp() {
  const clock = createManualClock();
  const store = createMemoryStore();
  await store.open(ROOM, { epoch: 'e1', lastSeq: 0 });
  const accepted: Batch[] = [];
  let head = 0;
  const intake = createIntake({
    room: ROOM, store, clock,
    head: () => head,
    accept(batch) {
      expect(batch.prev).toBe(head);
      head = batch.last;
      accepted.push(batch);
    },
  });

  /** Stores so many, as another process would, and returns the batch that it publishes. */
  async function elsewhere(count: number, persist = true): Promise<NumberedBatch> {
    const { prev, last, appended } = await store.append(ROOM, Array.from({ length: count }, () => entry('x', { persist })));
    return {
      prev, last,
      messages: appended.map(({ seq }) => [seq, 'u1', 'Ann', 'x', 1, null]),
      transient: persist ? [] : appended.map(({ seq }) => seq),
    };
  }
  return { clock, store, intake, accepted, elsewhere, seqs: () => accepted.flatMap(({ messages }) => messages.map(([seq]) => seq)), head: () => head };
}

describe('batches of several processes', () => {
  it('R5 are taken in order, each once, however they arrive', async () => {
    const { intake, elsewhere, seqs, clock } = await setUp();
    const batches = [await elsewhere(2), await elsewhere(1), await elsewhere(3)];
    for (const i of [2, 1, 2, 0, 1, 0, 2]) intake.push(batches[i]!);
    expect(seqs()).toEqual([1, 2, 3, 4, 5, 6]);
    expect(clock.pending).toBe(0);
  });

  it('R5 are cut to what is new', async () => {
    const { intake, elsewhere, seqs, head } = await setUp();
    const first = await elsewhere(2);
    const second = await elsewhere(2);
    intake.push(first);
    intake.push({ ...second, prev: 0, messages: [...first.messages, ...second.messages] });
    expect(seqs()).toEqual([1, 2, 3, 4]);
    expect(head()).toBe(4);
  });

  it('R4 are read from the store where one before them does not come, and not before it has had a moment to', async () => {
    const { clock, store, intake, elsewhere, seqs } = await setUp();
    await elsewhere(2);
    intake.push(await elsewhere(1));
    await clock.advance(29);
    expect(store.calls.page).toBeUndefined();
    await clock.advance(1);
    expect(seqs()).toEqual([1, 2, 3]);
  });

  it('R4 are found where nothing at all came', async () => {
    const { intake, elsewhere, seqs } = await setUp();
    await elsewhere(1_200);
    await intake.catchUp();
    expect(seqs()).toHaveLength(1_200);
    await intake.catchUp();
    expect(seqs()).toHaveLength(1_200);
  });

  it('R5 are each taken once also where they come while the store is read', async () => {
    const { store, intake, elsewhere, seqs } = await setUp();
    const first = await elsewhere(2);
    const second = await elsewhere(2);
    store.holding.add('page');
    const reading = intake.catchUp();
    await settle();
    intake.push(first);
    store.release();
    await reading;
    intake.push(second);
    expect(seqs()).toEqual([1, 2, 3, 4]);
  });

  it('R3 say what the store does not have', async () => {
    const { intake, elsewhere, accepted } = await setUp();
    await elsewhere(2, false);
    await elsewhere(1);
    await intake.catchUp();
    expect(accepted).toMatchObject([{ prev: 0, last: 3, missing: { from: 1, to: 2 } }]);
  });

  it('R4 are found later where the store cannot be read now', async () => {
    const { clock, store, intake, elsewhere, seqs } = await setUp();
    await elsewhere(1);
    store.failing.add('find');
    intake.push(await elsewhere(1));
    await clock.advance(30);
    expect(seqs()).toEqual([]);
    store.failing.clear();
    await intake.catchUp();
    expect(seqs()).toEqual([1, 2]);
  });

  it('leave no timer when it is closed', async () => {
    const { clock, intake, elsewhere } = await setUp();
    await elsewhere(1);
    intake.push(await elsewhere(1));
    intake.close();
    expect(clock.pending).toBe(0);
  });
});
