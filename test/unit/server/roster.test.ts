import { describe, expect, it } from 'vitest';
import type { PresenceEvent } from '../../../src/protocol/messages.js';
import { createClientRoster } from '../../../src/client/roster.js';
import { createRoster } from '../../../src/server/roster.js';
import { createManualClock } from '../../helpers/manualClock.js';

const user = (id: string) => ({ userId: id, username: id.toUpperCase() });
const [ann, bob] = [user('a'), user('b')];

function setUp({ graceMs = 15_000, listLimit = 200 } = {}) {
  const clock = createManualClock();
  const told: PresenceEvent[] = [];
  const roster = createRoster({ clock, graceMs, coalesceMs: 50, listLimit, onChange: (event) => told.push(event) });
  return { clock, roster, told };
}

describe('who is in a room', () => {
  it('P1 is told with the reason of a leave', async () => {
    const { clock, roster, told } = setUp();
    roster.enter('1', ann, false);
    roster.enter('2', bob, false);
    await clock.advance(50);
    roster.exit('2', 'kicked');
    await clock.advance(50);
    expect(told).toEqual([{ joins: [ann, bob], leaves: [] }, { joins: [], leaves: [{ ...bob, reason: 'kicked' }] }]);
    expect([roster.list(), roster.count()]).toEqual([[ann], 1]);
  });

  it('P2 does not tell of the hidden', async () => {
    const { clock, roster, told } = setUp();
    roster.enter('1', ann, true);
    await clock.advance(50);
    roster.exit('1', 'left');
    await clock.advance(50);
    expect([told, roster.list(), roster.count()]).toEqual([[], [], 0]);
  });

  it('P3 tells of a user on several connections once', async () => {
    const { clock, roster, told } = setUp();
    for (const id of ['1', '2', '3']) roster.enter(id, ann, false);
    await clock.advance(50);
    roster.exit('1', 'left');
    roster.exit('2', 'lost');
    await clock.advance(20_000);
    roster.exit('3', 'left');
    roster.exit('3', 'left');
    await clock.advance(50);
    expect(told).toEqual([{ joins: [ann], leaves: [] }, { joins: [], leaves: [{ ...ann, reason: 'left' }] }]);
  });

  it('P4 tells nothing of one who comes back within the grace time, as a reload does', async () => {
    const { clock, roster, told } = setUp();
    roster.enter('1', ann, false);
    await clock.advance(50);
    roster.exit('1', 'lost');
    await clock.advance(14_999);
    expect(roster.list()).toEqual([ann]);
    roster.enter('2', ann, false);
    await clock.advance(60_000);
    expect(told).toHaveLength(1);
  });

  it('P4 tells nothing of one who comes back before the old connection is found dead', async () => {
    const { clock, roster, told } = setUp();
    roster.enter('1', ann, false);
    await clock.advance(50);
    roster.enter('2', ann, false);
    roster.exit('1', 'lost');
    await clock.advance(60_000);
    expect(told).toHaveLength(1);
  });

  it('P4 tells of one who does not come back, when the grace time is over', async () => {
    const { clock, roster, told } = setUp();
    roster.enter('1', ann, false);
    await clock.advance(50);
    roster.exit('1', 'lost');
    await clock.advance(15_049);
    expect(told).toHaveLength(1);
    await clock.advance(1);
    expect(told[1]).toEqual({ joins: [], leaves: [{ ...ann, reason: 'lost' }] });
  });

  it('P4 gives no grace to one who leaves on purpose', async () => {
    const { clock, roster, told } = setUp();
    roster.enter('1', ann, false);
    await clock.advance(50);
    roster.exit('1', 'left');
    await clock.advance(50);
    expect(told[1]).toEqual({ joins: [], leaves: [{ ...ann, reason: 'left' }] });
    const none = setUp({ graceMs: 0 });
    none.roster.enter('1', ann, false);
    await none.clock.advance(50);
    none.roster.exit('1', 'lost');
    await none.clock.advance(50);
    expect(none.told).toHaveLength(2);
  });
});

describe('many changes', () => {
  it('P5 are told together', async () => {
    const { clock, roster, told } = setUp();
    for (let i = 0; i < 30; i++) roster.enter(`${i}`, user(`u${i}`), false);
    await clock.advance(50);
    roster.exit('3', 'left');
    roster.exit('4', 'left');
    roster.enter('30', ann, false);
    await clock.advance(50);
    expect(told.map(({ joins, leaves }) => [joins.length, leaves.length])).toEqual([[30, 0], [1, 2]]);
  });

  it('P5 that undo each other at once are no news to those who were there, and right for one who came between', async () => {
    const { clock, roster, told } = setUp();
    roster.enter('1', ann, false);
    await clock.advance(50);
    const there = createClientRoster(roster.list(), roster.count());
    roster.enter('2', bob, false);
    const between = createClientRoster(roster.list(), roster.count());
    roster.exit('2', 'left');
    roster.exit('1', 'left');
    roster.enter('3', ann, false);
    await clock.advance(50);
    expect(there.apply(told[1]!)).toBeNull();
    between.apply(told[1]!);
    expect([there.list, between.list]).toEqual([[ann], [ann]]);
  });

  it('P5 in a large room are told as a count', async () => {
    const { clock, roster, told } = setUp({ listLimit: 10 });
    for (let i = 0; i < 10; i++) roster.enter(`${i}`, user(`u${i}`), false);
    await clock.advance(50);
    expect(roster.list()).toHaveLength(10);
    roster.enter('10', user('u10'), false);
    expect(roster.list()).toEqual([]);
    await clock.advance(50);
    expect(told.at(-1)).toEqual({ joins: [], leaves: [], count: 11 });
    expect(roster.count()).toBe(11);
  });

  it('P5 go back to lists once the room is well below the limit, with the whole list first', async () => {
    const { clock, roster, told } = setUp({ listLimit: 10 });
    for (let i = 0; i < 12; i++) roster.enter(`${i}`, user(`u${i}`), false);
    await clock.advance(50);
    for (let i = 0; i < 3; i++) roster.exit(`${i}`, 'left');
    await clock.advance(50);
    expect(told.at(-1)).toEqual({ joins: [], leaves: [], count: 9 });
    roster.exit('3', 'left');
    await clock.advance(50);
    expect(told.at(-1)).toMatchObject({ leaves: [], count: 8 });
    expect(told.at(-1)!.joins).toEqual(roster.list());
    expect(roster.list()).toHaveLength(8);
    roster.enter('20', ann, false);
    await clock.advance(50);
    expect(told.at(-1)).toEqual({ joins: [ann], leaves: [] });
  });

  it('leave no timer when the room is closed', async () => {
    const { clock, roster } = setUp();
    roster.enter('1', ann, false);
    roster.enter('2', bob, false);
    roster.exit('1', 'lost');
    roster.close();
    expect(clock.pending).toBe(0);
  });
});
