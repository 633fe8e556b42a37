import { RoomChatError } from '../protocol/errors.js';
import { matchRoomName } from '../protocol/names.js';
import type { MatchProof } from '../protocol/wire.js';

/** The parts of a Colyseus match room that its chat needs. */
export interface MatchRoomLike {
  readonly roomId: string;
  readonly clients: Iterable<MatchClientLike> & { readonly length: number };
  onLeave?(client: never, ...rest: never[]): unknown;
  onDispose?(): unknown;
  /** Colyseus answers with its own kind of promise, whose `then` is typed more loosely. */
  allowReconnection?(client: never, ...rest: never[]): unknown;
}

export interface MatchClientLike {
  readonly sessionId: string;
  /** Known to this client and its room alone. */
  readonly reconnectionToken?: string;
  readonly auth?: unknown;
}

export interface BindMatchChatOptions<C extends MatchClientLike = MatchClientLike> {
  /** The match's id, where it is not the room's `roomId`. The clients must bind the same id. */
  matchId?: string;
  /** The chat user id of a client, for chats joined by token alone. Default: `auth.userId`, else `auth.sub`, else `auth.id`. */
  userId?(client: C): string | undefined;
}

export interface MatchChat {
  readonly matchId: string;
  readonly roomName: string;
  /** Ends the chat for everyone, without waiting for the room's end. */
  end(reason?: string): void;
}

/** A match as the chat service sees it. */
export interface BoundMatch {
  readonly matchId: string;
  readonly roomName: string;
  /** The client that holds this token, as a key of its session. */
  sessionOf(proof: MatchProof): string | null;
  hasUser(userId: string): boolean;
  /** Was in the match, and is no more: a token that names the match does not bring back who was kicked. */
  hasLeft(userId: string): boolean;
}

export interface MatchListener {
  /** A match has opened: from now on its chat is its players' alone. */
  onMatchBound(match: BoundMatch): void;
  /** A client is out of the match; `userId` is null where none of the match's users is gone by it. */
  onPlayerOut(match: BoundMatch, session: string, userId: string | null): void;
  onMatchEnd(match: BoundMatch, reason: string): void;
}

// As Colyseus' own matchmaker: one per process, so that a match room needs no reference to the chat server.
const matches = new Map<string, BoundMatch>();
const listeners = new Set<MatchListener>();

export function findMatch(roomName: string): BoundMatch | undefined {
  return matches.get(roomName);
}

export function allMatches(): Iterable<BoundMatch> {
  return matches.values();
}

export function listenToMatches(listener: MatchListener): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/**
 * Opens the chat of a Colyseus match room to its players, and to nobody else; call it in `onCreate`
 * (after you have set a `roomId` of your own). A player who leaves is out of the chat at once, unless your
 * `onLeave` calls `allowReconnection` before it awaits anything; when the room is disposed, the chat ends
 * for everyone. Throws `invalid_option`.
 *
 *     class MyMatch extends Room { onCreate() { bindMatchChat(this); } }
 */
export function bindMatchChat<C extends MatchClientLike = MatchClientLike>(room: MatchRoomLike, options: BindMatchChatOptions<C> = {}): MatchChat {
  if (typeof room !== 'object' || room === null || room.clients === undefined) throw new RoomChatError('invalid_option', 'unable to bind match chat; this is no Colyseus room; call bindMatchChat(this) in the onCreate of the match room');
  const matchId = options.matchId ?? room.roomId;
  const roomName = matchRoomName(matchId);
  if (matches.has(roomName)) throw new RoomChatError('invalid_option', `unable to bind match chat; match "${matchId}" has one already; bind each match room once`);
  const userIdOf = (client: MatchClientLike): string | undefined => (options.userId ? options.userId(client as C) : defaultUserId(client));
  let ended = false;
  /** Dropped, but the game keeps their place (`allowReconnection`). */
  const awaited = new Map<string, MatchClientLike>();
  const present = (): MatchClientLike[] => [...room.clients, ...awaited.values()];
  const left = new Set<string>();

  const match: BoundMatch = {
    matchId,
    roomName,
    sessionOf(proof) {
      if (proof.matchId !== matchId) return null;
      const client = present().find(({ reconnectionToken }) => reconnectionToken !== undefined && reconnectionToken === proof.reconnectionToken);
      return client ? sessionKey(matchId, client.sessionId) : null;
    },
    hasUser: (userId) => present().some((client) => userIdOf(client) === userId),
    hasLeft: (userId) => left.has(userId) && !match.hasUser(userId),
  };

  function playerOut(client: MatchClientLike): void {
    if (ended || present().some((other) => other.sessionId === client.sessionId)) return;
    const userId = userIdOf(client);
    const gone = userId !== undefined && !match.hasUser(userId) ? userId : null;
    if (gone !== null) left.add(gone);
    for (const listener of listeners) listener.onPlayerOut(match, sessionKey(matchId, client.sessionId), gone);
  }

  function end(reason = 'the match is over'): void {
    if (ended) return;
    ended = true;
    matches.delete(roomName);
    for (const listener of listeners) listener.onMatchEnd(match, reason);
  }

  const target = room as { onLeave?: (...args: unknown[]) => unknown; onDispose?: (...args: unknown[]) => unknown; allowReconnection?: (...args: unknown[]) => PromiseLike<unknown> };
  const { onLeave, onDispose, allowReconnection } = target;

  if (allowReconnection) {
    target.allowReconnection = function (this: unknown, ...args) {
      const client = args[0] as MatchClientLike;
      const reconnection = allowReconnection.apply(room, args);
      awaited.set(client.sessionId, client);
      const settle = (): void => {
        awaited.delete(client.sessionId);
        playerOut(client);
      };
      reconnection.then(settle, settle);
      return reconnection;
    };
  }
  target.onLeave = function (...args) {
    try {
      return onLeave?.apply(room, args);
    } finally {
      // The game's own onLeave has just had its chance to call allowReconnection.
      playerOut(args[0] as MatchClientLike);
    }
  };
  target.onDispose = function (...args) {
    end();
    return onDispose?.apply(room, args);
  };
  matches.set(roomName, match);
  for (const listener of listeners) listener.onMatchBound(match);
  return { matchId, roomName, end };
}

function sessionKey(matchId: string, sessionId: string): string {
  return `${matchId}/${sessionId}`;
}

function defaultUserId({ auth }: MatchClientLike): string | undefined {
  if (typeof auth !== 'object' || auth === null) return undefined;
  const { userId, sub, id } = auth as Record<string, unknown>;
  return [userId, sub, id].find((value): value is string => typeof value === 'string' && value !== '');
}
