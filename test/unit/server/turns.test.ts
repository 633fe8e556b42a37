import { describe, expect, it, vi } from 'vitest';
import { createTurns } from '../../../src/server/turns.js';
import { createManualClock } from '../../helpers/manualClock.js';

const PERIOD_MS = 5_000;

function turnsOf(items: number[]) {
  const clock = createManualClock();
  const visit = vi.fn<(item: number) => void>();
  const turns = createTurns({ clock, periodMs: PERIOD_MS, visit });
  for (const item of items) turns.add(item);
  /** Who had a turn since the last look. */
  const visited = (): number[] => visit.mock.calls.splice(0).map(([item]) => item);
  return { clock, turns, visited };
}

const thousand = Array.from({ length: 1_000 }, (_, i) => i);

describe('turns', () => {
  it('T6 gives each its turn once a period, in every period', async () => {
    const { clock, visited } = turnsOf(thousand);
    for (let period = 0; period < 3; period++) {
      await clock.advance(PERIOD_MS);
      expect(visited().sort((a, b) => a - b)).toEqual(thousand);
    }
  });

  it('T6 gives no more than a fiftieth of them their turn at once', async () => {
    const { clock, visited } = turnsOf(thousand);
    for (let step = 0; step < 50; step++) {
      await clock.advance(PERIOD_MS / 50);
      expect(visited()).toHaveLength(20);
    }
  });

  it('takes in who is new within a period, and once however often it is added', async () => {
    const { clock, turns, visited } = turnsOf([1]);
    await clock.advance(PERIOD_MS / 2);
    turns.add(2);
    turns.add(2);
    visited();
    await clock.advance(PERIOD_MS);
    expect(visited().sort()).toEqual([1, 2]);
  });

  it('leaves out who is gone, also one that goes at its turn', async () => {
    const clock = createManualClock();
    const visit = vi.fn((item: number) => turns.delete(item));
    const turns = createTurns({ clock, periodMs: PERIOD_MS, visit });
    for (const item of [1, 2, 3]) turns.add(item);
    turns.delete(2);
    await clock.advance(3 * PERIOD_MS);
    expect(visit.mock.calls.map(([item]) => item).sort()).toEqual([1, 3]);
  });

  it('leaves no timer behind: none before the first comes, none after the end', async () => {
    const { clock, turns, visited } = turnsOf([]);
    expect(clock.pending).toBe(0);
    turns.add(1);
    expect(clock.pending).toBe(1);
    turns.close();
    turns.add(2);
    await clock.advance(PERIOD_MS);
    expect([clock.pending, visited()]).toEqual([0, []]);
  });
});
