import type { WireError } from './errors.js';
import type { ChatMessage, Content, EndEvent, HistoryPage, Presence, PresenceEvent } from './messages.js';

/** Sent with the join; everything the server needs to let a client in. */
export interface JoinRequest {
  protocol: number;
  appId: string;
  roomName: string;
  persistence: boolean;
  hidden: boolean;
  token?: string;
  guest?: GuestRequest;
  match?: MatchProof;
  /** The other user of a whisper room: shows the server that this user is one of its two. */
  whisperTo?: string;
  /** What the client has seen, so that the answer carries what came since. */
  since?: Position;
}

export interface GuestRequest {
  username: string;
  /** From an earlier join: keeps the guest the same user. */
  guestToken?: string;
}

/** Shows the server that this client sits in that match room: only the two of them know the token. */
export interface MatchProof {
  matchId: string;
  reconnectionToken: string;
}

/** A place in a room's order; the epoch changes where the numbering started anew. */
export interface Position {
  epoch: string;
  seq: number;
}

/**
 * A message in transit, a tuple for size:
 * seq, sender id, sender, content, create time (ms since 1970), client id.
 */
export type WireMessage = [
  seq: number,
  senderId: string,
  sender: string,
  content: Content,
  createTime: number,
  clientId: string | null,
];

/** Messages after `prev` up to and with `last`, complete: a number missing between them was never a message. */
export interface Batch {
  prev: number;
  last: number;
  messages: WireMessage[];
  /** What cannot be had again of it. */
  missing?: Missing;
}

export interface Missing {
  from: number;
  /** Null where nobody knows how far. */
  to: number | null;
}

/** What came since the position a client asked from, or the next part of it: `last` below the head means that there is more. */
export interface Replay extends Batch {
  epoch: string;
  head: number;
}

export interface WirePage {
  messages: WireMessage[];
  nextCursor: string | null;
  prevCursor: string | null;
}

/** The answer to a join: who, where, how far, and what came last. */
export interface Snapshot {
  channelId: string;
  epoch: string;
  /** Position of the newest message. */
  head: number;
  user: Presence;
  /** Keeps a guest the same user on the next join. */
  guestToken?: string;
  presences: Presence[];
  /** Who is there in all, also where the list is too long to send. */
  count: number;
  /** Only where the request had `since`, and the room has been open for less than the grace time: how long others may still take to come back, milliseconds. */
  settlingMs?: number;
  recent: WirePage;
  /** Only where the request had `since`. */
  replay?: Replay;
  /** The server says its head at least this often, milliseconds. */
  heartbeatMs: number;
}

/** What a moderator can order. Times in seconds; without them a sanction has no end. */
export type ModerationRequest =
  | { action: 'delete'; seq: number; reason?: string }
  | { action: 'mute' | 'shadow_mute' | 'ban'; userId: string; seconds?: number; reason?: string }
  | { action: 'unmute' | 'unshadow_mute' | 'unban'; userId: string; reason?: string }
  | { action: 'kick'; userId: string; reason?: string }
  /** So many seconds between two messages of one user; 0 ends it. */
  | { action: 'slow'; seconds: number; reason?: string }
  | { action: 'close'; reason?: string };

/** A complaint, which any user may make: about a message, or about what a user said last. */
export type ReportRequest = { action: 'report'; reason: string } & ({ seq: number } | { userId: string });

/** Sent to the other user of a whisper: where to come, and who is there. */
export interface Invite {
  roomName: string;
  from: Presence;
}

/** Client to server; the key is the message type on the transport. Requests bear a number `q` that the answer repeats. */
export interface ClientMessages {
  send: { clientId: string; content: Content };
  history: { q: number; limit: number; cursor?: string; forward: boolean };
  /** Everything after a position, to mend a gap. */
  sync: { q: number; since: Position };
  /** A fresh snapshot, for a further handle on the same connection. */
  snapshot: { q: number };
  moderate: { q: number; request: ModerationRequest | ReportRequest };
  /** Opens a room with one user who is in this one. */
  whisper: { q: number; userId: string };
}

export type Ack =
  | { clientId: string; seq: number; createTime: number }
  | { clientId: string; error: WireError };

export type AnswerResult = WirePage | Replay | Snapshot | { success: true } | { roomName: string };

/** Server to client; the key is the message type on the transport. */
export interface ServerMessages {
  snapshot: Snapshot;
  batch: Batch;
  ack: Ack[];
  answer: { q: number; result: AnswerResult } | { q: number; error: WireError };
  presence: PresenceEvent;
  head: { epoch: string; head: number };
  deleted: { seqs: number[] };
  /** Somebody in this room whispers to this user. */
  invite: Invite;
  /** The client should come back on another connection: the server restarts or the connection was too slow. */
  reconnect: { reason: string; afterMs: number };
  end: EndEvent;
}

export type ClientMessageType = keyof ClientMessages;
export type ServerMessageType = keyof ServerMessages;

export const CLIENT_MESSAGE_TYPES = ['send', 'history', 'sync', 'snapshot', 'moderate', 'whisper'] as const satisfies ClientMessageType[];

export function decodeMessage(epoch: string, [seq, senderId, sender, content, createTime, clientId]: WireMessage): ChatMessage {
  const message: ChatMessage = {
    id: messageId(epoch, seq),
    seq,
    sender,
    senderId,
    content,
    createTime: new Date(createTime).toISOString(),
  };
  if (clientId !== null) message.clientId = clientId;
  return message;
}

export function decodePage(epoch: string, page: WirePage): HistoryPage {
  return { ...page, messages: page.messages.map((message) => decodeMessage(epoch, message)) };
}

export function messageId(epoch: string, seq: number): string {
  return `${epoch}-${seq}`;
}
