import type { Content } from '../../protocol/messages.js';
import type { Act } from './ModerationStore.js';
import type { PrivacyStore } from './RetentionStore.js';

/** A place among all messages, in the order in which they are stored. */
export type Place = [roomId: number, seq: number];

/** What a step over all messages found of one person: content still as JSON. */
export interface Found {
  rows: [room: string, seq: number, sender: string, content: string, createTime: number][];
  /** Where the next step begins; null at the end. */
  next: Place | null;
}

export interface Erased {
  erased: [room: string, seq: number][];
  next: Place | null;
}

/** What a database has to offer for export and erasure; each call looks at `step` messages. */
export interface PrivacySteps {
  find(userId: string, from: Place, step: number): Promise<Found>;
  erase(userId: string, from: Place, step: number): Promise<Erased>;
  finishErasure(userId: string, act: Act): Promise<void>;
}

/** Messages are not indexed by sender: that would slow every append down for something asked once in a while. */
const STEP = 2_000;
const START: Place = [0, 0];

export function createPrivacy(steps: PrivacySteps): PrivacyStore {
  return {
    async *exportUser(userId) {
      for (let from: Place | null = START; from; ) {
        const { rows, next }: Found = await steps.find(userId, from, STEP);
        for (const [room, seq, sender, content, createTime] of rows) {
          yield { room, seq, sender, content: JSON.parse(content) as Content, createTime };
        }
        from = next;
      }
    },
    async eraseUser(userId, act, onErased) {
      let messages = 0;
      for (let from: Place | null = START; from; ) {
        const { erased, next }: Erased = await steps.erase(userId, from, STEP);
        messages += erased.length;
        for (const room of new Set(erased.map(([name]) => name))) onErased?.(room, erased.flatMap(([name, seq]) => (name === room ? [seq] : [])));
        from = next;
      }
      await steps.finishErasure(userId, act);
      return { messages };
    },
  };
}
