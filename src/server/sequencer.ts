import type { Clock } from '../protocol/clock.js';
import { RoomChatError } from '../protocol/errors.js';
import type { WireMessage } from '../protocol/wire.js';
import type { NumberedBatch } from './intake.js';
import type { AppendEntry, AppendResult, Appended, ChatStore, RoomRecord } from './store/ChatStore.js';

export interface SequencerOptions {
  room: string;
  store: ChatStore;
  clock: Clock;
  newEpoch(): string;
  /** True where other processes serve the room too: then only the store can number. */
  shared: boolean;
  /** Most entries that may wait for the store. */
  maxPending: number;
  /** New messages, in order, each once. */
  onBatch(batch: NumberedBatch): void;
  /** The store holds messages that have not come as a batch. */
  onBehind(): void;
}

export interface Sequencer {
  /** Kept up to date by whoever accepts the batches. */
  readonly record: RoomRecord;
  /** From now on messages may have to be stored. */
  persist(): Promise<void>;
  /** Resolves once the message has its number and, where it is to persist, lies on disk. */
  submit(entry: AppendEntry): Promise<Appended>;
  /** Resolves when nothing waits for the store. */
  idle(): Promise<void>;
}

interface Pending {
  key: string;
  entry: AppendEntry;
  resolve(appended: Appended): void;
  reject(error: unknown): void;
}

/** How long a send that left no row in the store is known again, milliseconds: longer than clients retry. */
const REMEMBER_MS = 120_000;
const MAX_REMEMBERED = 10_000;
/** Most entries in one call to the store. */
const MAX_GROUP = 1_000;
/** Calls to the store under way at once; it carries them out in order, and finds the next waiting when it has done one. */
const MAX_CALLS = 16;
/** So many entries are worth a call of their own while others are under way. */
const WORTH_A_CALL = 64;

/**
 * Gives each message of one room its number. A room that nobody joined with persistence, in a
 * single process, is numbered in memory; any other by the store. A lone message goes there at once, and what
 * arrives while others are under way is gathered for a moment.
 */
export async function openSequencer(options: SequencerOptions): Promise<Sequencer> {
  const { room, store, clock, onBatch } = options;
  const fresh: RoomRecord = { epoch: options.newEpoch(), lastSeq: 0, lossySeq: 0, prunedSeq: 0, claimed: false };
  const found = options.shared ? await store.open(room, fresh) : await store.find(room);
  const record: RoomRecord = found ?? fresh;
  let stored = found !== null;
  let storing: Promise<void> | null = null;
  let lastTime = 0;

  let pending: Pending[] = [];
  let calls = 0;
  /** Set where those that wait are going to be handed to the store. */
  let planned: 'now' | 'soon' | null = null;
  const idlers: (() => void)[] = [];
  /** Sends that no store knows, so that a retry is told its number instead of getting another; oldest first. */
  const remembered = new Map<string, Appended>();
  /** Sends on their way to the store: a retry meanwhile is the same send. */
  const underway = new Map<string, Promise<Appended>>();

  function remember(key: string, appended: Appended): void {
    remembered.set(key, appended);
    for (const [oldest, { createTime }] of remembered) {
      if (remembered.size <= MAX_REMEMBERED && createTime >= clock.now() - REMEMBER_MS) break;
      remembered.delete(oldest);
    }
  }

  function numberInMemory(entry: AppendEntry): Appended {
    const prev = record.lastSeq;
    lastTime = Math.max(lastTime, clock.now());
    const appended: Appended = { seq: prev + 1, createTime: lastTime, duplicate: false };
    remember(keyOf(entry), appended);
    onBatch({ prev, last: appended.seq, messages: [toWire(entry, appended)], transient: [appended.seq] });
    return appended;
  }

  /**
   * Hands what waits to the store: the first at once; the next, so that the store finds work when it has done one,
   * together with what else arrives in this turn of the event loop; beyond these two only what is many.
   */
  function plan(): void {
    if (pending.length === 0 || storing !== null || calls >= MAX_CALLS) return;
    if (calls > 0 && pending.length >= WORTH_A_CALL) return hand();
    if (calls === 0) {
      if (planned !== 'now') queueMicrotask(hand);
      planned = 'now';
    } else if (calls === 1 && planned === null) {
      setImmediate(hand);
      planned = 'soon';
    }
  }

  function hand(): void {
    planned = null;
    if (storing !== null) return;
    while (pending.length > 0 && calls < MAX_CALLS) {
      calls++;
      void commit(pending.splice(0, MAX_GROUP));
    }
  }

  async function commit(group: Pending[]): Promise<void> {
    try {
      settle(group, await store.append(room, group.map(({ entry }) => entry)));
    } catch (error) {
      refuse(group, error);
    }
    calls--;
    plan();
    rest();
  }

  function settle(group: Pending[], { prev, last, appended }: AppendResult): void {
    const messages: WireMessage[] = [];
    const transient: number[] = [];
    group.forEach(({ key, entry }, i) => {
      const result = appended[i]!;
      underway.delete(key);
      if (result.duplicate) return;
      messages.push(toWire(entry, result));
      if (entry.persist) return;
      transient.push(result.seq);
      remember(key, result);
    });
    if (last > prev) onBatch({ prev, last, messages, transient });
    // Stored by an append whose answer was lost: nobody has been told of it.
    if (messages.length < group.length && appended.some(({ duplicate, seq }) => duplicate && seq > record.lastSeq)) options.onBehind();
    group.forEach(({ resolve }, i) => resolve(appended[i]!));
  }

  function refuse(group: Pending[], error: unknown): void {
    for (const { key, reject } of group) {
      underway.delete(key);
      reject(error);
    }
  }

  function rest(): void {
    if (calls === 0 && pending.length === 0) for (const idler of idlers.splice(0)) idler();
  }

  return {
    record,
    persist() {
      if (stored) return Promise.resolve();
      storing ??= store
        // Whatever was numbered in memory until now keeps its numbers.
        .open(room, { epoch: record.epoch, lastSeq: record.lastSeq })
        .then(
          () => {
            stored = true;
            storing = null;
            hand();
          },
          (error) => {
            storing = null;
            refuse(pending.splice(0), error);
            rest();
            throw error;
          },
        );
      return storing;
    },
    submit(entry) {
      const key = keyOf(entry);
      const before = remembered.get(key);
      if (before) return Promise.resolve({ ...before, duplicate: true });
      if (!stored && storing === null) return Promise.resolve(numberInMemory(entry));
      const same = underway.get(key);
      if (same) return same.then((appended) => ({ ...appended, duplicate: true }));
      if (pending.length >= options.maxPending) {
        return Promise.reject(new RoomChatError('unavailable', 'unable to send message; the server has too many messages waiting to be stored; try again', { retryAfterMs: 500 }));
      }
      const appended = new Promise<Appended>((resolve, reject) => void pending.push({ key, entry, resolve, reject }));
      underway.set(key, appended);
      plan();
      return appended;
    },
    idle: () => (calls === 0 && pending.length === 0 ? Promise.resolve() : new Promise((resolve) => idlers.push(resolve))),
  };
}

function keyOf({ senderId, clientId }: AppendEntry): string {
  return `${senderId}/${clientId}`;
}

function toWire(entry: AppendEntry, { seq, createTime }: Appended): WireMessage {
  return [seq, entry.senderId, entry.sender, entry.content, createTime, entry.clientId];
}
