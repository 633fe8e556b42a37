import type { Missing, Position, Replay, WireMessage } from '../protocol/wire.js';
import type { NumberedBatch } from './intake.js';
import type { ChatStore, RoomRecord } from './store/ChatStore.js';

export interface ReplayBufferOptions {
  room: string;
  store: ChatStore;
  record: RoomRecord;
  /** The newest stored messages at the opening, oldest first. */
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
  /** One answer's worth of what came after a position; `last` below the head means: ask again. */
  since(position: Position): Promise<Replay>;
}

const REPLAY_PAGE = 200;

/** The newest messages of a room in memory, and the way on into the store for what is older. */
export function createReplayBuffer({ room, store, record, stored, recentMessages, size }: ReplayBufferOptions): ReplayBuffer {
  const recent = [...stored];
  let older = stored.length >= recentMessages;
  const buffer: WireMessage[] = [];
  /** The buffer holds all messages after this position. */
  let bufferedAfter = record.lastSeq;

  function missingWithin(from: number, to: number): { missing?: Missing } {
    const lostUpTo = Math.max(Math.min(record.lossySeq, bufferedAfter), record.prunedSeq);
    const last = Math.min(lostUpTo, to);
    return last > from ? { missing: { from: from + 1, to: last } } : {};
  }

  function answer(prev: number, last: number, messages: WireMessage[], extra: { missing?: Missing } = {}): Replay {
    return { epoch: record.epoch, head: record.lastSeq, prev, last, messages, ...extra };
  }

  return {
    get head() {
      return record.lastSeq;
    },
    recent: () => ({ messages: [...recent], older }),
    add({ messages, transient, last }) {
      record.lastSeq = last;
      if (transient.length > 0) record.lossySeq = transient.at(-1)!;
      for (const message of messages) {
        buffer.push(message);
        if (!transient.includes(message[0])) recent.push(message);
      }
      while (buffer.length > size) bufferedAfter = buffer.shift()![0];
      while (recent.length > recentMessages) {
        recent.shift();
        older = true;
      }
    },
    remove(seqs) {
      for (const list of [recent, buffer]) {
        for (let i = list.length - 1; i >= 0; i--) if (seqs.includes(list[i]![0])) list.splice(i, 1);
      }
    },
    async since({ epoch, seq }) {
      const head = record.lastSeq;
      if (epoch !== record.epoch || seq > head) {
        // Another numbering: what the client missed of the old one is gone, the newest of this one follow.
        return answer(0, head, [...recent], { missing: { from: seq + 1, to: null } });
      }
      if (seq >= bufferedAfter) {
        const messages = buffer.filter((message) => message[0] > seq).slice(0, REPLAY_PAGE);
        return answer(seq, messages.length < REPLAY_PAGE ? head : messages.at(-1)![0], messages);
      }
      const end = bufferedAfter;
      const messages = await store.page(room, { after: seq, before: end + 1, limit: REPLAY_PAGE, from: 'oldest' });
      const last = messages.length < REPLAY_PAGE ? end : messages.at(-1)![0];
      return answer(seq, last, messages, missingWithin(seq, last));
    },
  };
}
