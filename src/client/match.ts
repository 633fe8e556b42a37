import type { Clock } from '../protocol/clock.js';
import { RoomChatError } from '../protocol/errors.js';
import { belongsToMatch, matchChannelName, matchRoomName } from '../protocol/names.js';
import type { MatchProof } from '../protocol/wire.js';
import type { Match, MatchRoom } from './types.js';

export interface MatchControl {
  readonly match: Match;
  /** The chat room of the current match, or null. */
  readonly roomName: string | null;
  /** What shows the server that this client is in the match of that chat room, or channel. */
  proofFor(roomName: string): MatchProof | undefined;
  /** The match's connection was lost, and the game may yet bring it back. */
  isReturning(roomName: string): boolean;
  close(): void;
}

export interface MatchOptions {
  clock: Clock;
  /** How long a lost match room may take to be bound again, milliseconds. */
  returnMs: number;
  /** The match of this chat room is over for this client. */
  onEnd(roomName: string): void;
  /** The match room is (again) there: whoever waits for it may try now. */
  onBound(roomName: string): void;
}

interface Current {
  matchId: string;
  roomName: string;
  room: MatchRoom | null;
  /** Runs while a lost match room may still come back. */
  returning: unknown;
}

/** Closing codes of a connection that broke, or of a server that restarts: not of a match that is over. */
const BROKEN = new Set([1001, 1005, 1006, 1011, 1012, 1013, 1014, 1015]);

export function createMatch({ clock, returnMs, onEnd, onBound }: MatchOptions): MatchControl {
  let current: Current | null = null;

  function end(which: Current): void {
    if (current !== which) return;
    if (which.returning !== null) clock.clearTimeout(which.returning);
    current = null;
    onEnd(which.roomName);
  }

  const match: Match = {
    get current() {
      return current?.matchId ?? null;
    },
    bind(target) {
      const { matchId, room } = readTarget(target);
      const roomName = matchRoomName(matchId);
      if (current?.matchId === matchId) {
        if (current.returning !== null) clock.clearTimeout(current.returning);
        current.returning = null;
        if (current.room === room) return;
        current.room = room;
      } else {
        if (current) end(current);
        current = { matchId, roomName, room, returning: null };
      }
      const mine = current;
      room?.onLeave((code) => {
        // An older room object of the same match says nothing about the newer one.
        if (current !== mine || mine.room !== room) return;
        if (!BROKEN.has(code)) return end(mine);
        mine.returning ??= clock.setTimeout(() => end(mine), returnMs);
      });
      onBound(roomName);
    },
    unbind() {
      if (current) end(current);
    },
    channel(name) {
      if (!current) throw new RoomChatError('no_match', 'unable to name the channel; there is no current match; call match.bind(room) first');
      return matchChannelName(current.matchId, name);
    },
  };

  return {
    match,
    get roomName() {
      return current?.roomName ?? null;
    },
    proofFor(roomName) {
      if (!current || !belongsToMatch(roomName, current.roomName)) return undefined;
      const token = current.room?.reconnectionToken;
      if (typeof token !== 'string') return undefined;
      // Clients have it as "<roomId>:<token>", the server without the id.
      return { matchId: current.matchId, reconnectionToken: token.slice(token.lastIndexOf(':') + 1) };
    },
    isReturning: (roomName) => current !== null && current.returning !== null && belongsToMatch(roomName, current.roomName),
    close() {
      if (current && current.returning !== null) clock.clearTimeout(current.returning);
      current = null;
    },
  };
}

function readTarget(target: unknown): { matchId: string; room: MatchRoom | null } {
  const { matchId, roomId, onLeave } = (target ?? {}) as Partial<MatchRoom> & { matchId?: unknown };
  if (typeof matchId === 'string' && matchId !== '') return { matchId, room: null };
  if (typeof roomId === 'string' && roomId !== '' && typeof onLeave === 'function') return { matchId: roomId, room: target as MatchRoom };
  throw new RoomChatError('invalid_option', 'unable to bind the match; it is neither a match room nor { matchId }; pass the room that Colyseus returned, or { matchId: "…" }');
}
