import type { Content } from '../../protocol/messages.js';
import type { WireMessage } from '../../protocol/wire.js';
import type { ModerationStore } from './ModerationStore.js';
import type { NameStore } from './NameStore.js';
import type { PrivacyStore, RetentionStore } from './RetentionStore.js';
import type { RoomRecord } from './RoomRecord.js';

export type { RoomRecord };

export interface AppendEntry {
  /** UUID (lower case) by the sending client; unique with the sender within the room. */
  clientId: string;
  senderId: string;
  sender: string;
  content: Content;
  /** False: takes a number in the order, but leaves no row, so that a later call cannot tell a repeat of it. */
  persist: boolean;
}

export interface Appended {
  seq: number;
  /** Milliseconds since 1970, never before that of an earlier seq. */
  createTime: number;
  /** The entry was stored before; seq and time are those of then. */
  duplicate: boolean;
}

export interface AppendResult {
  /** The room's newest number before and after: nothing else of the room lies between them. */
  prev: number;
  last: number;
  /** One for each entry, in their order. */
  appended: Appended[];
}

export interface PageQuery {
  /** Only messages with seq greater than this. */
  after?: number;
  /** Only messages with seq less than this. */
  before?: number;
  limit: number;
  /** Which end of the range to take the `limit` messages from. */
  from: 'oldest' | 'newest';
}

/** Where rooms and messages are kept. One implementation per database; room code knows only this. */
export interface ChatStore extends ModerationStore, NameStore, RetentionStore, PrivacyStore {
  find(room: string): Promise<RoomRecord | null>;
  /** Finds or makes the room; `initial` counts only where it is made: its `lastSeq` is then also the `lossySeq`. */
  open(room: string, initial: { epoch: string; lastSeq: number }): Promise<RoomRecord>;
  /** Marks the room (made where missing, with `epoch`) as that of a match. */
  claim(room: string, epoch: string): Promise<void>;
  /**
   * Gives each entry the next number and stores it; resolves when all of it is synced to disk.
   * An entry stored before (same sender and client id) keeps its number; its repeat may leave a hole. Calls while a
   * commit runs are gathered into the next one, over all rooms; those of one room take effect in the order in which
   * they were made, without waiting for each other's answer. The room must have been opened.
   */
  append(room: string, entries: AppendEntry[]): Promise<AppendResult>;
  /** Always oldest first. Deleted messages are left out. */
  page(room: string, query: PageQuery): Promise<WireMessage[]>;
  /** A secret of 32 bytes, made once per database and name. */
  secret(name: string): Promise<Uint8Array>;
  /** Rejects where the database cannot be reached. */
  ping(): Promise<void>;
  /** Waits for what was begun, then lets go of the database. */
  close(): Promise<void>;
}
