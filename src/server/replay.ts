import type { Missing, Position, Replay, WireMessage } from '../protocol/wire.js';
import type { NumberedBatch } from './intake.js';
import type { ChatStore, RoomRecord } from './store/ChatStore.js';

export interface ReplayBufferOptions {
  room: string;
  store: ChatStore;
  record: RoomRecord;
  /** The newest stored messages at the opening, oldest first; one more than `recentMessages` where there are so many. */
  stored: WireMessage[];
  recentMessages: number;
  /** Newest messages kept in memory for clients that come back, stored or not. */
  size: number;
}

export interface ReplayBuffer {
  /** Everything up to here is known: position of the newest message. */
  readonly head: number;
  /** The newest stored messages, oldest first, and whether older ones exist. */
  recent(): { messages: WireMessage[]; older: boolean };
  add(batch: NumberedBatch): void;
  remove(seqs: readonly number[]): void;
  /** Forgets everything up to this number, which cannot be had again. */
  prune(upTo: number): void;
  /** One answer's worth of what came after a position; `last` below the head means: ask again. */
  since(position: Position): Promise<Replay>;
}

const REPLAY_PAGE = 200;

/** The newest messages of a room in memory, and the way on into the store for what is older. */
export function createReplayBuffer({ room, store, record, stored, recentMessages, size }: ReplayBufferOptions): ReplayBuffer {
  const recent = stored.slice(-recentMessages);
  let older = stored.length > recentMessages;
  const buffer: WireMessage[] = [];
  /** The buffer holds all messages after this position. */
  let bufferedAfter = record.lastSeq;
  /** Numbers in the buffer that no store knows. */
  const transients = new Set<number>();
  /** Newest number that neither the buffer nor the store has. */
  let lostUpTo = record.lossySeq;

  function missingWithin(from: number, to: number, lost: number): { missing?: Missing } {
    const last = Math.min(lost, to);
    return last > from ? { missing: { from: from + 1, to: last } } : {};
  }

  function drop(seq: number): void {
    bufferedAfter = seq;
    if (transients.delete(seq)) lostUpTo = Math.max(lostUpTo, seq);
  }

  /** The newest of what is known, stored or not. */
  function newest(): WireMessage[] {
    const first = buffer[0]?.[0] ?? Infinity;
    return [...recent.filter((message) => message[0] < first), ...buffer].slice(-REPLAY_PAGE);
  }

  function answer(prev: number, last: number, messages: WireMessage[], extra: { missing?: Missing } = {}): Replay {
    return { epoch: record.epoch, head: record.lastSeq, prev, last, messages, ...extra };
  }

  return {
    get head() {
      return record.lastSeq;
    },
    recent: () => ({ messages: [...recent], older }),
    add({ messages, transient, last, missing }) {
      record.lastSeq = last;
      if (transient.length > 0) record.lossySeq = transient.at(-1)!;
      if (missing) lostUpTo = Math.max(lostUpTo, missing.to ?? last);
      for (const seq of transient) transients.add(seq);
      for (const message of messages) {
        buffer.push(message);
        if (!transients.has(message[0])) recent.push(message);
      }
      if (buffer.length > size) for (const [seq] of buffer.splice(0, buffer.length - size)) drop(seq);
      if (recent.length > recentMessages) {
        recent.splice(0, recent.length - recentMessages);
        older = true;
      }
    },
    remove(seqs) {
      for (const seq of seqs) transients.delete(seq);
      for (const list of [recent, buffer]) {
        for (let i = list.length - 1; i >= 0; i--) if (seqs.includes(list[i]![0])) list.splice(i, 1);
      }
    },
    prune(upTo) {
      for (const list of [recent, buffer]) {
        const kept = list.findIndex(([seq]) => seq > upTo);
        if (list.splice(0, kept < 0 ? list.length : kept).length > 0 && list === recent) older = false;
      }
      lostUpTo = Math.max(lostUpTo, Math.min(upTo, record.lastSeq));
    },
    async since({ epoch, seq }) {
      const head = record.lastSeq;
      if (epoch !== record.epoch || seq > head) {
        // Another numbering: what the client missed of the old one is gone, the newest of this one follow.
        return answer(0, head, newest(), { missing: { from: seq + 1, to: null } });
      }
      if (seq >= bufferedAfter) {
        const messages = buffer.filter((message) => message[0] > seq).slice(0, REPLAY_PAGE);
        const last = messages.length < REPLAY_PAGE ? head : messages.at(-1)![0];
        return answer(seq, last, messages, missingWithin(seq, last, lostUpTo));
      }
      // Both may move on while the store is read.
      const end = bufferedAfter;
      const lost = lostUpTo;
      const messages = await store.page(room, { after: seq, before: end + 1, limit: REPLAY_PAGE, from: 'oldest' });
      const last = messages.length < REPLAY_PAGE ? end : messages.at(-1)![0];
      // Asked after the page: what retention takes away meanwhile is told rather once too often.
      const pruned = (await store.find(room))?.prunedSeq ?? 0;
      return answer(seq, last, messages, missingWithin(seq, last, Math.max(lost, pruned)));
    },
  };
}
