import type { RoomChatError } from '../../protocol/errors.js';
import type { ChatMessage, Content, Presence, PresenceLeave } from '../../protocol/messages.js';

interface Line {
  /** Stays the same while a line changes. */
  key: number;
  /** Milliseconds since 1970. */
  time: number;
}

export interface MessageLine extends Line {
  kind: 'message';
  message: ChatMessage;
  own: boolean;
}

/** A message of one's own that the server has not yet delivered back. */
export interface PendingLine extends Line {
  kind: 'pending';
  content: Content;
  state: 'sending' | 'sent' | 'failed';
  /** Once accepted: the message that will take its place. */
  id?: string;
  error?: RoomChatError;
}

export interface PresenceLine extends Line {
  kind: 'presence';
  joins: Presence[];
  leaves: PresenceLeave[];
}

export interface SystemLine extends Line {
  kind: 'system';
  text: string;
  tone: 'info' | 'warning';
}

/** Begins a day. */
export interface DayLine extends Line {
  kind: 'day';
}

/** A line never changes in place: what changes is a new object, so layouts may be cached by it. */
export type LogLine = MessageLine | PendingLine | PresenceLine | SystemLine | DayLine;

/** `removed` lines at `index` gave way to `added` ones. */
export interface LogChange {
  index: number;
  removed: readonly LogLine[];
  added: number;
}
