import { describe, expect, it } from 'vitest';
import { foldName } from '../../../../src/server/auth/foldName.js';
import { createKnownNames } from '../../../../src/server/auth/knownNames.js';

describe('known names', () => {
  it('T1 knows whom it saw, in any spelling that looks the same', () => {
    const known = createKnownNames({ reserved: ['Game Master'] });
    known.note({ username: 'Zoë' });
    expect(['ZOE', 'game-master', 'Bob', 'admin'].map((name) => known.isTaken(foldName(name)))).toEqual([true, true, false, false]);
  });

  it('T6 remembers so many at most, and forgets who was not seen for longest', () => {
    const known = createKnownNames({ max: 3 });
    for (const username of ['a', 'b', 'c', 'a', 'd']) known.note({ username });
    expect(['a', 'b', 'c', 'd'].map((name) => known.isTaken(foldName(name)))).toEqual([true, false, true, true]);
  });
});
