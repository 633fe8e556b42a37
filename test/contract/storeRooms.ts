import { expect, it } from 'vitest';
import { contents, entry, ROOM, type Bench } from './storeContract.js';

/** Rooms, secrets, opening and closing. */
export function roomContract(bench: Bench): void {
  it('knows no room before it was opened', async () => {
    const store = await bench.open();
    expect(await store.find(ROOM)).toBeNull();
    expect(await store.page(ROOM, { limit: 5, from: 'newest' })).toEqual([]);
  });

  it('R3 makes a room once, with what was numbered before as not stored: who opens it later finds its epoch and number', async () => {
    const store = await bench.open();
    const made = await store.open(ROOM, { epoch: 'first', lastSeq: 7 });
    expect(made).toEqual({ epoch: 'first', lastSeq: 7, lossySeq: 7, prunedSeq: 0, claimed: false });
    expect(await store.open(ROOM, { epoch: 'second', lastSeq: 0 })).toEqual(made);
    expect(await store.find(ROOM)).toEqual(made);
  });

  it('makes a room once also when many open it at the same time from two processes', async () => {
    const [one, two] = [await bench.open(), await bench.open()];
    const records = await Promise.all(
      Array.from({ length: 40 }, (_, index) => (index % 2 ? one : two).open(ROOM, { epoch: `epoch-${index}`, lastSeq: index })),
    );
    expect(new Set(records.map((record) => JSON.stringify(record))).size).toBe(1);
  });

  it('T2 remembers that a match claimed a room, whether or not it was there before', async () => {
    const store = await bench.open();
    await store.open(ROOM, { epoch: 'first', lastSeq: 3 });
    await store.claim(ROOM, 'second');
    await store.claim('2...game_match-1', 'second');
    await store.claim('2...game_match-1', 'third');
    const again = await bench.open();
    expect(await again.find(ROOM)).toMatchObject({ epoch: 'first', lastSeq: 3, claimed: true });
    expect(await again.find('2...game_match-1')).toMatchObject({ epoch: 'second', lastSeq: 0, claimed: true });
  });

  it('tells rooms apart by every character of their name', async () => {
    const store = await bench.open();
    const names = ['2...game_a', '2...game_A', '2...game_á', '2...game_a ', "2...game_a'--", '2...game_%', '2...game_日本'];
    for (const name of names) {
      await store.open(name, { epoch: name, lastSeq: 0 });
      await store.append(name, [entry(name)]);
    }
    for (const name of names) {
      expect((await store.find(name))?.epoch).toBe(name);
      expect(await contents(store, name)).toEqual([name]);
    }
  });

  it('H4 keeps one secret of 32 bytes per name, for all processes and for good', async () => {
    const [one, two] = [await bench.open(), await bench.open()];
    const secrets = await Promise.all([one.secret('cursor'), two.secret('cursor'), one.secret('guest'), two.secret('cursor')]);
    const [cursor, same, guest] = secrets.map((secret) => Buffer.from(secret).toString('hex'));
    expect(cursor).toMatch(/^[0-9a-f]{64}$/);
    expect(same).toBe(cursor);
    expect(guest).not.toBe(cursor);
    expect(Buffer.from(await (await bench.open()).secret('cursor')).toString('hex')).toBe(cursor);
  });

  it('T7 stores what was begun before it closes, and refuses what comes later', async () => {
    const store = await bench.openRoom();
    const begun = Array.from({ length: 300 }, (_, index) => store.append(ROOM, [entry(`m${index}`)]));
    const closed = store.close();
    await expect(store.append(ROOM, [entry('late')])).rejects.toMatchObject({ code: 'unavailable' });
    await closed;
    await store.close();
    expect((await Promise.all(begun)).map(({ last }) => last)).toEqual(begun.map((_, index) => index + 1));
    await expect(store.page(ROOM, { limit: 1, from: 'newest' })).rejects.toMatchObject({ code: 'unavailable' });
    await expect(store.ping()).rejects.toMatchObject({ code: 'unavailable' });
    expect(await contents(await bench.open(), ROOM)).toHaveLength(300);
  });

  it('T9 answers a ping while it can be reached', async () => {
    const store = await bench.open();
    await expect(store.ping()).resolves.toBeUndefined();
  });
}
