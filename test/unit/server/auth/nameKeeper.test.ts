import { beforeEach, describe, expect, it } from 'vitest';
import { createNameKeeper, type NameKeeper } from '../../../../src/server/auth/nameKeeper.js';
import type { KnownName } from '../../../../src/server/store/NameStore.js';
import { createManualClock, type ManualClock } from '../../../helpers/manualClock.js';

const ann = { folded: 'ann', userId: 'u1' };
const bob = { folded: 'bob', userId: 'u2' };
let clock: ManualClock;
let calls: KnownName[][];
let errors: unknown[];
let failing: boolean;
let keeper: NameKeeper;

beforeEach(() => {
  clock = createManualClock();
  [calls, errors, failing] = [[], [], false];
  const store = {
    async noteNames(names: KnownName[]) {
      if (failing) throw new Error('down');
      calls.push(names);
    },
    isNameKnown: async () => false,
  };
  keeper = createNameKeeper({ store, clock, onError: (error) => void errors.push(error), max: 5_000 });
});

describe('createNameKeeper', () => {
  it('T1 gathers names for a second, and tells each once a day', async () => {
    for (const name of [ann, bob, ann]) keeper.note(name);
    await clock.advance(999);
    expect(calls).toEqual([]);
    await clock.advance(1);
    expect(calls).toEqual([[ann, bob]]);
    keeper.note(ann);
    expect(clock.pending).toBe(0);
    await clock.advance(86_400_000);
    keeper.note(ann);
    await clock.advance(1_000);
    expect(calls).toEqual([[ann, bob], [ann]]);
  });

  it('tells what waits at the end, in steps', async () => {
    for (let i = 0; i < 2_500; i++) keeper.note({ folded: `n${i}`, userId: `u${i}` });
    await keeper.close();
    expect(calls.map(({ length }) => length)).toEqual([1_000, 1_000, 500]);
    keeper.note(ann);
    expect(clock.pending).toBe(0);
  });

  it('tells again what the store could not take', async () => {
    failing = true;
    keeper.note(ann);
    await clock.advance(1_000);
    expect(errors).toHaveLength(1);
    failing = false;
    keeper.note(ann);
    await clock.advance(1_000);
    expect(calls).toEqual([[ann]]);
  });

  it('T6 remembers so many at most', async () => {
    for (let i = 0; i < 5_001; i++) keeper.note({ folded: `n${i}`, userId: `u${i}` });
    await clock.advance(1_000);
    keeper.note({ folded: 'n0', userId: 'u0' });
    keeper.note({ folded: 'n5000', userId: 'u5000' });
    await clock.advance(1_000);
    expect(calls.at(-1)).toEqual([{ folded: 'n0', userId: 'u0' }]);
  });
});
