import { RoomChatError } from '../protocol/errors.js';
import { isMatchRoom } from '../protocol/names.js';
import type { MatchProof } from '../protocol/wire.js';
import { notAllowed, type Authorize } from './authorize.js';
import type { MatchDirectory } from './cluster/matchDirectory.js';
import type { Action, Identity } from './identity.js';
import type { ChatStore } from './store/ChatStore.js';
import { isWhisperRoom, whisperRoomName } from './whispers.js';

export interface AccessOptions {
  authorize: Authorize;
  store: Pick<ChatStore, 'find'>;
  /** How a user stands to the match of a room. */
  ask: MatchDirectory['ask'];
}

/** What shows that a user belongs into a room. */
export interface Evidence {
  proof?: MatchProof;
  /** The client of the match room by which the user was let in before. */
  session?: string | null;
  /** The other user of a whisper room. */
  whisperTo?: string;
  /** The user is in the room already. */
  inside?: boolean;
}

export interface Granted {
  matchSession: string | null;
  /** A match room has this chat now. */
  hasMatch: boolean;
}

/** Decides who may do what, and remembers what the decisions need. */
export interface Access {
  /** Rejects where the user may not. */
  check(user: Identity, roomName: string, action: Action, channelId: string, evidence?: Evidence): Promise<Granted>;
  /** The channel was closed. */
  forget(channelId: string): void;
}

export function createAccess({ authorize, store, ask }: AccessOptions): Access {
  const claimed = new Set<string>();

  /** A whisper is for its two alone; another one needs more than an operator's rule that lets anyone into any room. */
  function isOutsider({ userId }: Identity, roomName: string, { whisperTo, inside }: Evidence): boolean {
    if (!isWhisperRoom(roomName) || inside) return false;
    return whisperTo === undefined || whisperRoomName(userId, whisperTo) !== roomName;
  }

  return {
    async check(user, roomName, action, channelId, evidence = {}) {
      const { proof, session } = evidence;
      const ofMatch = isMatchRoom(roomName);
      const standing = ofMatch ? await ask(roomName, { userId: user.userId, ...(proof && { proof }) }) : null;
      const known = standing instanceof RoomChatError ? null : standing;
      const matchSession = session ?? known?.session ?? null;
      if (ofMatch && (known !== null || (!claimed.has(channelId) && (await store.find(channelId))?.claimed))) claimed.add(channelId);
      const verdict = await authorize(user, roomName, action, {
        channelId,
        claimed: claimed.has(channelId),
        matchSession,
        standing: () => (standing instanceof RoomChatError ? Promise.reject(standing) : Promise.resolve(standing)),
      });
      if (verdict === false) throw notAllowed(action, 'the server does not allow it', "ask the game's operator");
      if (verdict !== 'oversee' && isOutsider(user, roomName, evidence)) throw notAllowed(action, 'it is a whisper between two others', 'whisper to a player with handle.whisper(userId)');
      return { matchSession, hasMatch: known !== null };
    },
    forget: (channelId) => void claimed.delete(channelId),
  };
}
