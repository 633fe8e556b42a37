import { describe, expect, it } from 'vitest';
import { decodeCursor, encodeCursor, type CursorPosition } from '../../../../src/server/store/cursor.js';

const key = new Uint8Array(32).fill(7);
const room = '2...game_lobby';

describe('cursor', () => {
  it.each<CursorPosition>([
    { side: 'before', seq: 1 },
    { side: 'after', seq: 0 },
    { side: 'before', seq: 2 ** 48 - 1 },
    { side: 'after', seq: 5_000_000_001 },
  ])('H4 gives back what was put in: %o', (position) => {
    const cursor = encodeCursor(key, room, position);
    expect(cursor).toMatch(/^[\w-]{26}$/);
    expect(decodeCursor(key, room, cursor)).toEqual(position);
  });

  it('H4 refuses a cursor of another room, of another key, and the plain seq', () => {
    const cursor = encodeCursor(key, room, { side: 'before', seq: 42 });
    const refused = { code: 'invalid_cursor' };
    expect(() => decodeCursor(key, '2...game_other', cursor)).toThrow(expect.objectContaining(refused));
    expect(() => decodeCursor(new Uint8Array(32), room, cursor)).toThrow(expect.objectContaining(refused));
    expect(() => decodeCursor(key, room, '42')).toThrow(expect.objectContaining(refused));
  });

  it('H4 refuses every change of a single character', () => {
    const cursor = encodeCursor(key, room, { side: 'after', seq: 42 });
    for (let index = 0; index < cursor.length; index++) {
      for (const letter of 'AZaz09-_+= ') {
        if (letter === cursor[index]) continue;
        const changed = cursor.slice(0, index) + letter + cursor.slice(index + 1);
        expect(() => decodeCursor(key, room, changed), changed).toThrow(expect.objectContaining({ code: 'invalid_cursor' }));
      }
    }
  });
});
