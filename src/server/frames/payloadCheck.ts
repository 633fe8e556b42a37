/** Arrays, maps and kinds of objects in a payload of ours: more than any content may have. */
const MAX_CONTAINERS = 2_048;

/** `plain`: what clients of ours send. `extended`: with types of its own, or a lot in it. `unsound`: it promises more than it holds. */
export type PayloadKind = 'plain' | 'extended' | 'unsound';

/** What follows the codes from 0xc0 to 0xdf: bytes of a fixed number, and bytes that tell a length. */
const FIXED = [0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 4, 8, 1, 2, 4, 8, 1, 2, 4, 8, 2, 3, 5, 9, 17, 0, 0, 0, 0, 0, 0, 0];
const LENGTHS = [0, 0, 0, 0, 1, 2, 4, 1, 2, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 4, 2, 4, 2, 4];
/** Extensions that the encoder of Colyseus uses for plain values: a kind of object, and undefined. */
const PLAIN_EXTENSIONS = [0x72, 0x00];

/**
 * Walks over MessagePack without reading it. A decoder makes room for as many items as an array says that it has:
 * a few bytes, nested, would take all memory there is. Here each item that is promised must have its byte.
 */
export function checkPayload(bytes: Uint8Array, from: number): PayloadKind {
  let at = from;
  let promised = 0;
  let containers = 0;
  let extended = false;

  while (at < bytes.length) {
    const code = bytes[at++]!;
    let items = -1;
    if (code >= 0xa0 && code < 0xc0) at += code & 0x1f;
    else if (code >= 0x80 && code < 0xa0) items = code & 0x0f;
    else if (code >= 0xc0 && code < 0xe0) {
      let length = 0;
      for (let i = LENGTHS[code - 0xc0]!; i > 0; i--) length = length * 256 + (bytes[at++] ?? 0);
      const isExtension = (code >= 0xc7 && code <= 0xc9) || (code >= 0xd4 && code <= 0xd8);
      if (isExtension && !PLAIN_EXTENSIONS.includes(bytes[at]!)) extended = true;
      if (code >= 0xdc) items = length;
      else at += FIXED[code - 0xc0]! + length;
    }
    if (items >= 0) {
      containers++;
      promised += items;
    }
    if (at > bytes.length || promised > bytes.length - from) return 'unsound';
  }
  return extended || containers > MAX_CONTAINERS ? 'extended' : 'plain';
}
