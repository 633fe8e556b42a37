import { beforeEach, describe, expect, it } from 'vitest';
import { keepThread, type KeptThread } from '../../../../../src/server/store/sqlite/keepThread.js';
import type { Thread } from '../../../../../src/server/store/sqlite/thread.js';
import { createManualClock, type ManualClock } from '../../../../helpers/manualClock.js';

let clock: ManualClock;
let threads: { die(): void }[];
let troubles: string[];
let failing: boolean;
let kept: KeptThread;

async function start(): Promise<Thread> {
  if (failing) throw new Error('unable to open');
  const number = threads.length;
  let die!: (cause: unknown) => void;
  const ended = new Promise<unknown>((resolve) => (die = resolve));
  threads.push({ die: () => die(new Error('boom')) });
  return {
    ended,
    async ask(request) {
      if ('close' in request) die(null);
      return [{ ok: true, value: number }];
    },
  };
}

const answer = (): Promise<unknown> => kept.ask({ read: ['ping'] }).then(([outcome]) => (outcome?.ok ? outcome.value : null), (error: { code: string }) => error.code);

async function die(): Promise<void> {
  threads.at(-1)!.die();
  await clock.advance(0);
}

beforeEach(async () => {
  clock = createManualClock();
  [threads, troubles, failing] = [[], [], false];
  kept = await keepThread({ start, clock, onTrouble: ({ message }) => void troubles.push(message) });
});

describe('keepThread', () => {
  it('T6 replaces a thread that died: at once, then after pauses that grow to half a minute', async () => {
    await die();
    expect(await answer()).toBe(1);
    for (const pause of [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]) {
      await die();
      await clock.advance(pause - 1);
      expect(await answer()).toBe('unavailable');
      await clock.advance(1);
      expect(await answer()).toBe(threads.length - 1);
    }
    expect(troubles).toHaveLength(8);
    expect(troubles[0]).toBe('the thread of the database has ended by a fault: boom');
    await clock.advance(60_000);
    await die();
    expect(await answer()).toBe(9);
  });

  it('goes on trying where the database cannot be opened', async () => {
    failing = true;
    await die();
    await clock.advance(1_000);
    expect(await answer()).toBe('unavailable');
    failing = false;
    await clock.advance(2_000);
    expect(await answer()).toBe(1);
    expect(troubles.slice(1)).toEqual(['unable to open', 'unable to open']);
  });

  it('closes in every state, and starts nothing after', async () => {
    await kept.close();
    expect([threads.length, clock.pending]).toEqual([1, 0]);
    kept = await keepThread({ start, clock, onTrouble() {} });
    await die();
    await die();
    expect(clock.pending).toBe(1);
    await kept.close();
    await clock.advance(60_000);
    expect([threads.length, clock.pending, troubles]).toEqual([3, 0, []]);
  });
});
