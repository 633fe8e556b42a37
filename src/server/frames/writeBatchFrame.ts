import type { Batch } from '../../protocol/wire.js';
import { CODE, frameHead, textBytes } from './messagePack.js';

const HEAD = Buffer.concat([frameHead('batch', CODE.map | 3), textBytes('prev')]);
const LAST = textBytes('last');
const MESSAGES = textBytes('messages');

/** What a message takes beside its texts, and what a text takes at most. */
const MESSAGE_BYTES = 1 + 2 * 9;
const textRoom = (text: string): number => 3 + 3 * text.length;

/** Most bytes of a text that the code of that size may announce. */
const MOST = [0, 31, 0xff, 0xffff];

/** Where frames are written, before as much of it as was needed is copied. It grows, up to a bound. */
let scratch = Buffer.allocUnsafe(64 * 1024);
const MAX_SCRATCH = 1024 * 1024;
let at = 0;

/** The frame that tells of new texts, encoded once for all who hear it; null for anything more, which is Colyseus' part. */
export function writeBatchFrame({ prev, last, messages, missing }: Batch): Buffer | null {
  if (missing || messages.length > 0xffff) return null;
  let room = 256;
  for (const [, senderId, sender, content, , clientId] of messages) {
    if (typeof content !== 'string' || clientId === null) return null;
    room += MESSAGE_BYTES + textRoom(senderId) + textRoom(sender) + textRoom(content) + textRoom(clientId);
  }
  if (room > MAX_SCRATCH) return null;
  if (room > scratch.length) scratch = Buffer.allocUnsafe(room);
  at = HEAD.copy(scratch);
  writeNumber(prev);
  at += LAST.copy(scratch, at);
  writeNumber(last);
  at += MESSAGES.copy(scratch, at);
  scratch[at++] = CODE.array16;
  at = scratch.writeUInt16BE(messages.length, at);
  for (const [seq, senderId, sender, content, createTime, clientId] of messages) {
    scratch[at++] = CODE.array | 6;
    writeNumber(seq);
    writeText(senderId);
    writeText(sender);
    writeText(content as string);
    writeNumber(createTime);
    writeText(clientId as string);
  }
  return Buffer.from(scratch.subarray(0, at));
}

function writeNumber(value: number): void {
  if (Number.isInteger(value) && value >= 0 && value <= 0xffff_ffff) {
    if (value < 0x80) {
      scratch[at++] = value;
    } else if (value <= 0xffff) {
      scratch[at++] = CODE.uint16;
      at = scratch.writeUInt16BE(value, at);
    } else {
      scratch[at++] = CODE.uint32;
      at = scratch.writeUInt32BE(value, at);
    }
  } else {
    scratch[at++] = CODE.double;
    at = scratch.writeDoubleBE(value, at);
  }
}

function writeText(text: string): void {
  // Most texts are ASCII: as many bytes as characters.
  let size = text.length <= MOST[1]! ? 1 : text.length <= MOST[2]! ? 2 : 3;
  let length = scratch.write(text, at + size);
  while (length > MOST[size]!) length = scratch.write(text, at + ++size);
  if (size === 1) scratch[at] = CODE.text | length;
  else if (size === 2) scratch[at + 1] = length;
  else scratch.writeUInt16BE(length, at + 1);
  if (size > 1) scratch[at] = size === 2 ? CODE.text8 : CODE.text16;
  at += size + length;
}
