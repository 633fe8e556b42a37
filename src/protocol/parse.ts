import { RoomChatError } from './errors.js';
import { kindOf } from './kindOf.js';
import { LIMITS } from './limits.js';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** The page size that counts: capped, or `invalid_limit`. */
export function parseLimit(limit: unknown): number {
  if (limit === undefined) return LIMITS.historyDefault;
  if (typeof limit !== 'number' || !Number.isInteger(limit) || limit < 1) {
    const shown = typeof limit === 'number' ? limit : kindOf(limit);
    throw new RoomChatError('invalid_limit', `unable to read history; limit is ${shown}; give a whole number from 1 to ${LIMITS.historyMax}`);
  }
  return Math.min(limit, LIMITS.historyMax);
}

/** A cursor's outer form; only the server can tell whether it is genuine. */
export function parseCursor(cursor: unknown): string | undefined {
  if (cursor === undefined || cursor === null) return undefined;
  if (typeof cursor !== 'string' || cursor === '' || cursor.length > 128) throw invalidCursor();
  return cursor;
}

export function invalidCursor(): RoomChatError {
  return new RoomChatError('invalid_cursor', 'unable to read history; the cursor is not one that this room gave out; start again without a cursor');
}

export function parseClientId(value: unknown): string {
  if (typeof value === 'string' && UUID.test(value)) return value;
  throw new RoomChatError('invalid_request', 'unable to send message; its client id is not a lower-case UUID; use the client of gametegra-room-chat');
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A username to show: no control, direction-changing or half characters, one line, of bounded length. */
export function parseUsername(value: unknown): string {
  const name = typeof value === 'string' ? value.normalize('NFC').replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, '').replace(/\s+/gu, ' ').trim() : '';
  const why = typeof value !== 'string' ? 'it is no text' : name === '' ? 'nothing of it can be seen' : [...name].length > LIMITS.usernameChars ? 'it is too long' : null;
  if (why === null) return name;
  throw new RoomChatError('invalid_option', `unable to use the username; ${why}; give it 1 to ${LIMITS.usernameChars} visible characters`);
}
