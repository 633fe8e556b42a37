import { describe, expect, it } from 'vitest';
import { createClientRoster } from '../../../src/client/roster.js';

const ann = { userId: 'a', username: 'Ann' };
const bob = { userId: 'b', username: 'Bob' };
const cleo = { userId: 'c', username: 'Cleo' };
const gone = { ...bob, reason: 'left' as const };

describe("the client's roster", () => {
  it('P1 follows joins and leaves', () => {
    const roster = createClientRoster([ann], 1);
    expect(roster.apply({ joins: [bob], leaves: [] })).toEqual({ joins: [bob], leaves: [] });
    expect(roster.list).toEqual([ann, bob]);
    expect(roster.apply({ joins: [cleo], leaves: [gone] })).toEqual({ joins: [cleo], leaves: [gone] });
    expect([roster.list, roster.count]).toEqual([[ann, cleo], 2]);
  });

  it('P3 tells only what is news', () => {
    const roster = createClientRoster([ann, bob], 2);
    expect(roster.apply({ joins: [bob], leaves: [] })).toBeNull();
    expect(roster.apply({ joins: [], leaves: [{ ...cleo, reason: 'lost' }] })).toBeNull();
    expect(roster.apply({ joins: [ann, cleo], leaves: [] })).toEqual({ joins: [cleo], leaves: [] });
    expect(roster.count).toBe(3);
  });

  it('gives a snapshot that does not change under the one who holds it', () => {
    const roster = createClientRoster([ann], 1);
    const held = roster.list;
    roster.apply({ joins: [bob], leaves: [] });
    expect(held).toEqual([ann]);
  });

  it('P4 tells after a reconnect who came and went meanwhile, and nothing where nobody did', () => {
    const roster = createClientRoster([ann, bob], 2);
    expect(roster.replace([ann, bob], 2)).toBeNull();
    expect(roster.replace([ann, cleo], 2)).toEqual({ joins: [cleo], leaves: [{ ...bob, reason: 'lost' }] });
    expect(roster.list).toEqual([ann, cleo]);
  });

  it('P4 keeps the places of those who have yet to come back to a server that has just started', () => {
    const roster = createClientRoster([ann, bob, cleo], 3);
    expect(roster.replace([ann], 1, true)).toBeNull();
    expect([roster.list, roster.count]).toEqual([[ann, bob, cleo], 3]);
    expect(roster.apply({ joins: [bob], leaves: [] })).toBeNull();
    expect(roster.settle()).toEqual({ joins: [], leaves: [{ ...cleo, reason: 'lost' }] });
    expect([roster.list, roster.count]).toEqual([[ann, bob], 2]);
    expect(roster.settle()).toBeNull();
  });

  it('P4 tells at once who came meanwhile, and who says that they leave', () => {
    const roster = createClientRoster([ann, bob], 2);
    expect(roster.replace([ann, cleo], 2, true)).toEqual({ joins: [cleo], leaves: [] });
    expect(roster.apply({ joins: [], leaves: [gone] })).toEqual({ joins: [], leaves: [gone] });
    expect(roster.settle()).toBeNull();
    expect(roster.list).toEqual([ann, cleo]);
  });

  it('P4 awaits nobody whom a later list does not have, unless that one is settling too', () => {
    const roster = createClientRoster([ann, bob], 2);
    roster.replace([ann], 1, true);
    expect(roster.replace([ann], 1, true)).toBeNull();
    expect(roster.replace([ann], 1)).toEqual({ joins: [], leaves: [{ ...bob, reason: 'lost' }] });
    expect(roster.settle()).toBeNull();
    roster.replace([ann, bob], 2);
    roster.replace([ann], 1, true);
    roster.apply({ joins: [], leaves: [], count: 300 });
    expect(roster.settle()).toBeNull();
  });

  it('P5 has only the count of a large room, and the list again when the room is small again', () => {
    const roster = createClientRoster([ann], 1);
    expect(roster.apply({ joins: [], leaves: [], count: 300 })).toEqual({ joins: [], leaves: [], count: 300 });
    expect([roster.list, roster.count]).toEqual([[], 300]);
    expect(roster.apply({ joins: [ann, cleo], leaves: [], count: 2 })).toEqual({ joins: [], leaves: [], count: 2 });
    expect([roster.list, roster.count]).toEqual([[ann, cleo], 2]);
    expect(roster.apply({ joins: [], leaves: [{ ...cleo, reason: 'left' }] })).toEqual({ joins: [], leaves: [{ ...cleo, reason: 'left' }] });
    expect(roster.count).toBe(1);
  });

  it('P5 tells after a reconnect to a large room how many there are, and not that all have left', () => {
    const roster = createClientRoster([ann, bob], 2);
    expect(roster.replace([], 300)).toEqual({ joins: [], leaves: [], count: 300 });
    expect(roster.replace([], 300)).toBeNull();
    expect(roster.replace([], 301)).toEqual({ joins: [], leaves: [], count: 301 });
    expect(roster.replace([ann, bob], 2)).toEqual({ joins: [], leaves: [], count: 2 });
    expect(roster.list).toEqual([ann, bob]);
  });
});
