import { describe, expect, it } from 'vitest';
import type { Batch, WireMessage } from '../../../src/protocol/wire.js';
import { createFanout } from '../../../src/server/fanout.js';
import { createManualClock } from '../../helpers/manualClock.js';

function setUp({ maxDelayMs = 20, costMs = 0 } = {}) {
  const clock = createManualClock(0);
  const sent: [at: number, seqs: number[]][] = [];
  let fine = 0;
  let seq = 0;
  const fanout = createFanout({
    clock, maxDelayMs,
    precise: () => clock.now() + fine,
    broadcast({ messages }) {
      sent.push([clock.now(), messages.map(([at]) => at)]);
      fine += costMs;
    },
  });
  function next(count = 1): Batch {
    const prev = seq;
    seq += count;
    return { prev, last: seq, messages: Array.from({ length: count }, (_, i): WireMessage => [prev + i + 1, 'u1', 'Ann', 'x', 1, null]) };
  }
  return { clock, fanout, sent, next };
}

describe('batches on their way out', () => {
  it('leave at once where they are alone', async () => {
    const { clock, fanout, sent, next } = setUp();
    fanout.push(next());
    await clock.advance(5);
    fanout.push(next(2));
    expect(sent).toEqual([[0, [1]], [5, [2, 3]]]);
  });

  it('are gathered under load, in order, into one that joins on', async () => {
    const { clock, fanout, sent, next } = setUp({ costMs: 1 });
    const out: Batch[] = [];
    fanout.push(next());
    for (let i = 0; i < 5; i++) fanout.push(next());
    expect(sent).toEqual([[0, [1]]]);
    await clock.advance(20);
    expect(sent).toHaveLength(2);
    expect(sent[1]![1]).toEqual([2, 3, 4, 5, 6]);
    expect(out).toEqual([]);
  });

  it('wait no longer than they may, however dear a broadcast was', async () => {
    const { clock, fanout, sent, next } = setUp({ costMs: 500 });
    fanout.push(next());
    fanout.push(next());
    await clock.advance(20);
    expect(sent.map(([, seqs]) => seqs)).toEqual([[1], [2]]);
    const never = setUp({ costMs: 500, maxDelayMs: 0 });
    never.fanout.push(never.next());
    never.fanout.push(never.next());
    expect(never.sent).toHaveLength(2);
  });

  it('R3 keep what is missing with the batch that it belongs to', async () => {
    const { clock, fanout, next } = setUp({ costMs: 1 });
    const seen: Batch[] = [];
    const gathering = createFanout({ clock, maxDelayMs: 20, precise: () => 0, broadcast: (batch) => seen.push(structuredClone(batch)) });
    const first = next();
    const gap = { ...next(), missing: { from: 2, to: 2 } };
    const last = next();
    for (const batch of [first, gap, last]) gathering.push(batch);
    gathering.flush();
    expect(seen.map(({ prev, last: end, missing }) => [prev, end, missing?.from])).toEqual([[0, 1, undefined], [1, 2, 2], [2, 3, undefined]]);
    fanout.close();
  });

  it('do not change what was handed in', async () => {
    const { clock, fanout, next } = setUp({ costMs: 1 });
    const [one, two, three] = [next(), next(), next()];
    for (const batch of [one, two, three]) fanout.push(batch);
    await clock.advance(20);
    expect([one, two, three].map(({ last, messages }) => [last, messages.length])).toEqual([[1, 1], [2, 1], [3, 1]]);
  });

  it('leave when told to, and never after the end', async () => {
    const { clock, fanout, sent, next } = setUp({ costMs: 1 });
    fanout.push(next());
    fanout.push(next());
    fanout.flush();
    expect(sent).toHaveLength(2);
    fanout.push(next());
    fanout.close();
    expect(clock.pending).toBe(0);
    await clock.advance(100);
    expect(sent).toHaveLength(2);
  });
});
