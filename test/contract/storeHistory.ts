import { expect, it } from 'vitest';
import type { WirePage } from '../../src/protocol/wire.js';
import type { ChatStore } from '../../src/server/store/ChatStore.js';
import { readHistory } from '../../src/server/store/history.js';
import { entry, ROOM, say, type Bench } from './storeContract.js';

/** Ranges of a room, and history pages over them. */
export function historyContract(bench: Bench): void {
  const texts = (page: WirePage): unknown[] => page.messages.map((message) => message[3]);
  const numbered = (from: number, to: number): string[] => Array.from({ length: to - from + 1 }, (_, index) => `m${from + index}`);

  async function filled(count: number): Promise<{ store: ChatStore; read: (limit?: number, cursor?: string | null, forward?: boolean) => Promise<WirePage> }> {
    const store = await bench.openRoom();
    await store.append(ROOM, numbered(1, count).map((text) => entry(text)));
    const key = await store.secret('cursor');
    return { store, read: (limit, cursor, forward = false) => readHistory(store, key, ROOM, { limit, cursor, forward }) };
  }

  it('H5 takes ranges by seq, from either end, oldest first', async () => {
    const { store } = await filled(10);
    const seqs = async (query: Parameters<ChatStore['page']>[1]): Promise<number[]> => (await store.page(ROOM, query)).map(([seq]) => seq);
    expect(await seqs({ limit: 3, from: 'newest' })).toEqual([8, 9, 10]);
    expect(await seqs({ limit: 3, from: 'oldest' })).toEqual([1, 2, 3]);
    expect(await seqs({ after: 4, limit: 3, from: 'oldest' })).toEqual([5, 6, 7]);
    expect(await seqs({ after: 4, limit: 3, from: 'newest' })).toEqual([8, 9, 10]);
    expect(await seqs({ before: 4, limit: 2, from: 'newest' })).toEqual([2, 3]);
    expect(await seqs({ before: 4, limit: 2, from: 'oldest' })).toEqual([1, 2]);
    expect(await seqs({ after: 4, before: 8, limit: 100, from: 'newest' })).toEqual([5, 6, 7]);
    expect(await seqs({ after: 10, limit: 5, from: 'oldest' })).toEqual([]);
    expect(await seqs({ after: 7, before: 8, limit: 5, from: 'oldest' })).toEqual([]);
  });

  it('H2 starts at the newest, or at the oldest where forward, and H1 gives each page oldest first', async () => {
    const { read } = await filled(60);
    expect(texts(await read())).toEqual(numbered(11, 60));
    expect(texts(await read(3))).toEqual(numbered(58, 60));
    expect(texts(await read(3, null, true))).toEqual(numbered(1, 3));
  });

  it('H3 has no cursor where nothing lies: an empty room, a whole room, both ends', async () => {
    const empty = await filled(0);
    for (const forward of [false, true]) expect(await empty.read(5, null, forward)).toEqual({ messages: [], nextCursor: null, prevCursor: null });
    const { read } = await filled(5);
    for (const forward of [false, true]) {
      expect(await read(5, null, forward)).toMatchObject({ nextCursor: null, prevCursor: null });
      const first = await read(4, null, forward);
      expect(first).toMatchObject({ nextCursor: expect.any(String), prevCursor: null });
      expect(await read(4, first.nextCursor, forward)).toMatchObject({ nextCursor: null, prevCursor: expect.any(String) });
    }
  });

  it.each([false, true])('H3 visits every message once by nextCursor, and the same pages back by prevCursor (forward %s)', async (forward) => {
    const { read } = await filled(47);
    const pages = [await read(10, null, forward)];
    while (pages.at(-1)!.nextCursor !== null) pages.push(await read(10, pages.at(-1)!.nextCursor, forward));
    const inOrder = forward ? pages : pages.toReversed();
    expect(inOrder.flatMap(texts)).toEqual(numbered(1, 47));
    expect(pages).toHaveLength(5);

    const back = [await read(10, pages.at(-1)!.prevCursor, forward)];
    while (back.at(-1)!.prevCursor !== null) back.push(await read(10, back.at(-1)!.prevCursor, forward));
    expect(back.map(texts)).toEqual(pages.slice(0, -1).toReversed().map(texts));
  });

  it('H3 lets a cursor alone say where to read: forward only turns what is next', async () => {
    const { read } = await filled(30);
    const middle = await read(10, (await read(10)).nextCursor);
    const older = await read(10, middle.nextCursor, true);
    expect(texts(older)).toEqual(numbered(1, 10));
    expect(older.prevCursor).toBeNull();
    expect(texts(await read(10, older.nextCursor, true))).toEqual(numbered(11, 20));
  });

  it('H3 goes on from the live end: what came since lies behind the prevCursor of an older page, and behind none of the newest', async () => {
    const { store, read } = await filled(6);
    const newest = await read(3);
    const older = await read(3, newest.nextCursor);
    await say(store, ROOM, 'm7', 'm8');
    const seen: unknown[] = [];
    for (let cursor = older.prevCursor; cursor !== null; ) {
      const page = await read(2, cursor);
      seen.push(...texts(page));
      cursor = page.prevCursor;
    }
    expect(seen).toEqual(numbered(4, 8));
  });

  it.each([false, true])('H3 visits every message once while others are being written (forward %s)', async (forward) => {
    const { store, read } = await filled(200);
    let walking = true;
    const writer = (async () => {
      for (let index = 201; walking && index <= 2_000; index++) await store.append(ROOM, [entry(`m${index}`, { persist: index % 5 !== 0 })]);
    })();
    const seen: unknown[] = [];
    let page = await read(7, null, forward);
    for (;;) {
      if (forward) seen.push(...texts(page));
      else seen.unshift(...texts(page));
      // A forward walk would follow the writer to its end: the first 200 are the proof.
      if (page.nextCursor === null || seen.length > 400) break;
      page = await read(7, page.nextCursor, forward);
    }
    walking = false;
    await writer;
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.filter((text) => Number(String(text).slice(1)) <= 200)).toEqual(numbered(1, 200));
    const numbers = seen.map((text) => Number(String(text).slice(1)));
    expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
  });

  it('H5 steps over holes in the numbers', async () => {
    const { store, read } = await filled(3);
    await store.append(ROOM, Array.from({ length: 50 }, () => entry('not stored', { persist: false })));
    await say(store, ROOM, 'm4');
    const newest = await read(2);
    expect(texts(newest)).toEqual(['m3', 'm4']);
    expect(texts(await read(2, newest.nextCursor))).toEqual(['m1', 'm2']);
  });

  it('H4 takes no cursor of another room, of another database or of nobody', async () => {
    const { store, read } = await filled(5);
    await store.open('2...game_other', { epoch: 'e', lastSeq: 0 });
    await say(store, '2...game_other', 'a', 'b');
    const key = await store.secret('cursor');
    const foreign = (await readHistory(store, key, '2...game_other', { limit: 1, forward: false })).nextCursor!;
    const forged = (await readHistory(store, new Uint8Array(32), ROOM, { limit: 1, forward: false })).nextCursor!;
    const good = (await read(1)).nextCursor!;
    for (const cursor of [foreign, forged, `${good}=`, good.slice(1), 'x', '💥', 'A'.repeat(26)]) {
      await expect(read(1, cursor)).rejects.toMatchObject({ code: 'invalid_cursor' });
    }
    expect(texts(await read(1, good))).toEqual(['m4']);
  });

  it('H4 counts a limit over 100 as 100, and refuses one that is no positive whole number', async () => {
    const { read } = await filled(120);
    expect((await read(5_000)).messages).toHaveLength(100);
    for (const limit of [0, -1, 1.5, NaN, Infinity]) await expect(read(limit)).rejects.toMatchObject({ code: 'invalid_limit' });
  });
}
