import type { Clock } from '../../src/protocol/clock.js';

export interface ManualClock extends Clock {
  /** Lets time pass: every timer that falls due runs at its time, and what it sets off settles before the next one. */
  advance(ms: number): Promise<void>;
  /** The same without waiting for promises. */
  jump(ms: number): void;
  /** Lets time pass as in a sleep: nothing runs before its end, then everything that is overdue. */
  sleep(ms: number): Promise<void>;
  /** Timers that have not fallen due. */
  readonly pending: number;
  /** What `random` gives. Default 0.5. */
  chance: number;
}

interface Timer {
  at: number;
  order: number;
  callback(): void;
}

/** A clock that moves only when told to. */
export function createManualClock(start = 1_775_037_600_000): ManualClock {
  const timers = new Set<Timer>();
  let now = start;
  let order = 0;

  function nextUntil(end: number): Timer | undefined {
    let next: Timer | undefined;
    for (const timer of timers) {
      if (timer.at <= end && (!next || timer.at < next.at || (timer.at === next.at && timer.order < next.order))) next = timer;
    }
    return next;
  }

  function run(timer: Timer): void {
    timers.delete(timer);
    now = Math.max(now, timer.at);
    timer.callback();
  }

  const clock: ManualClock = {
    chance: 0.5,
    now: () => Math.floor(now),
    random: () => clock.chance,
    setTimeout(callback, ms) {
      const timer: Timer = { at: now + Math.max(0, ms), order: order++, callback };
      timers.add(timer);
      return timer;
    },
    clearTimeout: (timer) => void timers.delete(timer as Timer),
    async advance(ms) {
      const end = now + ms;
      await settle();
      for (let timer = nextUntil(end); timer; timer = nextUntil(end)) {
        run(timer);
        await settle();
      }
      now = end;
    },
    jump(ms) {
      const end = now + ms;
      for (let timer = nextUntil(end); timer; timer = nextUntil(end)) run(timer);
      now = end;
    },
    async sleep(ms) {
      now += ms;
      await clock.advance(0);
    },
    get pending() {
      return timers.size;
    },
  };
  return clock;
}

/** Resolves when every promise that can settle without time or input has settled. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 3; i++) await new Promise((resolve) => setImmediate(resolve));
}
