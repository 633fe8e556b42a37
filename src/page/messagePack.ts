// MessagePack as far as chat speaks it: what JSON can say, and undefined.

const encoder = new TextEncoder();
// A leading U+FEFF belongs to the text.
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** Appends a value to `out`. Properties without a value are left out, as in JSON. */
export function pack(value: unknown, out: number[] = []): number[] {
  if (typeof value === 'string') {
    const bytes = encoder.encode(value);
    packHead(out, bytes.length, 0xa0, 32, 0xdb);
    for (const byte of bytes) out.push(byte);
  } else if (typeof value === 'number') {
    if (value === value >>> 0) packHead(out, value, 0, 128, 0xce);
    else packFloat(out, value);
  } else if (typeof value === 'boolean') {
    out.push(value ? 0xc3 : 0xc2);
  } else if (Array.isArray(value)) {
    packHead(out, value.length, 0x90, 16, 0xdd);
    for (const item of value) pack(item, out);
  } else if (value) {
    const entries = Object.entries(value).filter(([, item]) => item !== undefined);
    packHead(out, entries.length, 0x80, 16, 0xdf);
    for (const [key, item] of entries) pack(item, pack(key, out));
  } else {
    out.push(0xc0);
  }
  return out;
}

/** A number below `limit` goes into the first byte, a larger one into four that follow it. */
function packHead(out: number[], number: number, first: number, limit: number, wide: number): void {
  if (number < limit) out.push(first + number);
  else out.push(wide, number >>> 24, (number >>> 16) & 0xff, (number >>> 8) & 0xff, number & 0xff);
}

function packFloat(out: number[], number: number): void {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, number);
  out.push(0xcb, ...new Uint8Array(view.buffer));
}

/** The values that stand one after another from there to the end. */
export function unpackAll(bytes: Uint8Array, at = 0): unknown[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const values: unknown[] = [];
  while (at < bytes.length) values.push(next());
  return values;

  function next(): unknown {
    const code = uint(1);
    if (code < 0x80) return code;
    if (code < 0x90) return map(code & 0x0f);
    if (code < 0xa0) return list(code & 0x0f);
    if (code < 0xc0) return text(code & 0x1f);
    if (code >= 0xe0) return code - 0x100;
    switch (code) {
      case 0xc0: return null;
      case 0xc2: return false;
      case 0xc3: return true;
      case 0xca: return view.getFloat32((at += 4) - 4);
      case 0xcb: return view.getFloat64((at += 8) - 8);
      case 0xcc: case 0xcd: case 0xce: return uint(1 << (code - 0xcc));
      case 0xcf: return uint(4) * 2 ** 32 + uint(4);
      case 0xd0: return view.getInt8(at++);
      case 0xd1: return view.getInt16((at += 2) - 2);
      case 0xd2: return view.getInt32((at += 4) - 4);
      case 0xd3: return view.getInt32((at += 4) - 4) * 2 ** 32 + uint(4);
      // The encoder of Colyseus writes undefined as an extension of type and value 0.
      case 0xd4: if (uint(2) === 0) return undefined; break;
      case 0xd9: case 0xda: case 0xdb: return text(uint(1 << (code - 0xd9)));
      case 0xdc: case 0xdd: return list(uint(2 << (code - 0xdc)));
      case 0xde: case 0xdf: return map(uint(2 << (code - 0xde)));
    }
    throw new Error(`unable to read a message of the chat server; 0x${code.toString(16)} stands for no plain value; use a server of this version`);
  }

  function uint(size: number): number {
    at += size;
    return size === 1 ? view.getUint8(at - 1) : size === 2 ? view.getUint16(at - 2) : view.getUint32(at - 4);
  }

  function text(length: number): string {
    return decoder.decode(bytes.subarray(at, (at += length)));
  }

  function list(length: number): unknown[] {
    return Array.from({ length }, next);
  }

  function map(length: number): Record<string, unknown> {
    return Object.fromEntries(Array.from({ length }, () => [next(), next()]));
  }
}
