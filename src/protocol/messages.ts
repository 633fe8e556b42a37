export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue };
export type JsonObject = { [key: string]: JsonValue };

/** What can be said: a text, or a plain JSON object for the game itself. */
export type Content = string | JsonObject;

/** A message as handles and history deliver it. */
export interface ChatMessage {
  /** Unique over all rooms and for good. */
  id: string;
  /** Position in the room: grows by at least one per message, the same for everyone. */
  seq: number;
  /** Username of who sent it, as the server knows it. */
  sender: string;
  senderId: string;
  content: Content;
  /** ISO 8601, UTC, set by the server. */
  createTime: string;
  /** The id that the sending client gave it. */
  clientId?: string;
}

export interface Presence {
  userId: string;
  username: string;
}

export type LeaveReason = 'left' | 'lost' | 'kicked' | 'banned' | 'match_left';

export interface PresenceLeave extends Presence {
  reason: LeaveReason;
}

export interface PresenceEvent {
  joins: Presence[];
  leaves: PresenceLeave[];
  /** Who is there in all, where the room is too large for lists. */
  count?: number;
}

export interface HistoryPage {
  /** Oldest first. */
  messages: ChatMessage[];
  /** Goes on in the direction asked for; null where nothing lies there. */
  nextCursor: string | null;
  /** The other way; null where nothing lies there. */
  prevCursor: string | null;
}

export type EndCode = 'left' | 'kicked' | 'banned' | 'match_ended' | 'room_closed' | 'unauthorized' | 'connection_lost';

export interface EndEvent {
  code: EndCode;
  /** A sentence for a person. */
  reason: string;
}
