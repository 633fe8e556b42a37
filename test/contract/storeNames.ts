import { expect, it } from 'vitest';
import { ROOM, type Bench } from './storeContract.js';

const DAY_MS = 86_400_000;

/** Names of verified users, which guests may not take. */
export function namesContract(bench: Bench): void {
  it('T1 knows every name it was told, for all processes and for good', async () => {
    const store = await bench.open();
    expect(await store.isNameKnown('merlln')).toBe(false);
    await store.noteNames([{ folded: 'merlln', userId: 'u1' }, { folded: 'merlln', userId: 'u2' }, { folded: 'ada', userId: 'u1' }, { folded: 'ada', userId: 'u1' }]);
    const other = await bench.open();
    expect([await other.isNameKnown('merlln'), await other.isNameKnown('ada'), await other.isNameKnown('merl'), await other.isNameKnown("a'--")]).toEqual([true, true, false, false]);
  });

  it('T1 is told the same names by two processes at once, in any order', async () => {
    const stores = [await bench.open(), await bench.open()];
    const names = Array.from({ length: 300 }, (_, index) => ({ folded: `name${index}`, userId: `u${index}` }));
    await Promise.all(Array.from({ length: 20 }, (_, round) => stores[round % 2]!.noteNames(round % 3 === 0 ? [...names].reverse() : names)));
    for (const { folded } of [names[0]!, names[299]!]) expect(await stores[0]!.isNameKnown(folded)).toBe(true);
  });

  it('T8 forgets names that nobody has used for long, and those of an erased person that nobody else has', async () => {
    let now = 10 * DAY_MS;
    const store = await bench.open({ now: () => now });
    await store.open(ROOM, { epoch: 'e', lastSeq: 0 });
    await store.noteNames([{ folded: 'old', userId: 'u1' }, { folded: 'used', userId: 'u2' }]);
    now += 5 * DAY_MS;
    await store.noteNames([{ folded: 'used', userId: 'u2' }, { folded: 'shared', userId: 'u2' }, { folded: 'shared', userId: 'u3' }, { folded: 'own', userId: 'u2' }]);
    await store.pruneRecords(12 * DAY_MS);
    expect([await store.isNameKnown('old'), await store.isNameKnown('used')]).toEqual([false, true]);

    await store.eraseUser('u2', { by: 'admin' });
    expect([await store.isNameKnown('used'), await store.isNameKnown('own'), await store.isNameKnown('shared')]).toEqual([false, false, true]);
  });
}
