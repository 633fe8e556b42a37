import type { Clock } from '../protocol/clock.js';
import type { Batch } from '../protocol/wire.js';
import type { ChatStore } from './store/ChatStore.js';

/** A batch as the processes pass it on, with the numbers of what was not stored. */
export interface NumberedBatch extends Batch {
  transient: number[];
}

export interface IntakeOptions {
  room: string;
  store: ChatStore;
  clock: Clock;
  /** Position of the newest message accepted. */
  head(): number;
  accept(batch: NumberedBatch): void;
}

export interface Intake {
  /** Takes a batch from here or from another process, in any order, any number of times. */
  push(batch: NumberedBatch): void;
  /** Reads from the store what pub/sub brought late or not at all. */
  catchUp(): Promise<void>;
  close(): void;
}

/** How long a batch may wait for the one before it, milliseconds: two processes publish side by side. */
const REORDER_MS = 30;
const CATCH_UP_PAGE = 500;

/** Puts batches into their order, each message once; what stays out is read from the store. */
export function createIntake({ room, store, clock, head, accept }: IntakeOptions): Intake {
  let early: NumberedBatch[] = [];
  let timer: unknown = null;
  let running: Promise<void> | null = null;

  function take(batch: NumberedBatch): void {
    const from = head();
    if (batch.last <= from) return;
    accept(batch.prev === from ? batch : { ...batch, prev: from, messages: batch.messages.filter((message) => message[0] > from) });
  }

  function drain(): void {
    early.sort((a, b) => a.prev - b.prev);
    while (early.length > 0 && early[0]!.prev <= head()) take(early.shift()!);
    if (early.length === 0 && timer !== null) {
      clock.clearTimeout(timer);
      timer = null;
    }
  }

  async function read(): Promise<void> {
    const current = await store.find(room);
    if (!current) return;
    while (head() < current.lastSeq) {
      const from = head();
      const messages = await store.page(room, { after: from, before: current.lastSeq + 1, limit: CATCH_UP_PAGE, from: 'oldest' });
      const last = messages.length < CATCH_UP_PAGE ? current.lastSeq : messages.at(-1)![0];
      const lostUpTo = Math.min(current.lossySeq, last);
      // Ordinary batches went on while the store was read.
      if (head() !== from) continue;
      accept({ prev: from, last, messages, transient: [], ...(lostUpTo > from && { missing: { from: from + 1, to: lostUpTo } }) });
    }
    drain();
  }

  function catchUp(): Promise<void> {
    running ??= read().finally(() => void (running = null));
    return running;
  }

  return {
    push(batch) {
      if (batch.prev <= head()) {
        take(batch);
        if (early.length > 0) drain();
        return;
      }
      early.push(batch);
      timer ??= clock.setTimeout(() => {
        timer = null;
        // A store that cannot be read now is tried again at the next heartbeat.
        catchUp().catch(() => {});
      }, REORDER_MS);
    },
    catchUp,
    close() {
      if (timer !== null) clock.clearTimeout(timer);
      early = [];
    },
  };
}
