import { describe, expect, it } from 'vitest';
import { createGroupCommit, type Outcome } from '../../../../src/server/store/groupCommit.js';

/** A database that commits when told to. */
function manual() {
  const groups: { items: string[]; done(outcomes?: Outcome<string>[]): void; fail(error: unknown): void }[] = [];
  const commit = (items: string[]): Promise<Outcome<string>[]> =>
    new Promise((resolve, reject) => {
      groups.push({ items, done: (outcomes = items.map((value) => ({ ok: true, value }))) => resolve(outcomes), fail: reject });
    });
  return { groups, commit, seen: () => groups.map(({ items }) => items) };
}

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('createGroupCommit', () => {
  it('sends a lone item at once and gathers what comes meanwhile into the next group', async () => {
    const database = manual();
    const group = createGroupCommit({ commit: database.commit, depth: 1, maxGroup: 10, maxWaiting: 100 });
    const results = ['a', 'b', 'c', 'd'].map((item) => group.add(item));
    expect(database.seen()).toEqual([['a']]);
    database.groups[0]!.done();
    await settle();
    expect(database.seen()).toEqual([['a'], ['b', 'c', 'd']]);
    database.groups[1]!.done();
    expect(await Promise.all(results)).toEqual(['a', 'b', 'c', 'd']);
  });

  it('keeps as many groups under way as its depth says', async () => {
    const database = manual();
    const group = createGroupCommit({ commit: database.commit, depth: 2, maxGroup: 10, maxWaiting: 100 });
    const results = ['a', 'b', 'c', 'd'].map((item) => group.add(item));
    expect(database.seen()).toEqual([['a'], ['b']]);
    database.groups[0]!.done();
    await settle();
    expect(database.seen()).toEqual([['a'], ['b'], ['c', 'd']]);
    for (const { done } of database.groups) done();
    await Promise.all(results);
  });

  it('lets light items wait where groups are under way already, but not many of them', async () => {
    const database = manual();
    const group = createGroupCommit({ commit: database.commit, depth: 4, gatherFrom: 1, maxGroup: 100, maxWaiting: 100 });
    const results = ['a', 'b', 'c'].map((item) => group.add(item));
    expect(database.seen()).toEqual([['a']]);
    await settle();
    expect(database.seen()).toEqual([['a']]);
    results.push(group.add('heavy', 40), group.add('d'));
    expect(database.seen()).toEqual([['a'], ['b', 'c', 'heavy']]);
    database.groups[0]!.done();
    await settle();
    expect(database.seen()).toEqual([['a'], ['b', 'c', 'heavy'], ['d']]);
    for (const { done } of database.groups) done();
    expect(await Promise.all(results)).toHaveLength(5);
  });

  it('leaves half to the next group where many wait, so that the database works while others are answered', async () => {
    const database = manual();
    const group = createGroupCommit({ commit: database.commit, depth: 1, halveFrom: 4, maxGroup: 100, maxWaiting: 100 });
    const results = Array.from({ length: 16 }, (_, index) => group.add(String(index)));
    for (let index = 0; index < 5 && database.groups[index]; index++) {
      database.groups[index]!.done();
      await settle();
    }
    expect(database.seen().map(({ length }) => length)).toEqual([1, 8, 7]);
    expect(database.seen().flat()).toEqual(Array.from({ length: 16 }, (_, index) => String(index)));
    await Promise.all(results);
  });

  it('bounds a group by weight, and lets a heavier item go alone', async () => {
    const database = manual();
    const group = createGroupCommit({ commit: database.commit, depth: 1, maxGroup: 5, maxWaiting: 100 });
    const results = [group.add('first'), group.add('b', 3), group.add('c', 2), group.add('d', 1), group.add('heavy', 50), group.add('e', 5)];
    for (let index = 0; index < 5; index++) {
      database.groups[index]!.done();
      await settle();
    }
    expect(database.seen()).toEqual([['first'], ['b', 'c'], ['d'], ['heavy'], ['e']]);
    await Promise.all(results);
  });

  it('T6 refuses what exceeds the bound of what may wait, and takes it again later', async () => {
    const database = manual();
    const group = createGroupCommit({ commit: database.commit, depth: 1, maxGroup: 10, maxWaiting: 3 });
    const results = ['running', 'a', 'b', 'c'].map((item) => group.add(item));
    await expect(group.add('too much')).rejects.toMatchObject({ code: 'unavailable', temporary: true });
    database.groups[0]!.done();
    await settle();
    results.push(group.add('d'));
    database.groups[1]!.done();
    await settle();
    database.groups[2]!.done();
    expect(await Promise.all(results)).toEqual(['running', 'a', 'b', 'c', 'd']);
  });

  it('gives each item its own outcome, and all of them the failure of the commit', async () => {
    const database = manual();
    const group = createGroupCommit({ commit: database.commit, depth: 1, maxGroup: 10, maxWaiting: 100 });
    const results = ['a', 'b', 'c', 'd', 'e'].map((item) => group.add(item).catch((error: string) => `failed: ${error}`));
    database.groups[0]!.fail('gone');
    await settle();
    database.groups[1]!.done([{ ok: true, value: 'b' }, { ok: false, error: 'bad' }, { ok: true, value: 'd' }]);
    expect(await Promise.all(results)).toEqual(['failed: gone', 'b', 'failed: bad', 'd', expect.stringContaining('no answer')]);
  });

  it('is idle when nothing waits and nothing runs', async () => {
    const database = manual();
    const group = createGroupCommit({ commit: database.commit, depth: 1, maxGroup: 10, maxWaiting: 100 });
    await group.idle();
    let idle = false;
    void group.add('a');
    void group.add('b');
    void group.idle().then(() => (idle = true));
    database.groups[0]!.done();
    await settle();
    expect(idle).toBe(false);
    database.groups[1]!.done();
    await settle();
    expect(idle).toBe(true);
  });
});
