import { RoomChatError } from '../../../protocol/errors.js';

// UUIDs as 16 bytes: at millions of rows the index over them decides the speed of appending.
const bytes = new Uint8Array(16);
/** The value of each hexadecimal digit by its character code; -1 for all else. */
const VALUES = new Int8Array(128).fill(-1);
for (const [value, digit] of [...'0123456789abcdef'].entries()) VALUES[digit.charCodeAt(0)] = value;
const HYPHEN = 0x2d;
const DIGITS = 32;

/** The 16 bytes of a UUID, for one statement: the next call writes over them. It runs for every message. */
export function uuidBytes(text: string): Uint8Array {
  let digits = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === HYPHEN) continue;
    const value = VALUES[code] ?? -1;
    if (value < 0 || digits === DIGITS) throw notUuid();
    bytes[digits >> 1] = digits % 2 === 0 ? value << 4 : bytes[digits >> 1]! | value;
    digits++;
  }
  if (digits < DIGITS) throw notUuid();
  return bytes;
}

function notUuid(): RoomChatError {
  return new RoomChatError('invalid_request', 'unable to store message; its client id is not a lower-case UUID');
}

export function uuidText(bytes: Uint8Array): string {
  const hex = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
