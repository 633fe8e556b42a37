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

/** Checks the options at once; throws `invalid_option`. */
export function createCredentials({ token, guest }: CredentialOptions, appId: string): CredentialSource {
  if (token !== undefined) return fromToken(token);
  if (guest !== undefined) return fromGuest(guest, appId);
  throw new RoomChatError('invalid_option', 'unable to connect; neither token nor guest is given; pass token, or guest: { username } where the server takes guests');
}

function fromToken(token: Token): CredentialSource {
  if (typeof token !== 'function' && (typeof token !== 'string' || token === '')) {
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

function fromGuest({ username, storage = sessionStorageOrNull() }: GuestOptions, appId: string): CredentialSource {
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
      if (guestToken === undefined) {
        first = new Promise((resolve) => {
          open = () => {
            first = null;
            resolve();
          };
        });
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

function sessionStorageOrNull(): GuestStorage | null {
  try {
    return (globalThis as { sessionStorage?: GuestStorage }).sessionStorage ?? null;
  } catch {
    return null;
  }
}
