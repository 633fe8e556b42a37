import { describe, expect, it } from 'vitest';
import type { WireMessage } from '../../../src/protocol/wire.js';
import { judge, type ClientReport } from '../../soak/soakReport.js';

const stored = (...tokens: string[]): Map<string, WireMessage[]> => new Map([['room', tokens.map((token, i): WireMessage => [i + 1, 'u', 'n', token, 1, null])]]);
const saw = (...tokens: string[]): ClientReport['seen'] => tokens.map((token, i) => [`e-${i + 1}`, i + 1, token]);
const report = (rest: Partial<ClientReport>): ClientReport => ({
  name: 'c', room: 'room', persistence: true, after: 0, seen: [], acknowledged: [], refused: {}, gaps: 0, ends: 0, openPromises: 0, connected: true, ...rest,
});

describe('the verdict of the soak', () => {
  it('is clean where everyone saw what is stored', () => {
    const { counts, complaints } = judge([report({ seen: saw('a', 'b'), acknowledged: [['e-1', 1, 'a']] }), report({ after: 1, seen: [['e-2', 2, 'b']] })], stored('a', 'b'));
    expect(complaints).toEqual([]);
    expect(counts).toMatchObject({ acknowledged: 1, deliveries: 3, lost: 0, twice: 0, outOfOrder: 0 });
  });

  it.each([
    ['an acknowledged message that is not stored', { acknowledged: [['e-3', 3, 'c']], seen: saw('a', 'b') }, 'lost'],
    ['one that is stored under another number', { acknowledged: [['e-1', 1, 'b']], seen: saw('a', 'b') }, 'lost'],
    ['one that a client never saw', { seen: saw('a') }, 'lost'],
    ['a gap in a room that is stored', { seen: saw('a', 'b'), gaps: 1 }, 'lost'],
    ['one that a client saw twice', { seen: [...saw('a', 'b'), ['e-3', 3, 'b']] }, 'twice'],
    ['numbers that go back', { seen: [['e-2', 2, 'b'], ['e-1', 1, 'a']] }, 'outOfOrder'],
  ] as [string, Partial<ClientReport>, 'lost' | 'twice' | 'outOfOrder'][])('counts %s', (_, rest, key) => {
    const { counts, complaints } = judge([report(rest)], stored('a', 'b'));
    expect(counts[key]).toBe(1);
    expect(complaints).toHaveLength(1);
  });

  it('counts what is stored twice, and what two clients saw in different orders', () => {
    expect(judge([report({ seen: saw('a', 'a') })], stored('a', 'a')).counts.twice).toBe(2);
    expect(judge([report({ seen: saw('a', 'b') }), report({ seen: saw('b', 'a') })], stored('a', 'b')).counts.outOfOrder).toBe(2);
  });

  it('takes a loss in a room that is not stored only where it was told of', () => {
    const own: Partial<ClientReport> = { persistence: false, acknowledged: [['e-1', 1, 'a']] };
    expect(judge([report(own)], new Map()).counts.lost).toBe(1);
    expect(judge([report({ ...own, gaps: 1 })], new Map()).counts.lost).toBe(0);
  });
});
