import type { Content } from '../../protocol/messages.js';
import type { Act } from './ModerationStore.js';
import type { RoomRecord } from './RoomRecord.js';

export interface ListedRoom extends RoomRecord {
  room: string;
  /** Time of its newest message, milliseconds since 1970; 0 where it never had one. */
  lastTime: number;
}

/** Which messages of a room are to go; times in milliseconds since 1970. */
export interface PrunePolicy {
  /** Those from before this time. */
  olderThan?: number;
  /** All but this many of the newest. */
  keep?: number;
  /** None from this time on, whatever `keep` says: a send that is still retried must find its first copy. */
  spareSince: number;
  /** Most messages to remove in this step. */
  limit: number;
}

export interface Pruned {
  removed: number;
  /** The room's new `prunedSeq`. */
  prunedSeq: number;
  /** The policy asks for more than this step removed. */
  more: boolean;
}

/** A touch younger than this is not written anew. */
export const TOUCH_AFTER_MS = 30 * 60_000;

export interface RetentionStore {
  /** All rooms, by name: at most `limit` of those behind `after`. */
  rooms(query: { after?: string; limit: number }): Promise<ListedRoom[]>;
  countRooms(): Promise<number>;
  /** One small step, oldest messages first. */
  prune(room: string, policy: PrunePolicy): Promise<Pruned>;
  /** The rooms are open somewhere, or about to be. Those that are not there stay so. */
  touchRooms(rooms: string[]): Promise<void>;
  /**
   * Removes those of the rooms that hold no message, and were neither touched nor written to since `before`; resolves to their names. Whoever opens one again gives it another epoch. The caller has none of them open.
   */
  removeIdleRooms(rooms: string[], before: number): Promise<string[]>;
  /** Forgets audit records and resolved reports from before this time, sanctions that ended and names last used before it. */
  pruneRecords(before: number): Promise<void>;
}

export interface ExportedMessage {
  room: string;
  seq: number;
  sender: string;
  content: Content;
  createTime: number;
}

export interface PrivacyStore {
  /** Every stored message of a person, room by room. Reads in small steps; what is said meanwhile may be missed. */
  exportUser(userId: string): AsyncIterable<ExportedMessage>;
  /**
   * Removes every stored message of a person, the names kept from guests, and name, words and id from reports. Sanctions and the audit trail,
   * which know the id alone, stay. Works in small steps: whoever may still write should be kept out first.
   * `onErased` is told what is gone, so that open logs can follow.
   */
  eraseUser(userId: string, act: Act, onErased?: (room: string, seqs: number[]) => void): Promise<{ messages: number }>;
}
