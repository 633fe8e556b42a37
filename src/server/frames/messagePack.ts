/** First byte of a Colyseus frame with a message; its name follows, then its payload as MessagePack. */
export const ROOM_DATA = 13;

/** Length of a UUID as text. */
export const UUID_CHARS = 36;

/** The codes of MessagePack that a message needs. Those without a width hold the length in their lowest bits. */
export const CODE = { map: 0x80, array: 0x90, text: 0xa0, double: 0xcb, uint16: 0xcd, uint32: 0xce, extension: 0xd4, text8: 0xd9, text16: 0xda, text32: 0xdb, array16: 0xdc, map16: 0xde } as const;

/** The extension by which the encoder of Colyseus writes an object: its kind, by a number, then the names of its keys. */
export const RECORD = 0x72;
export const FIRST_RECORD = 0x40;

/** A short ASCII text. */
export function textBytes(value: string): Buffer {
  return Buffer.concat([Buffer.of(CODE.text | value.length), Buffer.from(value, 'latin1')]);
}

/** What a frame with this message begins with. */
export function frameHead(name: string, ...codes: number[]): Buffer {
  return Buffer.concat([Buffer.of(ROOM_DATA), textBytes(name), Buffer.from(codes)]);
}
