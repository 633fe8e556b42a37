import type { Content } from '../../protocol/messages.js';
import type { WireMessage } from '../../protocol/wire.js';

/** A shadow-muted user's messages are shown to nobody but the user. */
export type SanctionKind = 'mute' | 'shadow_mute' | 'ban';

/** What someone may not do, where and how long. A user has at most one of a kind per room. */
export interface Sanction {
  kind: SanctionKind;
  userId: string;
  /** Channel id; null: in all rooms. */
  room: string | null;
  /** Milliseconds since 1970; null: for good. */
  until: number | null;
  reason: string | null;
  by: string;
  createTime: number;
}

/** Who does something, and why. It enters the audit trail in the same transaction as what is done. */
export interface Act {
  by: string;
  reason?: string;
}

export interface AuditRecord {
  /** Grows with each record. */
  id: number;
  time: number;
  /** `delete`, `mute`, `unmute`, `kick`, `erase` and so on. */
  action: string;
  by: string;
  room: string | null;
  userId: string | null;
  seq: number | null;
  until: number | null;
  reason: string | null;
}

/** A player's complaint about a message, with the message as it was: it may be deleted or pruned meanwhile. */
export interface Report {
  id: number;
  room: string;
  seq: number;
  senderId: string;
  sender: string;
  content: Content;
  messageTime: number;
  reporterId: string;
  reason: string;
  createTime: number;
  /** Null while nobody has dealt with it. */
  resolved: { by: string; time: number; verdict: string } | null;
}

/** Page of a list that grows at its newer end; newest first. */
export interface NewestFirst {
  /** Only what has a smaller id. */
  before?: number;
  /** Default 100. */
  limit?: number;
}

export interface ModerationStore {
  /**
   * Takes messages out of every page; their content is wiped, their numbers and client ids stay taken.
   * Resolves to those that were there. All that was asked enters the audit trail, as `delete`.
   */
  deleteMessages(room: string, seqs: number[], act: Act): Promise<{ seq: number; senderId: string }[]>;
  /** Sets the sanction, in place of an earlier one of the same kind, user and room. Audited under its kind. */
  sanction(sanction: Pick<Sanction, 'kind' | 'userId' | 'room' | 'until'>, act: Act): Promise<Sanction>;
  /** Lifts it; false where there was none in force. Audited as `unmute`, `unshadow_mute`, `unban`. */
  lift(sanction: Pick<Sanction, 'kind' | 'userId' | 'room'>, act: Act): Promise<boolean>;
  /** Those in force now, newest first: of a user, of a room (with those of all rooms), or all. Limit default 1,000. */
  sanctions(query: { userId?: string; room?: string; limit?: number }): Promise<Sanction[]>;
  /** Writes down what leaves no other trace in the store: a kick, a closed room. */
  note(action: string, about: { room?: string; userId?: string; seq?: number }, act: Act): Promise<void>;
  /** Seconds between two messages of one user in the room, which need not be open; 0 ends it. Audited as `slow`. */
  slow(room: string, seconds: number, act: Act): Promise<void>;
  /** 0 where the room is not slowed. */
  slowSeconds(room: string): Promise<number>;
  audit(query: NewestFirst & { room?: string; userId?: string }): Promise<AuditRecord[]>;
  /** A second report of the same message by the same user changes nothing and returns the first. */
  report(report: { room: string; message: WireMessage; reporterId: string; reason: string }): Promise<Report>;
  reports(query: NewestFirst & { room?: string; open?: boolean }): Promise<Report[]>;
  /** False where there is no such open report. Audited as `resolve`, with the verdict as its reason. */
  resolveReport(id: number, verdict: string, by: string): Promise<boolean>;
}
