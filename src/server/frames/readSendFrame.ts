import { CODE, FIRST_RECORD, frameHead, RECORD, textBytes, UUID_CHARS } from './messagePack.js';

export interface SendFrame {
  clientId: string;
  content: string;
}

interface Shape {
  beforeId: Buffer;
  beforeContent: Buffer;
}

const [idKey, contentKey] = [textBytes('clientId'), textBytes('content')];
const shortLength = [CODE.text8, UUID_CHARS];
const longLength = [CODE.text32, 0, 0, 0, UUID_CHARS];
const mapOf = (map: number[], idLength: number[]): Shape => ({ beforeId: Buffer.concat([frameHead('send', ...map), idKey, Buffer.from(idLength)]), beforeContent: contentKey });

const SHAPES: Shape[] = [
  // As the client of Colyseus writes it: a record, which names its keys, then their values.
  { beforeId: Buffer.concat([frameHead('send', CODE.extension, RECORD, FIRST_RECORD, CODE.array | 2), idKey, contentKey, Buffer.from(shortLength)]), beforeContent: Buffer.alloc(0) },
  // As the client of the script-tag file writes it, and two more encoders.
  mapOf([CODE.map | 2], longLength),
  mapOf([CODE.map | 2], shortLength),
  mapOf([CODE.map16, 0, 2], shortLength),
];

/**
 * What a frame of the most frequent kind says: the send of a text. It comes with every message,
 * and the general codec takes longer. Null for any other frame, which is Colyseus' part.
 */
export function readSendFrame(frame: Buffer): SendFrame | null {
  const shape = SHAPES.find(({ beforeId }) => holds(frame, beforeId, 0));
  if (!shape) return null;
  const idAt = shape.beforeId.length;
  if (!holds(frame, shape.beforeContent, idAt + UUID_CHARS)) return null;
  let from = idAt + UUID_CHARS + shape.beforeContent.length;
  const code = frame[from++]!;
  let length: number;
  if (code >= CODE.text && code < CODE.text + 32) length = code - CODE.text;
  else if (code === CODE.text8) length = frame[from++]!;
  else if (code === CODE.text16) length = frame[from++]! * 256 + frame[from++]!;
  else if (code === CODE.text32 && from + 4 <= frame.length) length = frame.readUInt32BE((from += 4) - 4);
  else return null;
  if (from + length !== frame.length) return null;
  const content = frame.toString('utf8', from);
  // What is no UTF-8 is read as all other texts are.
  if (content.includes('\ufffd')) return null;
  return { clientId: frame.toString('latin1', idAt, idAt + UUID_CHARS), content };
}

/** Whether these bytes stand there, with more behind them. */
function holds(frame: Buffer, bytes: Buffer, at: number): boolean {
  if (frame.length <= at + bytes.length) return false;
  for (let i = 0; i < bytes.length; i++) if (frame[at + i] !== bytes[i]) return false;
  return true;
}
