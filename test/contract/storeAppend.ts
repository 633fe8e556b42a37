import { expect, it } from 'vitest';
import type { AppendResult } from '../../src/server/store/ChatStore.js';
import type { Content } from '../../src/protocol/messages.js';
import { contents, entry, nextClientId, ROOM, say, type Bench } from './storeContract.js';

/** Numbers, times, repeats and what is not stored. */
export function appendContract(bench: Bench): void {
  it('R5 numbers messages one after the other, in the order of the calls', async () => {
    const store = await bench.openRoom();
    const results = await Promise.all(Array.from({ length: 500 }, (_, index) => store.append(ROOM, [entry(`a${index}`), entry(`b${index}`)])));
    expect(results.map(({ prev, last, appended }) => [prev, last, appended.map(({ seq }) => seq)])).toEqual(
      results.map((_, index) => [2 * index, 2 * index + 2, [2 * index + 1, 2 * index + 2]]),
    );
    expect(await contents(store, ROOM)).toEqual(results.flatMap((_, index) => [`a${index}`, `b${index}`]));
    expect((await store.find(ROOM))?.lastSeq).toBe(1000);
  });

  it('R5 goes on after the number that the room was opened with', async () => {
    const store = await bench.open();
    await store.open(ROOM, { epoch: 'e', lastSeq: 5_000_000_000 });
    expect(await store.append(ROOM, [entry('first')])).toMatchObject({ prev: 5_000_000_000, last: 5_000_000_001 });
    expect((await store.page(ROOM, { limit: 1, from: 'newest' }))[0]?.[0]).toBe(5_000_000_001);
  });

  it('S3 stores a retried send once: it keeps its number and its time', async () => {
    let now = 1_000;
    const store = await bench.openRoom(ROOM, { now: () => now });
    const sent = entry('once');
    const first = await store.append(ROOM, [sent]);
    await say(store, ROOM, 'another');
    now = 9_000;
    const retried = await store.append(ROOM, [sent, entry('new')]);
    expect(first.appended).toEqual([{ seq: 1, createTime: 1_000, duplicate: false }]);
    expect(retried.appended[0]).toEqual({ seq: 1, createTime: 1_000, duplicate: true });
    expect(retried.appended[1]).toMatchObject({ seq: retried.last, createTime: 9_000, duplicate: false });
    expect(await contents(store, ROOM)).toEqual(['once', 'another', 'new']);
  });

  it('S3 stores a send once however many retries race, from two processes, with one number for all', async () => {
    const [one, two] = [await bench.openRoom(), await bench.open()];
    const sent = Array.from({ length: 20 }, (_, index) => entry(`m${index}`));
    const results = await Promise.all(
      Array.from({ length: 200 }, (_, index) => (index % 2 ? one : two).append(ROOM, [sent[index % 20]!])),
    );
    const seqs = sent.map((_, which) => new Set(results.filter((_, index) => index % 20 === which).map(({ appended }) => appended[0]!.seq)));
    expect(seqs.map((set) => set.size)).toEqual(sent.map(() => 1));
    expect(results.filter(({ appended }) => !appended[0]!.duplicate)).toHaveLength(20);
    expect(await contents(one, ROOM)).toHaveLength(20);
  });

  it('S3 stores a send once across a restart of the server', async () => {
    const store = await bench.openRoom();
    const sent = entry('once');
    await store.append(ROOM, [sent]);
    await store.close();
    const again = await bench.open();
    expect((await again.append(ROOM, [sent])).appended[0]).toMatchObject({ seq: 1, duplicate: true });
    expect(await contents(again, ROOM)).toEqual(['once']);
  });

  it('S3 gives one number to an entry that stands twice in one call, stored or not', async () => {
    const store = await bench.openRoom();
    for (const persist of [true, false]) {
      const twice = entry('twice', { persist });
      const { appended } = await store.append(ROOM, [twice, entry('between'), twice]);
      expect(appended[2]).toEqual({ ...appended[0], duplicate: true });
      expect(appended.map(({ duplicate }) => duplicate)).toEqual([false, false, true]);
    }
    expect(await contents(store, ROOM)).toEqual(['twice', 'between', 'between']);
  });

  it('S3 takes the same client id of another sender, or in another room, as another message', async () => {
    const store = await bench.openRoom();
    await store.open('2...game_other', { epoch: 'e', lastSeq: 0 });
    const clientId = nextClientId();
    await store.append(ROOM, [entry('of Ann', { clientId, senderId: 'u1' }), entry('of Bob', { clientId, senderId: 'u2' })]);
    expect((await store.append('2...game_other', [entry('elsewhere', { clientId })])).appended[0]).toMatchObject({ seq: 1, duplicate: false });
    expect(await contents(store, ROOM)).toEqual(['of Ann', 'of Bob']);
  });

  it('R5 never lets time go back within a room, whatever the clock does', async () => {
    let now = 2_000_000;
    const store = await bench.openRoom(ROOM, { now: () => now });
    const skewed = await bench.open({ now: () => now - 60_000 });
    const times: number[] = [];
    for (const step of [0, 10, -5_000, 20, 0]) {
      now += step;
      for (const each of [store, skewed]) times.push((await each.append(ROOM, [entry('x')])).appended[0]!.createTime);
    }
    expect(times).toEqual([2_000_000, 2_000_000, 2_000_010, 2_000_010, 2_000_010, 2_000_010, 2_000_010, 2_000_010, 2_000_010, 2_000_010]);
  });

  it('R3 numbers what is not stored, leaves no row, and says how far the room may have holes', async () => {
    const store = await bench.openRoom();
    await say(store, ROOM, 'kept 1');
    const { prev, last, appended } = await store.append(ROOM, [entry('lost 2', { persist: false }), entry('lost 3', { persist: false })]);
    expect([prev, last, appended.map(({ seq }) => seq)]).toEqual([1, 3, [2, 3]]);
    await store.append(ROOM, [entry('kept 4'), entry('lost 5', { persist: false }), entry('kept 6')]);
    expect(await contents(store, ROOM)).toEqual(['kept 1', 'kept 4', 'kept 6']);
    expect(await (await bench.open()).find(ROOM)).toMatchObject({ lastSeq: 6, lossySeq: 5 });
  });

  it('S1 gives back every content as it was sent', async () => {
    const store = await bench.openRoom();
    const all: Content[] = ['plain', '"quoted"', 'null', '123', '{"a":1}', "it's; DROP TABLE room;--", 'a\u0000b', '\ud83d', '👩‍👩‍👧‍👦 日本語 العربية', '\\ \n \t', 'x'.repeat(2_000),
      {}, { type: 'emote', n: -1.5e300, deep: [1, [true, null, { '': 'empty key' }]], 'a\u0000b': '\u2028' }];
    await store.append(ROOM, all.map((content) => entry(content)));
    expect(await contents(store, ROOM)).toEqual(all);
  });

  it('S6 keeps sender, sender id, time and client id with the message', async () => {
    const store = await bench.openRoom(ROOM, { now: () => 1_775_037_600_123 });
    const sent = entry('hi', { sender: "Zoë 'Z' 😀", senderId: 'user|42' });
    await store.append(ROOM, [sent]);
    expect(await store.page(ROOM, { limit: 1, from: 'newest' })).toEqual([[1, 'user|42', "Zoë 'Z' 😀", 'hi', 1_775_037_600_123, sent.clientId]]);
  });

  it('appends nothing when given nothing', async () => {
    const store = await bench.openRoom();
    await say(store, ROOM, 'one');
    expect(await store.append(ROOM, [])).toEqual({ prev: 1, last: 1, appended: [] });
  });

  it('T6 lets a call that fails harm no other call of its group', async () => {
    const store = await bench.openRoom();
    const calls = Array.from({ length: 60 }, (_, index): Promise<AppendResult> => {
      if (index % 10 === 3) return store.append('2...game_never-opened', [entry('x')]);
      if (index % 10 === 7) return store.append(ROOM, [entry('x', { clientId: 'no uuid' })]);
      return store.append(ROOM, [entry(`m${index}`)]);
    });
    const settled = await Promise.allSettled(calls);
    expect(settled.map(({ status }) => status)).toEqual(settled.map((_, index) => (index % 10 === 3 || index % 10 === 7 ? 'rejected' : 'fulfilled')));
    expect(settled[3]).toMatchObject({ reason: { name: 'RoomChatError', code: 'invalid_request' } });
    expect(settled[7]).toMatchObject({ reason: { name: 'RoomChatError', code: 'invalid_request' } });
    expect(await contents(store, ROOM)).toHaveLength(48);
  });

  it('R5 gives out every number once, over many rooms and several processes', async () => {
    const stores = await Promise.all([bench.open(), bench.open(), bench.open()]);
    const rooms = Array.from({ length: 7 }, (_, index) => `2...game_room-${index}`);
    await Promise.all(rooms.map((room) => stores[0]!.open(room, { epoch: 'e', lastSeq: 0 })));
    const results = new Map<string, AppendResult[]>(rooms.map((room) => [room, []]));
    await Promise.all(
      Array.from({ length: 900 }, async (_, index) => {
        const room = rooms[(index * 5) % rooms.length]!;
        const entries = Array.from({ length: 1 + (index % 3) }, (_, part) => entry(`${index}.${part}`, { persist: index % 4 !== 0 }));
        results.get(room)!.push(await stores[index % 3]!.append(room, entries));
      }),
    );
    for (const room of rooms) {
      // prev and last of all calls lie end to end: nothing of the room is between them, nothing is given twice.
      const calls = results.get(room)!.sort((a, b) => a.prev - b.prev);
      let head = 0;
      for (const { prev, last, appended } of calls) {
        expect(prev).toBe(head);
        expect(appended.every(({ seq }) => seq > prev && seq <= last)).toBe(true);
        head = last;
      }
      expect((await stores[0]!.find(room))?.lastSeq).toBe(head);
    }
  });

  it('R5 shows messages in the order of their numbers: who polls by seq misses none while others write', async () => {
    const writers = await Promise.all([bench.openRoom(), bench.open()]);
    const reader = await bench.open();
    let writing = true;
    const seen: number[] = [];
    const poll = (async () => {
      for (let last = false; !last; ) {
        last = !writing;
        const page = await reader.page(ROOM, { after: seen.at(-1) ?? 0, limit: 1_000, from: 'oldest' });
        seen.push(...page.map(([seq]) => seq));
      }
    })();
    const chains = Array.from({ length: 24 }, async (_, index) => {
      const mine: number[] = [];
      for (let round = 0; round < 15; round++) mine.push((await writers[index % 2]!.append(ROOM, [entry(`${index}-${round}`)])).appended[0]!.seq);
      return mine;
    });
    const stored = (await Promise.all(chains)).flat().sort((a, b) => a - b);
    writing = false;
    await poll;
    expect(seen).toEqual(stored);
  });
}
