import { unpack } from '@colyseus/msgpackr';

/** How many messages a batch holds, read off its head: decoding them all would measure the load. */
export function countMessages(bytes, start) {
  let at = start;
  const head = bytes[at++];
  let keys;
  if ((head & 0xf0) === 0x80) keys = head & 0x0f;
  else if (head === 0xde) {
    keys = bytes.readUInt16BE(at);
    at += 2;
  } else return whole(bytes, start);
  for (; keys > 0; keys--) {
    const length = bytes[at++] & 0x1f;
    const key = bytes.latin1Slice(at, at + length);
    at += length;
    const kind = bytes[at++];
    if (key === 'messages') {
      if ((kind & 0xf0) === 0x90) return kind & 0x0f;
      if (kind === 0xdc) return bytes.readUInt16BE(at);
      if (kind === 0xdd) return bytes.readUInt32BE(at);
      return whole(bytes, start);
    }
    const size = kind < 0x80 ? 0 : { 0xcc: 1, 0xcd: 2, 0xce: 4, 0xcf: 8, 0xcb: 8 }[kind];
    if (size === undefined) return whole(bytes, start);
    at += size;
  }
  return 0;
}

function whole(bytes, start) {
  return unpack(bytes.subarray(start)).messages.length;
}
