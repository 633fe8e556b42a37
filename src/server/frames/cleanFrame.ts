import { ROOM_DATA } from './messagePack.js';
import { checkPayload } from './payloadCheck.js';

/** First byte of a frame with a message that is bytes. */
const ROOM_DATA_BYTES = 17;
/** A message without a name: nobody listens to it. */
const NAMELESS = Buffer.from([ROOM_DATA, 0xa0]);

export interface CleanFrameOptions {
  /** Whether names and types beyond our own protocol pass, as a game's own rooms may use them. */
  foreign: boolean;
}

/**
 * The frame, or what of it is safe to be read by Colyseus: a payload that would take all memory is left away, so that
 * the message comes without one, as any client could send it. For our own rooms also what is beyond our protocol is
 * left away, down to the name: each name that is no UTF-8 would be a line on the console.
 */
export function cleanFrame(frame: Uint8Array, { foreign }: CleanFrameOptions): Uint8Array {
  if (frame[0] !== ROOM_DATA && frame[0] !== ROOM_DATA_BYTES) return frame;
  const { end, isPlain } = readName(frame);
  if (!isPlain && !foreign) return NAMELESS;
  if (frame[0] === ROOM_DATA_BYTES || frame.length <= end) return frame;
  const kind = checkPayload(frame, end);
  return kind === 'plain' || (kind === 'extended' && foreign) ? frame : frame.subarray(0, end);
}

/** Bytes of the numbers from 0xca to 0xd3, as Colyseus reads a name that is a number. */
const NUMBER_BYTES = [4, 8, 1, 2, 4, 8, 1, 2, 4, 8];

/** Where the name of a message ends, and whether it is a number or ASCII. */
function readName(frame: Uint8Array): { end: number; isPlain: boolean } {
  const prefix = frame[1] ?? 0;
  const isShort = prefix >= 0xa0 && prefix < 0xc0;
  if (!isShort && (prefix < 0xd9 || prefix > 0xdb)) return { end: 2 + (NUMBER_BYTES[prefix - 0xca] ?? 0), isPlain: true };
  const lengthBytes = isShort ? 0 : 2 ** (prefix - 0xd9);
  let length = isShort ? prefix & 0x1f : 0;
  // Little-endian, unlike everything else.
  for (let i = 0; i < lengthBytes; i++) length += (frame[2 + i] ?? 0) * 256 ** i;
  const start = 2 + lengthBytes;
  const end = Math.min(start + length, frame.length);
  let isPlain = true;
  for (let i = start; i < end; i++) if (frame[i]! > 0x7e) isPlain = false;
  return { end, isPlain };
}
