import type { Clock } from '../protocol/clock.js';
import { RoomChatError } from '../protocol/errors.js';
import { parseUsername } from '../protocol/parse.js';
import type { JoinRequest } from '../protocol/wire.js';

export type Token = string | (() => string | Promise<string>);

/** Where a guest's token is kept, so that a reload stays the same guest. `sessionStorage` fits. */
export interface GuestStorage {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

export interface GuestOptions {
  username: string;
  /** Default: the browser's `sessionStorage`, where there is one; null keeps nothing. */
  storage?: GuestStorage | null;
}

export interface CredentialOptions {
  token?: Token;
  guest?: GuestOptions;
}

export type Credentials = Pick<JoinRequest, 'token' | 'guest'>;

export interface CredentialSource {
  /** What to show the server now; a token function is asked each time. */
  acquire(): Promise<{ credentials: Credentials; settle(guestToken?: string): void }>;
  /** Whether asking again may bring another token. */
  readonly renewable: boolean;
}

export interface CredentialContext {
  appId: string;
  clock: Clock;
  /** Longest that other joins wait for the first one, which makes the guest; milliseconds. */
  patienceMs: number;
}

/** Checks the options at once; throws `invalid_option`. */
export function createCredentials({ token, guest }: CredentialOptions, context: CredentialContext): CredentialSource {
  if (token !== undefined) return fromToken(token);
  if (guest !== undefined) return fromGuest(guest, context);
  throw new RoomChatError('invalid_option', 'unable to connect; neither token nor guest is given; pass token, or guest: { username } where the server takes guests');
}

function fromToken(token: Token): CredentialSource {
  if (token === '') throw new RoomChatError('invalid_option', 'unable to connect; token is empty; pass a JWT, or a function that fetches one');
  if (typeof token !== 'function' && typeof token !== 'string') {
    throw new RoomChatError('invalid_option', 'unable to connect; token is neither a text nor a function; pass a JWT, or a function that fetches one');
  }
  return {
    renewable: typeof token === 'function',
    async acquire() {
      let value: unknown;
      try {
        value = typeof token === 'function' ? await token() : token;
      } catch (cause) {
        throw new RoomChatError('unavailable', 'unable to connect; the token function failed; see the cause', { cause });
      }
      if (typeof value !== 'string' || value === '') throw new RoomChatError('unauthorized', 'unable to connect; the token function returned no text; return a JWT');
      return { credentials: { token: value }, settle() {} };
    },
  };
}

function fromGuest(guest: GuestOptions, { appId, clock, patienceMs }: CredentialContext): CredentialSource {
  if (typeof guest !== 'object' || guest === null) throw new RoomChatError('invalid_option', 'unable to connect; guest is no object; pass guest: { username }');
  const { username, storage = sessionStorageOrNull() } = guest;
  const name = parseUsername(username);
  const key = `gametegra-room-chat/${appId}/guest`;
  let guestToken = read();
  /** The first join makes the guest: others wait for it, or one player would be two guests. */
  let first: Promise<void> | null = null;

  function read(): string | undefined {
    try {
      return storage?.getItem(key) ?? undefined;
    } catch {
      // Storage may be forbidden; then a reload is another guest.
      return undefined;
    }
  }

  return {
    renewable: false,
    async acquire() {
      while (first) await first;
      let open = (): void => {};
      // A first try that hangs must not hold the others for good.
      let patience: unknown;
      if (guestToken === undefined) {
        first = new Promise((resolve) => {
          open = () => {
            clock.clearTimeout(patience);
            first = null;
            resolve();
            open = () => {};
          };
        });
        patience = clock.setTimeout(() => open(), patienceMs);
      }
      return {
        credentials: { guest: { username: name, ...(guestToken !== undefined && { guestToken }) } },
        settle(received) {
          if (received !== undefined && received !== guestToken) {
            guestToken = received;
            try {
              storage?.setItem(key, received);
            } catch {}
          }
          open();
        },
      };
    },
  };
}

/** That of a page. Outside of one (newer Node has the global too) all players of a process would be one guest. */
function sessionStorageOrNull(): GuestStorage | null {
  const scope = globalThis as { document?: unknown; sessionStorage?: GuestStorage };
  try {
    return scope.document === undefined ? null : (scope.sessionStorage ?? null);
  } catch {
    return null;
  }
}
