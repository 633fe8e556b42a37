import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { cleanFrame } from '../../../../src/server/frames/cleanFrame.js';
import { checkPayload } from '../../../../src/server/frames/payloadCheck.js';

// The encoder that Colyseus has.
const require = createRequire(import.meta.resolve('@colyseus/core'));
const { pack, unpack, Packr } = require('@colyseus/msgpackr') as { pack(value: unknown): Buffer; unpack(bytes: Uint8Array): unknown; Packr: new () => { pack(value: unknown): Buffer } };
/** As a client packs: with kinds of objects. */
const packByClient = (value: unknown): Buffer => new Packr().pack(value);

const array = (items: number): Buffer => Buffer.from([0xdd, items >>> 24, (items >>> 16) & 255, (items >>> 8) & 255, items & 255]);
const frame = (name: string, payload: Uint8Array): Buffer => Buffer.concat([Buffer.from([13, 0xa0 + name.length]), Buffer.from(name, 'latin1'), payload]);

describe('a payload', () => {
  it.each([
    null, true, 0, -1, 127, 128, -33, 65_536, 2 ** 40, -(2 ** 40), 1.5, Math.PI, '', 'x', 'x'.repeat(32), 'x'.repeat(300), '日'.repeat(30_000), [], {}, [1, [2, [3]]],
    { clientId: 'c', content: { type: 'emote', list: [1, 'two', null, { deep: [true] }] } }, Array.from({ length: 70_000 }, (_, i) => i), Object.fromEntries(Array.from({ length: 30_000 }, (_, i) => [`k${i}`, i])), undefined, [undefined, 1],
    new Uint8Array(10),
  ])('T6 passes where a client of ours sends it (case %#)', (value) => {
    for (const bytes of [pack(value), packByClient(value)]) expect(checkPayload(bytes, 0)).toBe('plain');
  });

  it('T6 with types of its own, or with a lot in it, is for the game to judge', () => {
    const game = [new Date(), new Set([1]), /x/, new Error('x'), new Uint16Array(4), 2n ** 60n, Array.from({ length: 5_000 }, () => [1])];
    for (const value of game) for (const bytes of [pack(value), packByClient(value)]) expect(['plain', 'extended']).toContain(checkPayload(bytes, 0));
    expect(checkPayload(pack(game[6]), 0)).toBe('extended');
  });

  it('T6 that promises more than it holds is stopped before it takes memory', () => {
    const bombs = [
      // 60 KB that would become many gigabytes: arrays within arrays, each of them large.
      Buffer.concat(Array.from({ length: 12_000 }, () => array(16_777_215))),
      Buffer.concat(Array.from({ length: 12_000 }, () => array(60_000))),
      Buffer.concat(Array.from({ length: 20_000 }, () => Buffer.from([0xdc, 0xff, 0xff]))),
      Buffer.concat([Buffer.from([0xd4, 0x73, 0]), ...Array.from({ length: 100 }, () => array(60_000))]),
      array(0xffffffff), Buffer.from([0xdf, 255, 255, 255, 255]), Buffer.from([0xc6, 255, 255, 255, 255]), Buffer.from([0xdb, 255, 255, 255, 255]), Buffer.from([0xc9, 255, 255, 255, 255, 1]), Buffer.from([0xa5, 1]),
    ];
    for (const bomb of bombs) expect(checkPayload(bomb, 0)).toBe('unsound');
    for (const code of [0x91, 0x81]) expect(checkPayload(Buffer.alloc(60_000, code), 0)).toBe('extended');
  });

  it('T6 never takes more room than a few times its own size', () => {
    let state = 42;
    const next = (): number => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) >>> 24;
    for (let round = 0; round < 5_000; round++) {
      const bytes = Buffer.from(Array.from({ length: 1 + (next() % 40) }, next));
      if (checkPayload(bytes, 0) === 'unsound') continue;
      // Every array and map header, wherever a reader may take one for that, has told no more than there are bytes.
      let value: unknown;
      try {
        value = unpack(bytes);
      } catch {
        continue;
      }
      expect(Array.isArray(value) ? value.length : 0).toBeLessThanOrEqual(bytes.length);
    }
  });
});

describe('a frame', () => {
  const good = frame('send', pack({ clientId: 'c', content: 'hello' }));

  it('T6 passes untouched where it is sound', () => {
    for (const foreign of [true, false]) for (const one of [good, frame('send', Buffer.alloc(0)), Buffer.from([13, 7]), Buffer.from([12]), Buffer.from([10]), Buffer.alloc(0), Buffer.from([17, 0xa1, 97, 255, 255])]) expect(cleanFrame(one, { foreign })).toBe(one);
  });

  it('T6 keeps its name and loses a payload that is dangerous, or not of our protocol', () => {
    const bomb = frame('send', array(60_000));
    for (const foreign of [true, false]) expect(Buffer.from(cleanFrame(bomb, { foreign }))).toEqual(frame('send', Buffer.alloc(0)));
    const numbered = Buffer.concat([Buffer.from([13, 0xcd, 1, 2]), array(60_000)]);
    expect(cleanFrame(numbered, { foreign: true })).toHaveLength(4);
    const set = frame('send', Buffer.from([0xd4, 0x65, 0]));
    expect(cleanFrame(set, { foreign: true })).toBe(set);
    expect(cleanFrame(set, { foreign: false })).toHaveLength(6);
  });

  it('T6 loses a name that is no ASCII, and only in our rooms', () => {
    const strange = frame('s\xff\xfe', pack(1));
    expect(cleanFrame(strange, { foreign: true })).toBe(strange);
    expect([...cleanFrame(strange, { foreign: false })]).toEqual([13, 0xa0]);
    for (const cut of [Buffer.from([13]), Buffer.from([13, 0xbf, 97]), Buffer.from([13, 0xdb, 255, 255, 255, 255, 97])]) expect(cleanFrame(cut, { foreign: false })).toBe(cut);
  });
});
