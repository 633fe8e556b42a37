import type { Ack } from '../../protocol/wire.js';
import { CODE, frameHead, textBytes, UUID_CHARS } from './messagePack.js';

const HEAD = frameHead('ack', CODE.array16, 0, 0);
const NUMBER = Buffer.concat([Buffer.of(CODE.double), Buffer.alloc(8)]);

const BEFORE_ID = Buffer.concat([Buffer.of(CODE.map | 3), textBytes('clientId'), Buffer.of(CODE.text8, UUID_CHARS)]);
const BEFORE_SEQ = Buffer.concat([BEFORE_ID, Buffer.alloc(UUID_CHARS), textBytes('seq')]);
const BEFORE_TIME = Buffer.concat([BEFORE_SEQ, NUMBER, textBytes('createTime')]);
const ACK = Buffer.concat([BEFORE_TIME, NUMBER]);

/** The frame that tells a sender of its accepted messages; null where one of them was refused, which is Colyseus' part. */
export function writeAckFrame(acks: readonly Ack[]): Buffer | null {
  const frame = Buffer.allocUnsafe(HEAD.length + acks.length * ACK.length);
  HEAD.copy(frame);
  frame.writeUInt16BE(acks.length, HEAD.length - 2);
  let at = HEAD.length;
  for (const ack of acks) {
    if ('error' in ack || ack.clientId.length !== UUID_CHARS) return null;
    ACK.copy(frame, at);
    frame.write(ack.clientId, at + BEFORE_ID.length, UUID_CHARS, 'latin1');
    frame.writeDoubleBE(ack.seq, at + BEFORE_SEQ.length + 1);
    frame.writeDoubleBE(ack.createTime, at + BEFORE_TIME.length + 1);
    at += ACK.length;
  }
  return frame;
}
