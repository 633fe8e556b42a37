import { describe, expect, it } from 'vitest';
import { parseClientId, parseCursor, parseLimit, parseUsername } from '../../../src/protocol/parse.js';
import { expectSentence, thrownBy } from '../../helpers/errors.js';

describe('limit', () => {
  it('H1 is 50 where none is given', () => {
    expect(parseLimit(undefined)).toBe(50);
  });

  it('H4 counts as 100 above 100', () => {
    expect([1, 99, 100, 101, 1e9, Number.MAX_SAFE_INTEGER].map(parseLimit)).toEqual([1, 99, 100, 100, 100, 100]);
  });

  it.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0, '20', '', null, true, {}, [5], 5n, Symbol('5'), { toString: 1 }, Object.create(null)])(
    'H4 refuses what is no positive whole number (case %#)',
    (limit) => {
      expectSentence(thrownBy(() => parseLimit(limit)), 'invalid_limit');
    },
  );

  it('H4 does not blame the number where the type is wrong', () => {
    expect(thrownBy(() => parseLimit('20')).message).toContain('limit is a string');
    expect(thrownBy(() => parseLimit(Number.NaN)).message).toContain('limit is NaN');
  });
});

describe('cursor', () => {
  it('is optional', () => {
    expect([undefined, null].map(parseCursor)).toEqual([undefined, undefined]);
    expect(parseCursor('abc')).toBe('abc');
  });

  it.each(['', 5, {}, [], true, 'x'.repeat(129)])('H4 refuses %j', (cursor) => {
    expectSentence(thrownBy(() => parseCursor(cursor)), 'invalid_cursor');
  });
});

describe('client id', () => {
  it('S3 is a lower-case UUID', () => {
    expect(parseClientId('01890a5d-ac96-774b-bcce-b302099a8057')).toBe('01890a5d-ac96-774b-bcce-b302099a8057');
    for (const id of ['', '01890A5D-AC96-774B-BCCE-B302099A8057', '01890a5d-ac96-774b-bcce-b302099a8057\n', 'x', 5, null, undefined, {}, ['01890a5d-ac96-774b-bcce-b302099a8057']]) {
      expectSentence(thrownBy(() => parseClientId(id)), 'invalid_request');
    }
  });
});

describe('username', () => {
  it.each([
    ['Ada', 'Ada'],
    ['  Ada   Lovelace ', 'Ada Lovelace'],
    ['A\u202eda', 'Ada'],
    ['A\nd\u0000a\ud83d', 'Ada'],
    ['e\u0301', 'é'],
    ['日本', '日本'],
    ['x'.repeat(32), 'x'.repeat(32)],
    ['👍'.repeat(32), '👍'.repeat(32)],
  ])('takes %j as %j', (input, output) => {
    expect(parseUsername(input)).toBe(output);
  });

  it.each(['', '   ', '\u200b\u200d', 'x'.repeat(33), '👍'.repeat(33), undefined, null, 5, {}])('refuses %j', (name) => {
    expectSentence(thrownBy(() => parseUsername(name)), 'invalid_option');
  });
});
