import { expect, it } from 'vitest';
import type { ChatStore } from '../../src/server/store/ChatStore.js';
import type { PrunePolicy } from '../../src/server/store/RetentionStore.js';
import { contents, entry, ROOM, say, type Bench } from './storeContract.js';

/** Letting go of what is old, and what concerns one person. */
export function retentionContract(bench: Bench): void {
  const LATER = 1e15;

  /** Ten messages, at times 10, 20, ... 100. */
  async function tenMessages(): Promise<ChatStore> {
    let now = 0;
    const store = await bench.openRoom(ROOM, { now: () => now });
    for (let index = 1; index <= 10; index++) {
      now = index * 10;
      await say(store, ROOM, `m${index}`);
    }
    return store;
  }

  async function pruneAll(store: ChatStore, policy: Omit<PrunePolicy, 'limit'>, limit = 3): Promise<number[]> {
    const steps: number[] = [];
    for (;;) {
      const { removed, more } = await store.prune(ROOM, { ...policy, limit });
      steps.push(removed);
      if (!more) return steps;
    }
  }

  it('T8 prunes by age, in steps no larger than asked, and says how far', async () => {
    const store = await tenMessages();
    expect(await pruneAll(store, { olderThan: 80, spareSince: LATER })).toEqual([3, 3, 1]);
    expect(await contents(store, ROOM)).toEqual(['m8', 'm9', 'm10']);
    expect(await store.find(ROOM)).toMatchObject({ lastSeq: 10, prunedSeq: 7 });
    expect(await store.prune(ROOM, { olderThan: 80, spareSince: LATER, limit: 3 })).toEqual({ removed: 0, prunedSeq: 7, more: false });
    expect(await say(store, ROOM, 'm11')).toEqual([11]);
  });

  it('T8 prunes by count, holes in the numbers not counted', async () => {
    const store = await tenMessages();
    await store.append(ROOM, Array.from({ length: 20 }, () => entry('not stored', { persist: false })));
    expect(await pruneAll(store, { keep: 4, spareSince: LATER })).toEqual([3, 3]);
    expect(await contents(store, ROOM)).toEqual(['m7', 'm8', 'm9', 'm10']);
    expect(await pruneAll(store, { keep: 30, spareSince: LATER })).toEqual([0]);
    expect(await pruneAll(store, { keep: 0, spareSince: LATER })).toEqual([3, 1]);
    expect(await contents(store, ROOM)).toEqual([]);
    expect(await store.find(ROOM)).toMatchObject({ lastSeq: 30, prunedSeq: 10 });
  });

  it('T8 prunes by age and count together, and S3 spares what may still be retried', async () => {
    const store = await tenMessages();
    expect(await pruneAll(store, { olderThan: 30, keep: 7, spareSince: LATER })).toEqual([3]);
    expect(await pruneAll(store, { olderThan: 60, keep: 9, spareSince: LATER })).toEqual([2]);
    expect(await pruneAll(store, { keep: 1, spareSince: 80 })).toEqual([2]);
    expect(await contents(store, ROOM)).toEqual(['m8', 'm9', 'm10']);
  });

  it('T8 prunes nothing in a room that is not there', async () => {
    const store = await bench.open();
    expect(await store.prune(ROOM, { keep: 1, spareSince: LATER, limit: 10 })).toEqual({ removed: 0, prunedSeq: 0, more: false });
  });

  it('T8 R5 prunes while others write: what stays is complete, the numbers go on', async () => {
    const store = await bench.openRoom();
    let writing = true;
    const pruning = (async () => {
      while (writing) await store.prune(ROOM, { keep: 50, spareSince: LATER, limit: 20 });
    })();
    for (let round = 0; round < 40; round++) await store.append(ROOM, Array.from({ length: 10 }, (_, index) => entry(`${round * 10 + index + 1}`)));
    writing = false;
    await pruning;
    const { prunedSeq, lastSeq } = (await store.find(ROOM))!;
    expect(lastSeq).toBe(400);
    expect(prunedSeq).toBeGreaterThan(0);
    expect(await contents(store, ROOM)).toEqual(Array.from({ length: 400 - prunedSeq }, (_, index) => `${prunedSeq + index + 1}`));
  });

  it('T8 lists the rooms by name, page by page', async () => {
    const store = await bench.open({ now: () => 77 });
    const names = ['2...game_b', '2...game_a', '2...game_c', '2...game_Z'];
    for (const name of names) await store.open(name, { epoch: name, lastSeq: 3 });
    await say(store, '2...game_a', 'x');
    expect(await store.countRooms()).toBe(4);
    const first = await store.rooms({ limit: 3 });
    expect(first.map(({ room }) => room)).toEqual(['2...game_Z', '2...game_a', '2...game_b']);
    expect(first[1]).toEqual({ room: '2...game_a', epoch: '2...game_a', lastSeq: 4, lossySeq: 3, prunedSeq: 0, claimed: false, lastTime: 77 });
    expect((await store.rooms({ after: first[2]!.room, limit: 3 })).map(({ room }) => room)).toEqual(['2...game_c']);
  });

  it('T8 forgets old records, not what is in force or open', async () => {
    let now = 100;
    const store = await bench.openRoom(ROOM, { now: () => now });
    await say(store, ROOM, 'one');
    const [message] = await store.page(ROOM, { limit: 1, from: 'newest' });
    const act = { by: 'mod-1' };
    await store.sanction({ kind: 'mute', userId: 'u1', room: null, until: 150 }, act);
    await store.sanction({ kind: 'ban', userId: 'u1', room: null, until: null }, act);
    const resolved = await store.report({ room: ROOM, message: message!, reporterId: 'u2', reason: 'x' });
    const open = await store.report({ room: ROOM, message: message!, reporterId: 'u3', reason: 'x' });
    await store.resolveReport(resolved.id, 'fine', 'mod-1');
    now = 1_000;
    await store.note('kick', { userId: 'u1' }, act);
    await store.pruneRecords(500);
    expect((await store.audit({})).map(({ action }) => action)).toEqual(['kick']);
    expect(await store.reports({})).toEqual([open]);
    expect((await store.sanctions({})).map(({ kind }) => kind)).toEqual(['ban']);
  });

  it('T8 removes rooms that hold nothing and were not touched for long; R3 the next one under the name has another epoch', async () => {
    let now = 1_000;
    const store = await bench.open({ now: () => now });
    const names = ['2...game_claimed', '2...game_full', '2...game_pruned', '2...game_touched', '2...game_written', '2...game_wiped'];
    for (const name of names) await store.open(name, { epoch: 'old', lastSeq: 3 });
    await store.claim('2...game_claimed', 'old');
    for (const name of ['2...game_full', '2...game_pruned', '2...game_wiped']) await say(store, name, 'one');
    await store.prune('2...game_pruned', { keep: 0, spareSince: LATER, limit: 10 });
    // A deleted message keeps its number and its client id as long as any other.
    await store.deleteMessages('2...game_wiped', [4], { by: 'mod-1' });
    now = 10_000_000;
    await store.touchRooms(['2...game_touched', '2...game_missing']);
    await store.append('2...game_written', [entry('not stored', { persist: false })]);

    expect(await store.removeIdleRooms(names, 1_000)).toEqual([]);
    expect(await store.removeIdleRooms([...names, '2...game_missing'], 5_000_000)).toEqual(['2...game_claimed', '2...game_pruned']);
    expect(await store.find('2...game_pruned')).toBeNull();
    expect(await store.find('2...game_missing')).toBeNull();
    expect(await store.countRooms()).toBe(4);
    expect((await store.open('2...game_pruned', { epoch: 'new', lastSeq: 0 }))).toMatchObject({ epoch: 'new', lastSeq: 0, prunedSeq: 0 });
    expect(await say(store, '2...game_pruned', 'anew')).toEqual([1]);
    expect(await contents(store, '2...game_pruned')).toEqual(['anew']);
    expect(await contents(store, '2...game_full')).toEqual(['one']);
  });

  it('T8 takes no room for idle that one process opens while another removes it: it is there, or made anew', async () => {
    let now = 1_000;
    const [one, two] = [await bench.open({ now: () => now }), await bench.open({ now: () => now })];
    const names = Array.from({ length: 60 }, (_, index) => `2...game_${String(index).padStart(3, '0')}`);
    for (const name of names) await one.open(name, { epoch: 'old', lastSeq: 0 });
    now = 10_000_000;
    const enter = async (name: string): Promise<void> => {
      await one.touchRooms([name]);
      const { epoch, lastSeq } = await one.open(name, { epoch: 'new', lastSeq: 0 });
      expect(await say(one, name, epoch)).toEqual([lastSeq + 1]);
    };
    await Promise.all([...names.map(enter), two.removeIdleRooms(names, 5_000_000), two.removeIdleRooms([...names].reverse(), 5_000_000)]);
    expect(await one.countRooms()).toBe(60);
    for (const name of names) expect(await contents(two, name)).toEqual([(await two.find(name))!.epoch]);
  });

  /** Two persons in three rooms, 5,000 messages: more than one step. */
  async function twoPersons(): Promise<ChatStore> {
    const store = await bench.open({ now: () => 1_000 });
    for (const room of ['2...game_a', '2...game_b', '2...game_c']) {
      await store.open(room, { epoch: 'e', lastSeq: 0 });
      const count = room.endsWith('b') ? 4_000 : 500;
      await store.append(room, Array.from({ length: count }, (_, index) => entry(`${room} ${index + 1}`, index % 10 === 0 ? { senderId: 'u2', sender: 'Bob' } : {})));
    }
    return store;
  }

  it('T8 exports every message of one person and of nobody else', async () => {
    const store = await twoPersons();
    const exported = [];
    for await (const message of store.exportUser('u2')) exported.push(message);
    expect(exported).toHaveLength(500);
    expect(exported[0]).toEqual({ room: '2...game_a', seq: 1, sender: 'Bob', content: '2...game_a 1', createTime: 1_000 });
    expect(new Set(exported.map(({ content }) => content)).size).toBe(500);
    expect(exported.every(({ seq }) => seq % 10 === 1)).toBe(true);
    for await (const message of store.exportUser('nobody')) expect(message).toBeUndefined();
  });

  it('T8 erases one person: messages, names and words are gone, those of others stay', async () => {
    const store = await twoPersons();
    const [message] = await store.page('2...game_a', { limit: 1, from: 'oldest' });
    await store.report({ room: '2...game_a', message: message!, reporterId: 'u1', reason: 'x' });
    await store.report({ room: '2...game_a', message: [2, 'u1', 'Ann', 'hm', 1, null], reporterId: 'u2', reason: 'I, Bob, say so' });
    await store.sanction({ kind: 'ban', userId: 'u2', room: null, until: null }, { by: 'mod-1' });

    const erased = new Map<string, number[]>();
    const result = await store.eraseUser('u2', { by: 'admin', reason: 'asked for it' }, (room, seqs) => erased.set(room, [...(erased.get(room) ?? []), ...seqs]));
    expect(result).toEqual({ messages: 500 });
    expect([...erased].map(([room, seqs]) => [room, seqs.length])).toEqual([['2...game_a', 50], ['2...game_b', 400], ['2...game_c', 50]]);
    for await (const left of store.exportUser('u2')) expect(left).toBeUndefined();
    expect(await contents(store, '2...game_b')).toHaveLength(3_600);
    const reports = await store.reports({});
    expect(reports).toEqual([
      expect.objectContaining({ senderId: 'u1', sender: 'Ann', content: 'hm', reason: '' }),
      expect.objectContaining({ senderId: '', sender: '', content: '', reporterId: 'u1' }),
    ]);
    expect(JSON.stringify(reports)).not.toContain('Bob');
    expect(await store.sanctions({ userId: 'u2' })).toHaveLength(1);
    expect((await store.audit({}))[0]).toMatchObject({ action: 'erase', by: 'admin', userId: 'u2', reason: 'asked for it' });
    expect(await store.eraseUser('u2', { by: 'admin' })).toEqual({ messages: 0 });
  });
}
