import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { parseContent } from '../../../src/protocol/content.js';
import { expectSentence, thrownBy } from '../../helpers/errors.js';

const nested = (levels: number): object => {
  let value: object = {};
  for (let i = 1; i < levels; i++) value = { v: value };
  return value;
};

describe('text', () => {
  it.each([
    ['Hello!', 'Hello!'],
    ['  Hello!\n', 'Hello!'],
    ['two\nlines', 'two\nlines'],
    ['0', '0'],
    ['👩‍👩‍👧', '👩‍👩‍👧'],
    ['\u0000', '\u0000'],
  ])('S1 takes %j as %j', (input, output) => {
    expect(parseContent(input)).toBe(output);
  });

  it('S1 counts characters, not UTF-16 units, and only after trimming', () => {
    expect(parseContent('x'.repeat(2_000))).toHaveLength(2_000);
    expect(parseContent(' '.repeat(5_000) + 'x'.repeat(2_000) + '\n'.repeat(5_000))).toHaveLength(2_000);
    expect(parseContent('👍'.repeat(2_000))).toHaveLength(4_000);
  });

  it.each(['x'.repeat(2_001), '👍'.repeat(2_001), 'x' + '👍'.repeat(2_000), 'x'.repeat(20_000_000)])('S1 refuses more (case %#)', (text) => {
    expectSentence(thrownBy(() => parseContent(text)), 'content_too_large');
  });

  it.each(['', ' ', '\n\t ', '\u3000', '\ufeff'])('S1 refuses the empty %j', (text) => {
    expectSentence(thrownBy(() => parseContent(text)), 'invalid_content');
  });

  it('replaces half a surrogate pair, as UTF-8 would', () => {
    expect(parseContent('a\ud83d')).toBe('a\ufffd');
  });
});

describe('objects', () => {
  it('S1 takes plain objects, and gives a copy', () => {
    const input = { type: 'emote', list: [1, 'a', null, true, { deep: -0.5 }], nothing: undefined };
    const output = parseContent(input);
    expect(output).toEqual({ type: 'emote', list: [1, 'a', null, true, { deep: -0.5 }] });
    expect(output).not.toBe(input);
    expect(Object.keys(output)).not.toContain('nothing');
    expect(parseContent({})).toEqual({});
    expect(parseContent(Object.assign(Object.create(null), { a: 1 }))).toEqual({ a: 1 });
  });

  it('gives exactly what JSON would, for the empty places of an array and for minus zero', () => {
    const input = { holes: [, 1, undefined], minus: -0, gone: undefined };
    expect(parseContent(input as never)).toStrictEqual(JSON.parse(JSON.stringify(input)));
  });

  it('replaces half a surrogate pair in values and keys', () => {
    expect(parseContent({ 'k\ud83d': ['a\udc4d'], '👍': '👍' })).toEqual({ 'k\ufffd': ['a\ufffd'], '👍': '👍' });
  });

  it('S1 takes an object of another realm, such as an iframe', () => {
    expect(parseContent(runInNewContext('({ type: "emote", list: [1, { a: 2 }] })'))).toEqual({ type: 'emote', list: [1, { a: 2 }] });
  });

  it('takes one object in two places, which is no circle', () => {
    const shared = { x: 1 };
    expect(parseContent({ from: shared, to: shared, list: [shared] })).toEqual({ from: { x: 1 }, to: { x: 1 }, list: [{ x: 1 }] });
  });

  it.each([
    ['undefined', undefined], ['null', null], ['an array', ['a']], ['a number', 42], ['a boolean', true], ['a bigint', 10n],
    ['a function', () => 'x'], ['a symbol', Symbol('x')], ['Date', new Date()], ['Map', new Map()], ['Uint8Array', new Uint8Array(2)],
    ['String', new String('x')], ['Error', new Error('x')], ['Promise', Promise.resolve()], ['some class', Object.create(Object.create({}))],
    ['Date', runInNewContext('new Date()')],
  ])('S1 refuses %s as content', (name, input) => {
    const error = thrownBy(() => parseContent(input));
    expectSentence(error, 'invalid_content');
    if (name !== 'some class') expect(error.message).toContain(name);
  });

  it.each([
    ['content.a', { a: Number.NaN }],
    ['content.a', { a: Number.POSITIVE_INFINITY }],
    ['content.a.1', { a: [0, () => 1] }],
    ['content.when', { when: new Date() }],
    ['content.id', { id: 5n }],
    ['content.s', { s: Symbol('s') }],
    ['content.toJSON', { toJSON: () => 'something else' }],
    ['content.deep.toJSON', { deep: { toJSON: () => 'something else' } }],
    ['content.m', { m: new Map([['a', 1]]) }],
  ])('S1 refuses what JSON cannot hold, and says where: %s', (path, input) => {
    const error = thrownBy(() => parseContent(input));
    expectSentence(error, 'invalid_content');
    expect(error.message).toContain(`${path} is`);
  });

  it('S1 refuses a key that would reach the prototype', () => {
    expectSentence(thrownBy(() => parseContent(JSON.parse('{"a":{"__proto__":{"admin":true}}}'))), 'invalid_content');
    expect(parseContent({ constructor: 1, prototype: 2 })).toEqual({ constructor: 1, prototype: 2 });
  });

  it('never calls an inherited toJSON', () => {
    const trap = Object.assign(Object.create(null), { toJSON: () => 5 });
    expectSentence(thrownBy(() => parseContent(Object.create(trap))), 'invalid_content');
  });

  it('S1 refuses circles of any size, without a stack overflow', () => {
    const self: Record<string, unknown> = {};
    self.me = self;
    const list: unknown[] = [];
    list.push([[list]]);
    const long = nested(10) as Record<string, unknown>;
    let end = long;
    while (end.v) end = end.v as Record<string, unknown>;
    end.v = long;
    for (const input of [self, { list }, long]) {
      const error = thrownBy(() => parseContent(input));
      expectSentence(error, 'invalid_content');
      expect(error.message).toContain('contains it');
    }
  });

  it('S1 takes 16 levels, and refuses more, however many', () => {
    expect(parseContent(nested(16))).toEqual(nested(16));
    expectSentence(thrownBy(() => parseContent(nested(17))), 'content_too_large');
    expectSentence(thrownBy(() => parseContent(nested(200_000))), 'content_too_large');
  });

  it('S1 takes 512 keys and items in all, and refuses more', () => {
    const list = (length: number): number[] => Array.from({ length }, () => 0);
    expect(parseContent({ a: list(511) })).toEqual({ a: list(511) });
    expectSentence(thrownBy(() => parseContent({ a: list(512) })), 'content_too_large');
    expectSentence(thrownBy(() => parseContent({ a: list(300), b: list(300) })), 'content_too_large');
    expectSentence(thrownBy(() => parseContent({ a: new Array(4_000_000_000) })), 'content_too_large');
  });

  it('S1 takes 8 KiB of UTF-8 JSON, and refuses more', () => {
    const frame = '{"t":""}'.length;
    expect(parseContent({ t: 'x'.repeat(8_192 - frame) })).toBeTypeOf('object');
    expectSentence(thrownBy(() => parseContent({ t: 'x'.repeat(8_193 - frame) })), 'content_too_large');
    expectSentence(thrownBy(() => parseContent({ t: '日'.repeat(3_000) })), 'content_too_large');
    expectSentence(thrownBy(() => parseContent({ t: '"'.repeat(5_000) })), 'content_too_large');
  });

  it('keeps its sentences short, whatever the keys', () => {
    expectSentence(thrownBy(() => parseContent({ ['k'.repeat(100_000)]: Number.NaN })), 'invalid_content');
  });
});
