import type { Clock } from '../protocol/clock.js';

export interface TurnsOptions<T> {
  clock: Clock;
  /** How often each gets its turn, milliseconds. */
  periodMs: number;
  /** Must not throw. */
  visit(item: T): void;
}

export interface Turns<T> {
  /** Its first turn comes within one period. */
  add(item: T): void;
  delete(item: T): void;
  close(): void;
}

/** Parts of a period. Of 4,000 connections 80 have their turn at once. */
const STEPS = 50;

/**
 * What each of many needs from time to time, a few of them at once: 4,000 pings in one go
 * would stop every game in the process for as long as 4,000 writes take.
 */
export function createTurns<T>({ clock, periodMs, visit }: TurnsOptions<T>): Turns<T> {
  const steps = Array.from({ length: STEPS }, () => new Set<T>());
  const stepOf = new Map<T, Set<T>>();
  let next = 0;
  let current = 0;
  let timer: unknown = null;
  let closed = false;

  function wait(): void {
    timer = clock.setTimeout(() => {
      for (const item of steps[current]!) visit(item);
      current = (current + 1) % STEPS;
      if (!closed) wait();
    }, periodMs / STEPS);
  }

  return {
    add(item) {
      if (stepOf.has(item)) return;
      const step = steps[next]!;
      next = (next + 1) % STEPS;
      step.add(item);
      stepOf.set(item, step);
      // Only now: what could not start leaves no timer behind.
      if (timer === null && !closed) wait();
    },
    delete(item) {
      stepOf.get(item)?.delete(item);
      stepOf.delete(item);
    },
    close() {
      closed = true;
      if (timer !== null) clock.clearTimeout(timer);
    },
  };
}
