import type { RoomChatError } from '../protocol/errors.js';
import type { ChatMessage, Content, EndEvent, HistoryPage, JsonObject, Presence, PresenceEvent } from '../protocol/messages.js';

export interface JoinOptions {
  /** Whether the server stores what this client sends, for history. Default true. */
  persistence?: boolean;
  /** Whether this client stays out of presence. Default false. */
  hidden?: boolean;
}

export interface SendResult {
  success: true;
  id: string;
  seq: number;
  createTime: string;
}

export type ConnectionState = 'connected' | 'reconnecting' | 'ended';

/** What a handle tells its listeners. */
export interface HandleEvents {
  message: ChatMessage;
  presence: PresenceEvent;
  error: RoomChatError;
  end: EndEvent;
}

export type HandleEvent = keyof HandleEvents;

/** What moderators may do over the wire; refused with `not_allowed` for anyone else. */
export interface Moderation {
  /** Takes a message out of history and out of every open log. */
  delete(message: Pick<ChatMessage, 'seq'>): Promise<{ success: true }>;
  mute(userId: string, options?: { seconds?: number; reason?: string }): Promise<{ success: true }>;
  unmute(userId: string): Promise<{ success: true }>;
  /** As a mute, but the user does not notice: the messages are accepted, and shown to their sender alone. */
  shadowMute(userId: string, options?: { seconds?: number; reason?: string }): Promise<{ success: true }>;
  unshadowMute(userId: string): Promise<{ success: true }>;
  kick(userId: string, options?: { reason?: string }): Promise<{ success: true }>;
  ban(userId: string, options?: { seconds?: number; reason?: string }): Promise<{ success: true }>;
  unban(userId: string): Promise<{ success: true }>;
  /** So many seconds between two messages of one user, up to 6 hours; 0 ends it. */
  slow(seconds: number, options?: { reason?: string }): Promise<{ success: true }>;
  /** Ends the room for everyone who is in it. */
  close(options?: { reason?: string }): Promise<{ success: true }>;
}

/** A joined chat room. */
export interface RoomChatHandle {
  readonly roomName: string;
  /** `2...<appId>_<roomName>` */
  readonly channelId: string;
  /** `room-chat-<roomName>` */
  readonly streamKey: string;
  /** Who this client is, as the server knows it. */
  readonly user: Presence;
  /** Who is there: a snapshot, oldest first. Empty in a room too large for lists. */
  readonly presences: readonly Presence[];
  /** Who is there in all. */
  readonly presenceCount: number;
  readonly state: ConnectionState;
  /** The newest messages at the time of the join; `nextCursor` leads to older ones. */
  readonly recent: HistoryPage;
  readonly moderation: Moderation;
  /** Brings a message, or the newest one of a user, before the moderators. */
  report(about: Pick<ChatMessage, 'seq'> | Pick<Presence, 'userId'>, reason: string): Promise<{ success: true }>;
  /**
   * Opens a room with one user who is in this one: nobody else may join or read it. The other side comes by itself
   * (`roomchat:whisper` on its bus). Rejects with `not_allowed` where the user is not here.
   */
  whisper(userId: string): Promise<RoomChatHandle>;
  /** Resolves when the server has accepted the message for good; a `RoomChatError` says why not. */
  send(content: Content): Promise<SendResult>;
  /** `limit` 1 to 100, default 50. Without a cursor: the newest, or the oldest where `forward`. */
  getHistory(limit?: number, cursor?: string | null, forward?: boolean): Promise<HistoryPage>;
  /** Returns its own undo. */
  on<E extends HandleEvent>(event: E, handler: (data: HandleEvents[E]) => void): () => void;
  off<E extends HandleEvent>(event: E, handler: (data: HandleEvents[E]) => void): void;
  /** Ends this handle and removes its listeners; the last one of a room closes its connection. */
  leave(): Promise<{ success: true }>;
}

export interface RoomChat {
  /** Without a name: the room of the current match. */
  join(roomName?: string, options?: JoinOptions): Promise<RoomChatHandle>;
}

interface Where {
  roomName: string;
  channelId: string;
}

/** Everything on the bus; each event names its room. */
export type BusEvents = {
  'roomchat:message': Where & ChatMessage;
  'roomchat:presence': Where & PresenceEvent;
  'roomchat:error': Where & { error: RoomChatError };
  'roomchat:end': Where & EndEvent;
  /** The room's connection changed. */
  'roomchat:state': Where & { state: ConnectionState };
  /** A moderator deleted messages. */
  'roomchat:deleted': Where & { seqs: number[] };
  /** Somebody whispers to this user: the room is joined already, what was said is in `handle.recent` or follows. */
  'roomchat:whisper': Where & { from: Presence; handle: RoomChatHandle };
} & {
  /** An object content with a string `type`. */
  [game: `roomchat:game:${string}`]: Where & Omit<ChatMessage, 'content'> & { content: JsonObject };
};

export interface ChatBus {
  on<E extends keyof BusEvents>(event: E, handler: (data: BusEvents[E]) => void): () => void;
  off<E extends keyof BusEvents>(event: E, handler: (data: BusEvents[E]) => void): void;
}

/** Anything like a Colyseus room of the game's match. */
export interface MatchRoom {
  readonly roomId: string;
  /** Where present it proves the membership to the chat server (Colyseus rooms have it). */
  readonly reconnectionToken?: string;
  onLeave(handler: (code: number, reason?: string) => void): unknown;
}

export interface Match {
  /** The id of the match that the game is in, or null. */
  readonly current: string | null;
  /** Makes it the current match; another one before it ends. */
  bind(match: MatchRoom | { matchId: string }): void;
  /** The match is over or left: its chat ends with `match_ended`. */
  unbind(): void;
  /** The room of a channel of the current match, such as `team-red`, for `roomChat.join`. Throws `no_match`. */
  channel(name: string): string;
}
