import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { pack, unpackAll } from '../../../src/page/messagePack.js';
import { checkPayload } from '../../../src/server/frames/payloadCheck.js';

// What stands at the other end: the coder of the Colyseus server.
const require = createRequire(import.meta.resolve('@colyseus/core'));
const { Packr, unpack } = require('@colyseus/msgpackr') as { unpack(bytes: Uint8Array): unknown; Packr: new (options: object) => { pack(value: unknown): Uint8Array } };
const server = new Packr({ useRecords: false });

const numbers = [0, 1, 127, 128, 255, 256, 65_535, 65_536, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 1_700_000_000_123, Number.MAX_SAFE_INTEGER, -1, -32, -33, -128, -129, -32_768, -32_769, -(2 ** 31), -(2 ** 31) - 1, 1.5, -0.1, Math.PI, 1e300];
const texts = ['', 'x', 'x'.repeat(31), 'x'.repeat(32), 'x'.repeat(255), 'x'.repeat(256), 'x'.repeat(70_000), '日本語 العربية 👩‍👩‍👧', '\uFEFFmark'];
const values = [
  null, true, false, ...numbers, ...texts, [], {}, [1, [2, [3, []]]], numbers, Array.from({ length: 15 }, String), Array.from({ length: 16 }, String), Array.from({ length: 300 }, (_, i) => i),
  { type: 'emote', list: [null, true, { deep: [] }], ключ: '' }, Object.fromEntries(Array.from({ length: 16 }, (_, i) => [`k${i}`, i])), Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`k${i}`, i])),
];

describe('a value', () => {
  it.each(values)('reaches the server as it was, as plain data (case %#)', (value) => {
    const bytes = new Uint8Array(pack(value));
    expect(unpack(bytes)).toEqual(value);
    expect(checkPayload(bytes, 0)).toBe('plain');
  });

  it.each(values)('comes from the server as it was (case %#)', (value) => {
    expect(unpackAll(server.pack(value))).toEqual([value]);
  });

  it('is left out where it is undefined, on the way to the server', () => {
    expect(unpack(new Uint8Array(pack({ a: undefined, b: [undefined, 1] })))).toEqual({ b: [null, 1] });
  });

  it('may be undefined on the way from the server', () => {
    expect(unpackAll(server.pack({ a: undefined, b: [undefined] }))).toEqual([{ a: undefined, b: [undefined] }]);
  });

  it('may be long', () => {
    const long = Array.from({ length: 70_000 }, (_, i) => i);
    expect(unpackAll(server.pack(long))[0]).toHaveLength(70_000);
    expect(unpack(new Uint8Array(pack(long)))).toHaveLength(70_000);
    expect(unpackAll(new Uint8Array(pack(Object.fromEntries(long.map((i) => [`k${i}`, i])))))[0]).toHaveProperty('k69999', 69_999);
  });

  it('cannot reach the prototype of what holds it', () => {
    const [value] = unpackAll(new Uint8Array([0x81, ...pack('__proto__'), ...pack({ evil: true })]));
    expect((value as { evil?: boolean }).evil).toBeUndefined();
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  });

  it('stands after another, from any place of a buffer on', () => {
    const buffer = new Uint8Array([9, 9, ...pack('batch'), ...pack([1.5])]);
    expect(unpackAll(buffer.subarray(1), 1)).toEqual(['batch', [1.5]]);
    expect(unpackAll(buffer, buffer.length)).toEqual([]);
  });

  it.each([
    ['a date', server.pack(new Date(0))],
    ['bytes', server.pack(new Uint8Array([1, 2]))],
    ['an unused code', new Uint8Array([0xc1])],
    ['less than it says', new Uint8Array([0xcb, 1, 2])],
  ])('is no guess where it is %s', (_what, bytes) => {
    expect(() => unpackAll(bytes)).toThrow();
  });
});
