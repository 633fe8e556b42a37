import { describe, expect, it } from 'vitest';
import { uuidv7 } from '../../../src/client/uuid.js';
import { parseClientId } from '../../../src/protocol/parse.js';

describe('uuidv7', () => {
  it('S3 makes ids that the server takes', () => {
    for (const now of [0, 1, Date.now(), 2 ** 48 - 1]) expect(parseClientId(uuidv7(now))).toHaveLength(36);
  });

  it('has time, version and variant where RFC 9562 puts them', () => {
    const random = new Uint8Array(10).fill(0xff);
    expect(uuidv7(0x017f22e279b0, random)).toBe('017f22e2-79b0-7fff-bfff-ffffffffffff');
    expect(uuidv7(0x017f22e279b0, new Uint8Array(10))).toBe('017f22e2-79b0-7000-8000-000000000000');
  });

  it('sorts by time, and never repeats', () => {
    const ids = Array.from({ length: 5_000 }, (_, i) => uuidv7(1_700_000_000_000 + i));
    expect([...ids].sort()).toEqual(ids);
    expect(new Set(Array.from({ length: 20_000 }, () => uuidv7(1))).size).toBe(20_000);
  });
});
