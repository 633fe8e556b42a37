import { RoomChatError } from '../../protocol/errors.js';
import { parseUsername } from '../../protocol/parse.js';
import type { JoinRequest } from '../../protocol/wire.js';
import type { Identity } from '../identity.js';
import { foldName } from './foldName.js';
import { createGuestTokens } from './guestTokens.js';
import { createKnownNames } from './knownNames.js';
import { createTokenVerifier, type AuthOptions } from './verifyToken.js';

export interface IdentifyOptions {
  /** Without it no token is accepted. */
  auth?: AuthOptions;
  /** Whether someone without a token may join under a name of his choice. Default false. */
  guests?: boolean;
  /** Signs guest tokens: at least 32 bytes, the same on every process and after every restart. */
  guestSecret: Uint8Array;
  now: () => number;
  /**
   * Whether a guest may not have this name (already folded by `foldName`). Names of verified users seen by this
   * process, and those such as "admin", are taken without it.
   */
  isNameTaken?: (folded: string) => boolean | Promise<boolean>;
  /** A verified user goes by this name, folded by `foldName`. */
  onVerified?: (folded: string, userId: string) => void;
}

export interface Identified {
  identity: Identity;
  /** Keeps a guest the same user on the next join. */
  guestToken?: string;
}

export interface Identify {
  (request: Pick<JoinRequest, 'token' | 'guest'>): Promise<Identified>;
  /** Rejects where a package that the options need is missing: for the start of a server. */
  ready(): Promise<void>;
}

/** Tells who sends a join request; a token counts before a guest name. Rejects with `unauthorized`, `unavailable` or `invalid_option`. */
export function createIdentify({ auth, guests = false, guestSecret, now, isNameTaken = () => false, onVerified }: IdentifyOptions): Identify {
  const verify = auth && createTokenVerifier(auth, now);
  const tokens = createGuestTokens(guestSecret);
  const known = createKnownNames();

  const byGuestName = async ({ username, guestToken }: NonNullable<JoinRequest['guest']>): Promise<Identified> => {
    const name = parseUsername(username);
    const folded = foldName(name);
    if (folded === '') throw new RoomChatError('invalid_option', 'unable to use the username; nothing of it can be seen; give it visible characters');
    if (known.isTaken(folded) || (await isNameTaken(folded))) {
      throw new RoomChatError('invalid_option', 'unable to use the username; it is reserved, or it is or looks like that of someone known here; choose another');
    }
    const userId = tokens.read(guestToken) ?? tokens.newUserId();
    return { identity: { userId, username: name, role: 'user', guest: true, matches: [] }, guestToken: tokens.sign(userId) };
  };

  const identify = async ({ token, guest }: Pick<JoinRequest, 'token' | 'guest'>): Promise<Identified> => {
    if (token !== undefined && token !== null) {
      if (!verify) throw unauthorized('this server accepts no tokens', guests ? 'join as a guest, or set a secret or key address on the server' : 'set a secret or key address on the server');
      if (typeof token !== 'string' || token === '') throw unauthorized('the token is not a text', 'give the token as the backend made it');
      const identity = await verify(token);
      const folded = known.note(identity);
      onVerified?.(folded, identity.userId);
      return { identity };
    }
    if (!guests) throw unauthorized('there is no token, and guests are not let in', verify ? "get a token from the game's backend" : 'set a secret or key address on the server, or start it with guests');
    if (typeof guest !== 'object' || guest === null) throw unauthorized('there is neither a token nor a guest name', 'give one of them');
    return byGuestName(guest);
  };
  return Object.assign(identify, { ready: async () => verify?.ready() });
}

function unauthorized(why: string, todo: string): RoomChatError {
  return new RoomChatError('unauthorized', `unable to join; ${why}; ${todo}`);
}
