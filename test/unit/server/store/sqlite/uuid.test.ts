import { describe, expect, it } from 'vitest';
import { uuidBytes, uuidText } from '../../../../../src/server/store/sqlite/uuid.js';

const ID = '01920f3a-0b4c-7d5e-8f60-718293a4b5c6';

describe('the bytes of a UUID', () => {
  it('S3 are those of its digits, and give it again', () => {
    expect(Buffer.from(uuidBytes(ID))).toEqual(Buffer.from(ID.replaceAll('-', ''), 'hex'));
    expect(uuidText(uuidBytes(ID))).toBe(ID);
  });

  it('S3 leave nothing of the one before', () => {
    uuidBytes('ffffffff-ffff-ffff-ffff-ffffffffffff');
    expect(uuidText(uuidBytes(ID))).toBe(ID);
  });

  it.each(['', ID.slice(1), `${ID}0`, ID.toUpperCase(), ID.replace('b', 'g'), ID.replace('b', 'é'), ID.replace('b', '💎')])('are refused for %j', (text) => {
    expect(() => uuidBytes(text)).toThrow(/unable to store message; its client id is not a lower-case UUID/);
  });
});
