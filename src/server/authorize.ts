import { RoomChatError } from '../protocol/errors.js';
import { isMatchRoom, matchRoomName } from '../protocol/names.js';
import type { Standing } from './cluster/matchDirectory.js';
import type { Action, Identity } from './identity.js';

/** What is known of the room and of how the user came to it. */
export interface AuthorizeContext {
  channelId: string;
  /** A match room has claimed the chat, now or earlier. */
  claimed: boolean;
  /** The client of the match room that the user proved to be, or null. */
  matchSession: string | null;
  /** How the user stands to the match that has this chat; null where none has. Rejects with `unavailable` where that cannot be known now. */
  standing(): Promise<Pick<Standing, 'hasUser' | 'hasLeft'> | null>;
}

/** False refuses, anything else allows; `oversee` allows also where the room is a whisper between two others. */
type Verdict = boolean | 'oversee' | void;

/** Decides who may do what; throws `not_allowed` (or another `RoomChatError`), or returns false for a plain refusal. */
export type Authorize = (user: Identity, roomName: string, action: Action, context: AuthorizeContext) => Verdict | Promise<Verdict>;

/** Anyone into plain rooms, only members into match rooms, moderation for moderators. */
export function createDefaultAuthorize({ openMatches }: { openMatches: boolean }): Authorize {
  return async (user, roomName, action, { claimed, matchSession, standing }) => {
    if (action === 'moderate') {
      if (user.role === 'moderator') return;
      throw notAllowed('moderate', 'only moderators may', 'give the user the role "moderator" in the token');
    }
    if (!isMatchRoom(roomName) || user.role === 'moderator') return;
    const named = user.matches.some((matchId) => matchRoomName(matchId) === roomName);
    const match = await standing().catch((error: unknown) => {
      // The token says enough where the match cannot be asked.
      if (named) return null;
      throw error;
    });
    if (named && !match?.hasLeft) return;
    if (match) {
      if (matchSession !== null || match.hasUser) return;
      throw notAllowed(action, 'this match has players of its own', 'join the match first, and bind its room with match.bind(room)');
    }
    if (claimed) throw notAllowed(action, 'the match is over or has not opened yet', 'join the match first');
    if (openMatches) return;
    throw notAllowed(action, 'no match room on the server has claimed this chat', 'call bindMatchChat(this) in the match room, put the match into the "matches" claim of the token, or start the server with --open-matches');
  };
}

export function notAllowed(action: Action, why: string, todo: string): RoomChatError {
  const what = { join: 'join the room', read: 'read the room', send: 'send message', moderate: 'moderate the room' }[action];
  return new RoomChatError('not_allowed', `unable to ${what}; ${why}; ${todo}`);
}
