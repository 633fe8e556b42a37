/** 100 characters, as in every part. */
export const TEXT = 'x'.repeat(100);

/** A UUID of version 7 as 16 bytes. */
export function clientIdBytes(serial) {
  const bytes = Buffer.alloc(16);
  bytes.writeUIntBE(Date.now(), 0, 6);
  bytes.writeUInt32BE(serial, 12);
  bytes[6] = 0x70;
  bytes[8] = 0x80;
  return bytes;
}

export function uuidOf(bytes) {
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
