import type { Clock } from '../protocol/clock.js';
import type { Batch } from '../protocol/wire.js';

export interface FanoutOptions {
  clock: Clock;
  /** A fine clock in milliseconds, to see what a broadcast costs. */
  precise(): number;
  /** Longest that a message waits to be gathered with others, milliseconds. 0: never gather. */
  maxDelayMs: number;
  broadcast(batch: Batch): void;
}

export interface Fanout {
  push(batch: Batch): void;
  flush(): void;
  close(): void;
}

/** A broadcast that took 1 ms earns this many milliseconds of gathering: at most a ninth of the loop goes into broadcasts. */
const REST_PER_COST = 8;

/**
 * Sends batches on, gathering under load: a lone message leaves at once, and the pause before
 * the next broadcast grows with what the last one cost, up to `maxDelayMs`.
 */
export function createFanout({ clock, precise, maxDelayMs, broadcast }: FanoutOptions): Fanout {
  let waiting: Batch | null = null;
  let timer: unknown = null;
  let nextAt = 0;

  function flush(): void {
    if (timer !== null) clock.clearTimeout(timer);
    timer = null;
    if (!waiting) return;
    const batch = waiting;
    waiting = null;
    const began = precise();
    broadcast(batch);
    const ended = precise();
    nextAt = ended + Math.min(maxDelayMs, (ended - began) * REST_PER_COST);
  }

  return {
    push(batch) {
      // What is missing belongs to its own batch.
      if (batch.missing || waiting?.missing) flush();
      if (waiting) {
        waiting.last = batch.last;
        waiting.messages.push(...batch.messages);
      } else {
        waiting = { ...batch, messages: [...batch.messages] };
      }
      if (timer !== null) return;
      const wait = nextAt - precise();
      // Timers are no finer than 1 ms: a shorter pause is none.
      if (wait < 1) flush();
      else timer = clock.setTimeout(flush, wait);
    },
    flush,
    close() {
      if (timer !== null) clock.clearTimeout(timer);
      timer = null;
      waiting = null;
    },
  };
}
