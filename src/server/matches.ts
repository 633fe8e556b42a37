import { RoomChatError } from '../protocol/errors.js';
import { matchChannelName, matchRoomName, namesOfMatch } from '../protocol/names.js';
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
  // As Colyseus has it: what the game's onAuth returned.
  readonly auth?: any;
}

export interface BindMatchChatOptions<C extends MatchClientLike = MatchClientLike> {
  /** The match's id, where it is not the room's `roomId`. The clients must bind the same id. */
  matchId?: string;
  /** The chat user id of a client, for chats joined by token alone. Default: `auth.userId`, else `auth.sub`, else `auth.id`. */
  userId?(client: C): string | undefined;
}

export interface MatchChat<C extends MatchClientLike = MatchClientLike> {
  readonly matchId: string;
  readonly roomName: string;
  /**
   * The channels of the match that this client may join, such as `['team-red']`: all of them, each time. Who had one
   * before and has it no more is out of it at once. The client joins `match.channel('team-red')`.
   */
  setChannels(client: C, channels: readonly string[]): void;
  /** Ends the chat for everyone, without waiting for the room's end. */
  end(reason?: string): void;
}

/** A match, or one of its channels, as the chat service sees it. */
export interface BoundMatch {
  readonly matchId: string;
  readonly roomName: string;
  /** The client that holds this token, as a key of its session. */
  sessionOf(proof: MatchProof): string | null;
  hasSession(session: string): boolean;
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
/** By what the rooms of a match's channels have before the slash. */
const channelsOf = new Map<string, (roomName: string) => BoundMatch>();
const listeners = new Set<MatchListener>();

/** The match that has this room as its chat, or the channel of a match. */
export function findMatch(roomName: string): BoundMatch | undefined {
  const known = matches.get(roomName);
  if (known) return known;
  const slash = roomName.indexOf('/');
  return slash < 0 ? undefined : channelsOf.get(roomName.slice(0, slash))?.(roomName);
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
export function bindMatchChat<C extends MatchClientLike = MatchClientLike>(room: MatchRoomLike, options: BindMatchChatOptions<C> = {}): MatchChat<C> {
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
  /** Rooms of the channels that each client has, by its session. */
  const channelRooms = new Map<string, ReadonlySet<string>>();

  /** The part of the match's clients that a room is for, as a match of its own. */
  function part(name: string, isMember: (client: MatchClientLike) => boolean): BoundMatch {
    const members = (): MatchClientLike[] => present().filter(isMember);
    const view: BoundMatch = {
      matchId,
      roomName: name,
      sessionOf(proof) {
        if (proof.matchId !== matchId) return null;
        const client = members().find(({ reconnectionToken }) => reconnectionToken !== undefined && reconnectionToken === proof.reconnectionToken);
        return client ? sessionKey(matchId, client.sessionId) : null;
      },
      hasSession: (session) => members().some(({ sessionId }) => sessionKey(matchId, sessionId) === session),
      hasUser: (userId) => members().some((client) => userIdOf(client) === userId),
      hasLeft: (userId) => left.has(userId) && !view.hasUser(userId),
    };
    return view;
  }

  const match = part(roomName, () => true);
  const channel = (name: string): BoundMatch => part(name, ({ sessionId }) => channelRooms.get(sessionId)?.has(name) === true);

  /** The user of a client that is out, unless another client of that user is still there. */
  function goneFrom(view: BoundMatch, client: MatchClientLike): string | null {
    const userId = userIdOf(client);
    return userId !== undefined && !view.hasUser(userId) ? userId : null;
  }

  /** Tells that a client is out of the match or of a channel. */
  function tellOut(view: BoundMatch, client: MatchClientLike): void {
    const gone = goneFrom(view, client);
    for (const listener of listeners) listener.onPlayerOut(view, sessionKey(matchId, client.sessionId), gone);
  }

  function setChannels(client: MatchClientLike, names: readonly string[]): void {
    const rooms = new Set(names.map((name) => matchChannelName(matchId, name)));
    const before = channelRooms.get(client.sessionId) ?? new Set();
    if (ended) return;
    if (rooms.size > 0) channelRooms.set(client.sessionId, rooms);
    else channelRooms.delete(client.sessionId);
    for (const name of before) if (!rooms.has(name)) tellOut(channel(name), client);
  }

  function playerOut(client: MatchClientLike): void {
    if (ended || present().some((other) => other.sessionId === client.sessionId)) return;
    const gone = goneFrom(match, client);
    if (gone !== null) left.add(gone);
    setChannels(client, []);
    tellOut(match, client);
  }

  function end(reason = 'the match is over'): void {
    if (ended) return;
    ended = true;
    matches.delete(roomName);
    for (const name of namesOfMatch(roomName)) channelsOf.delete(name);
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
  for (const name of namesOfMatch(roomName)) channelsOf.set(name, channel);
  for (const listener of listeners) listener.onMatchBound(match);
  return { matchId, roomName, setChannels, end };
}

function sessionKey(matchId: string, sessionId: string): string {
  return `${matchId}/${sessionId}`;
}

function defaultUserId({ auth }: MatchClientLike): string | undefined {
  if (typeof auth !== 'object' || auth === null) return undefined;
  const { userId, sub, id } = auth as Record<string, unknown>;
  return [userId, sub, id].find((value): value is string => typeof value === 'string' && value !== '');
}
