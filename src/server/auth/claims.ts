import { RoomChatError } from '../../protocol/errors.js';
import { LIMITS } from '../../protocol/limits.js';
import { parseUsername } from '../../protocol/parse.js';
import type { Identity } from '../identity.js';
import { GUEST_PREFIX } from './guestTokens.js';

/** Names of the claims to read. */
export interface ClaimNames {
  /** Default `sub`. */
  userId?: string;
  /** Default `username`, else `name`, else the user id. */
  username?: string;
  /** Default `role`; the values `moderator` and `admin` make a moderator, in a list too. */
  role?: string;
  /** Default `matches`: ids of the matches that the user is in. */
  matches?: string;
}

const USER_ID_CHARS = 128;
const MATCHES = 64;
const MATCH_ID_CHARS = 256;

export function refuse(why: string): RoomChatError {
  return new RoomChatError('unauthorized', `unable to join; ${why}; get a new token from the game's backend`);
}

/** Who the verified claims speak of. Throws `unauthorized` where they name no usable user. */
export function identityOf(claims: Record<string, unknown>, names: ClaimNames): Identity {
  const userId = parseUserId(claims, names.userId ?? 'sub');
  const identity: Identity = {
    userId,
    username: usernameOf(names.username === undefined ? [claims.username, claims.name] : [claims[names.username]], userId),
    role: isModerator(claims[names.role ?? 'role']) ? 'moderator' : 'user',
    guest: false,
    matches: parseMatches(claims, names.matches ?? 'matches'),
  };
  if (typeof claims.exp === 'number') identity.expiresAt = claims.exp * 1_000;
  return identity;
}

function parseUserId(claims: Record<string, unknown>, name: string): string {
  const claim = claims[name];
  const userId = Number.isSafeInteger(claim) ? String(claim) : claim;
  if (typeof userId !== 'string' || userId === '' || userId.length > USER_ID_CHARS || /[\p{Cc}\p{Cs}]/u.test(userId)) {
    throw refuse(`the claim "${name}" of the token is no user id of 1 to ${USER_ID_CHARS} characters`);
  }
  if (userId.toLowerCase().startsWith(GUEST_PREFIX)) throw refuse(`the user id in the token begins with "${GUEST_PREFIX}", which is kept for guests`);
  return userId;
}

/** A display name is no reason to turn a verified player away: what is too long is cut, what is missing is the id. */
function usernameOf(candidates: unknown[], userId: string): string {
  for (const candidate of [...candidates, userId]) {
    if (typeof candidate !== 'string') continue;
    try {
      return parseUsername([...candidate.normalize('NFC').trim()].slice(0, LIMITS.usernameChars).join(''));
    } catch {
      // Nothing of it can be shown; the next one may do.
    }
  }
  return 'player';
}

function isModerator(role: unknown): boolean {
  const roles: unknown[] = Array.isArray(role) ? role : [role];
  return roles.includes('moderator') || roles.includes('admin');
}

function parseMatches(claims: Record<string, unknown>, name: string): readonly string[] {
  const claim = claims[name];
  if (claim === undefined || claim === null) return [];
  const list: unknown[] = Array.isArray(claim) ? claim : [claim];
  const good = list.length <= MATCHES && list.every((id) => typeof id === 'string' && id !== '' && id.length <= MATCH_ID_CHARS);
  if (!good) throw refuse(`the claim "${name}" of the token is no list of at most ${MATCHES} match ids`);
  return list as string[];
}
