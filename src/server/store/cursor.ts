import { createHmac, timingSafeEqual } from 'node:crypto';
import { invalidCursor } from '../../protocol/parse.js';

/** A place beside a message, and the way to read from there. The message itself is not included. */
export interface CursorPosition {
  side: 'before' | 'after';
  seq: number;
}

const SIDES = ['before', 'after'] as const;
const SEQ_BYTES = 6;
const MAC_BYTES = 12;
const LENGTH = 1 + SEQ_BYTES + MAC_BYTES;
const MAX_SEQ = 2 ** (SEQ_BYTES * 8) - 1;

/** An opaque text that only `decodeCursor` with the same key and room takes: side, seq, and a MAC over both and the room. */
export function encodeCursor(key: Uint8Array, room: string, { side, seq }: CursorPosition): string {
  const bytes = Buffer.alloc(LENGTH);
  bytes[0] = SIDES.indexOf(side);
  bytes.writeUIntBE(Math.min(Math.max(seq, 0), MAX_SEQ), 1, SEQ_BYTES);
  mac(key, room, bytes).copy(bytes, 1 + SEQ_BYTES);
  return bytes.toString('base64url');
}

/** Throws `invalid_cursor` for anything that `encodeCursor` did not make for this room. */
export function decodeCursor(key: Uint8Array, room: string, cursor: string): CursorPosition {
  const bytes = Buffer.from(cursor, 'base64url');
  // Other spellings of the same bytes (padding, unused bits) are as foreign as other bytes.
  if (bytes.length !== LENGTH || bytes.toString('base64url') !== cursor) throw invalidCursor();
  if (!timingSafeEqual(bytes.subarray(1 + SEQ_BYTES), mac(key, room, bytes))) throw invalidCursor();
  const side = SIDES[bytes[0] ?? -1];
  if (side === undefined) throw invalidCursor();
  return { side, seq: bytes.readUIntBE(1, SEQ_BYTES) };
}

function mac(key: Uint8Array, room: string, bytes: Buffer): Buffer {
  return createHmac('sha256', key).update(bytes.subarray(0, 1 + SEQ_BYTES)).update(room).digest().subarray(0, MAC_BYTES);
}
