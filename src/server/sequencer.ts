import type { Clock } from '../protocol/clock.js';
import { RoomChatError } from '../protocol/errors.js';
import type { WireMessage } from '../protocol/wire.js';
import type { NumberedBatch } from './intake.js';
import type { AppendEntry, Appended, ChatStore, RoomRecord } from './store/ChatStore.js';

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
  entry: AppendEntry;
  resolve(appended: Appended): void;
  reject(error: unknown): void;
}

/** How long a send that left no row in the store is known again, milliseconds: longer than clients retry. */
const REMEMBER_MS = 120_000;
const MAX_REMEMBERED = 10_000;
/** Most entries in one call to the store. */
const MAX_GROUP = 1_000;

/**
 * Gives each message of one room its number. A room that nobody joined with persistence, in a
 * single process, is numbered in memory; any other by the store, one batch at a time: what arrives
 * during a commit goes into the next.
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
  let committing: Promise<void> | null = null;
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

  async function commitAll(): Promise<void> {
    while (pending.length > 0) {
      const group = pending.splice(0, MAX_GROUP);
      try {
        const { prev, last, appended } = await store.append(room, group.map(({ entry }) => entry));
        const messages: WireMessage[] = [];
        const transient: number[] = [];
        group.forEach(({ entry }, i) => {
          const result = appended[i]!;
          if (result.duplicate) return;
          messages.push(toWire(entry, result));
          if (entry.persist) return;
          transient.push(result.seq);
          remember(keyOf(entry), result);
        });
        if (last > prev) onBatch({ prev, last, messages, transient });
        // Stored by an append whose answer was lost: nobody has been told of it.
        if (appended.some(({ duplicate, seq }) => duplicate && seq > record.lastSeq)) options.onBehind();
        group.forEach(({ resolve }, i) => resolve(appended[i]!));
      } catch (error) {
        for (const { reject } of group) reject(error);
      }
    }
    committing = null;
  }

  return {
    record,
    persist() {
      if (stored) return Promise.resolve();
      storing ??= store
        // Whatever was numbered in memory until now keeps its numbers.
        .open(room, { epoch: record.epoch, lastSeq: record.lastSeq })
        .then(() => void (stored = true))
        .finally(() => void (storing = null));
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
      const appended = new Promise<Appended>((resolve, reject) => {
        pending.push({ entry, resolve, reject });
        committing ??= (storing ?? Promise.resolve()).then(commitAll, (error) => {
          committing = null;
          const group = pending;
          pending = [];
          for (const waiting of group) waiting.reject(error);
        });
      });
      underway.set(key, appended);
      const done = (): void => void underway.delete(key);
      appended.then(done, done);
      return appended;
    },
    idle: async () => {
      while (committing) await committing;
    },
  };
}

function keyOf({ senderId, clientId }: AppendEntry): string {
  return `${senderId}/${clientId}`;
}

function toWire(entry: AppendEntry, { seq, createTime }: Appended): WireMessage {
  return [seq, entry.senderId, entry.sender, entry.content, createTime, entry.clientId];
}
