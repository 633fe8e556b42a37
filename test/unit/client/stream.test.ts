import { describe, expect, it } from 'vitest';
import { createStream, type Stream } from '../../../src/client/stream.js';
import type { Batch, Missing, Position, Replay, WireMessage } from '../../../src/protocol/wire.js';
import { settle } from '../../helpers/manualClock.js';

function message(seq: number, clientId: string | null = `id-${seq}`): WireMessage {
  return [seq, 'u1', 'Ann', `text ${seq}`, seq, clientId];
}

/** Messages from `from` up to and with `to`. */
function batch(from: number, to: number): Batch {
  return { prev: from - 1, last: to, messages: Array.from({ length: to - from + 1 }, (_, i) => message(from + i)) };
}

function setUp(seq = 0) {
  const seen: string[] = [];
  const gaps: Missing[] = [];
  const asked: (Position & { answer(replay: Replay): Promise<void>; fail(): Promise<void> })[] = [];
  const stream: Stream = createStream(
    { epoch: 'e1', seq },
    {
      deliver: (epoch, [at]) => seen.push(`${epoch}-${at}`),
      onGap: (missing) => gaps.push(missing),
      requestSync: (since) =>
        new Promise((resolve, reject) => {
          asked.push({
            ...since,
            async answer(replay) {
              resolve(replay);
              await settle();
            },
            async fail() {
              reject(new Error('lost'));
              await settle();
            },
          });
        }),
    },
  );
  return { stream, seen, gaps, asked };
}

function replay(from: number, to: number, head = to, extra: Partial<Replay> = {}): Replay {
  return { epoch: 'e1', head, ...batch(from, to), ...extra };
}

function numbers(from: number, to: number, epoch = 'e1'): string[] {
  return Array.from({ length: to - from + 1 }, (_, i) => `${epoch}-${from + i}`);
}

describe('in order', () => {
  it('R5 delivers batches as they come', () => {
    const { stream, seen, asked } = setUp(2);
    stream.batch(batch(3, 3));
    stream.batch(batch(4, 6));
    expect(seen).toEqual(numbers(3, 6));
    expect(stream.position).toEqual({ epoch: 'e1', seq: 6 });
    expect(asked).toEqual([]);
  });

  it('R2 delivers nothing twice: not a repeated batch, not one that overlaps, not a replay of what came', () => {
    const { stream, seen } = setUp(2);
    stream.batch(batch(1, 3));
    stream.batch(batch(3, 5));
    stream.batch(batch(3, 5));
    stream.replay(replay(1, 5));
    expect(seen).toEqual(numbers(3, 5));
  });

  it('S3 delivers a message once also where it was numbered twice', () => {
    const { stream, seen } = setUp();
    stream.batch({ prev: 0, last: 1, messages: [message(1, 'same')] });
    stream.batch({ prev: 1, last: 3, messages: [message(2, 'same'), message(3)] });
    expect(seen).toEqual(['e1-1', 'e1-3']);
  });

  it('S3 delivers a message once also where the numbering began anew between its two numbers', () => {
    const { stream, seen } = setUp();
    stream.batch({ prev: 0, last: 1, messages: [message(1, 'same')] });
    stream.replay({ epoch: 'e2', head: 0, prev: 0, last: 0, messages: [] });
    stream.batch({ prev: 0, last: 2, messages: [message(1, 'same'), message(2)] });
    expect(seen).toEqual(['e1-1', 'e2-2']);
  });

  it('S3 delivers a message once also where thousands came between its two numbers', () => {
    const { stream, seen } = setUp();
    stream.batch({ prev: 0, last: 1, messages: [message(1, 'same')] });
    stream.batch(batch(2, 5_000));
    stream.batch({ prev: 5_000, last: 5_001, messages: [message(5_001, 'same')] });
    expect(seen).toEqual(numbers(1, 5_000));
  });

  it('T6 remembers no longer than messages are sent again', () => {
    const { stream, seen } = setUp();
    const at = (seq: number, clientId: string, time: number): WireMessage => [seq, 'u1', 'Ann', 'x', time, clientId];
    stream.batch({ prev: 0, last: 3, messages: [at(1, 'same', 0), at(2, 'later', 120_001), at(3, 'same', 120_002)] });
    expect(seen).toHaveLength(3);
  });

  it('takes two senders with one client id, and messages without one, as different messages', () => {
    const { stream, seen } = setUp();
    stream.batch({ prev: 0, last: 4, messages: [[1, 'u1', 'A', 'x', 1, 'id'], [2, 'u2', 'B', 'x', 1, 'id'], message(3, null), message(4, null)] });
    expect(seen).toEqual(numbers(1, 4));
  });

  it('R5 tells a hole, a number that never was a message, from a loss', () => {
    const { stream, seen, asked } = setUp();
    stream.batch({ prev: 0, last: 5, messages: [message(1), message(4)] });
    stream.batch(batch(6, 6));
    expect(seen).toEqual(['e1-1', 'e1-4', 'e1-6']);
    expect(asked).toEqual([]);
  });
});

describe('after a loss', () => {
  it('R4 asks for what lies before a jump, and delivers it first', async () => {
    const { stream, seen, asked } = setUp(1);
    stream.batch(batch(5, 6));
    stream.batch(batch(7, 7));
    expect(seen).toEqual([]);
    expect(asked).toMatchObject([{ epoch: 'e1', seq: 1 }]);
    await asked[0]!.answer(replay(2, 4, 7));
    await asked[1]!.answer(replay(5, 7));
    expect(seen).toEqual(numbers(2, 7));
  });

  it('R4 joins what came early to what was fetched, without asking again', async () => {
    const { stream, seen, asked } = setUp(1);
    stream.batch(batch(5, 6));
    await asked[0]!.answer(replay(2, 4));
    expect(seen).toEqual(numbers(2, 6));
    expect(asked).toHaveLength(1);
  });

  it('R4 asks where a heartbeat knows more', async () => {
    const { stream, seen, asked } = setUp(3);
    stream.head('e1', 3);
    expect(asked).toEqual([]);
    stream.head('e1', 5);
    expect(asked).toMatchObject([{ seq: 3 }]);
    await asked[0]!.answer(replay(4, 5));
    expect(seen).toEqual(numbers(4, 5));
  });

  it('R2 asks on until it is at the head: a long absence comes in parts', async () => {
    const { stream, seen, asked } = setUp();
    stream.replay(replay(1, 200, 450));
    await asked[0]!.answer(replay(201, 400, 450));
    await asked[1]!.answer(replay(401, 450));
    expect(seen).toEqual(numbers(1, 450));
    expect(asked.map(({ seq }) => seq)).toEqual([200, 400]);
  });

  it('R2 has newer messages wait until a long absence is made up for', async () => {
    const { stream, seen, asked } = setUp();
    stream.replay(replay(1, 200, 300));
    stream.batch(batch(301, 301));
    await asked[0]!.answer(replay(201, 300));
    expect(seen).toEqual(numbers(1, 301));
  });

  it('R4 asks once at a time, and again after a failure', async () => {
    const { stream, asked } = setUp();
    stream.head('e1', 5);
    stream.head('e1', 6);
    stream.batch(batch(9, 9));
    expect(asked).toHaveLength(1);
    await asked[0]!.fail();
    stream.head('e1', 9);
    expect(asked).toHaveLength(2);
  });

  it('keeps a bounded number of early batches, and fetches the others', async () => {
    const { stream, seen, asked } = setUp();
    for (let seq = 2; seq <= 200; seq++) stream.batch(batch(seq, seq));
    await asked[0]!.answer(replay(1, 1));
    const kept = seen.length;
    expect(kept).toBeLessThan(100);
    stream.head('e1', 200);
    await asked[1]!.answer(replay(kept + 1, 200));
    expect(seen).toEqual(numbers(1, 200));
  });

  it('R2 hears no answer that was asked for on another connection', async () => {
    const { stream, seen, asked } = setUp(1);
    stream.batch(batch(5, 5));
    stream.restart();
    stream.replay(replay(2, 5));
    await asked[0]!.answer(replay(2, 4));
    stream.batch(batch(6, 6));
    expect(seen).toEqual(numbers(2, 6));
  });

  it('asks where the room stands when told to', async () => {
    const { stream, asked } = setUp(4);
    stream.probe();
    expect(asked).toMatchObject([{ epoch: 'e1', seq: 4 }]);
  });
});

describe('what cannot be had again', () => {
  it('R3 is told before the messages after it', async () => {
    const { stream, seen, gaps, asked } = setUp(1);
    stream.batch(batch(9, 9));
    await asked[0]!.answer(replay(6, 8, 8, { prev: 1, missing: { from: 2, to: 5 } }));
    expect(gaps).toEqual([{ from: 2, to: 5 }]);
    expect(seen).toEqual(numbers(6, 9));
  });

  it('R3 is not told of what this client has seen', () => {
    const { stream, gaps } = setUp(4);
    stream.batch({ ...batch(5, 6), prev: 0, missing: { from: 1, to: 4 } });
    expect(gaps).toEqual([]);
    stream.batch({ prev: 6, last: 9, messages: [], missing: { from: 3, to: 8 } });
    expect(gaps).toEqual([{ from: 7, to: 8 }]);
  });

  it('R3 R5 follows a room whose numbering began anew, and says from where nobody knows how far', () => {
    const { stream, seen, gaps } = setUp(7);
    stream.replay({ epoch: 'e2', head: 2, prev: 0, last: 2, messages: [message(1), message(2)], missing: { from: 8, to: null } });
    stream.batch(batch(3, 3));
    expect(gaps).toEqual([{ from: 8, to: null }]);
    expect(seen).toEqual(['e2-1', 'e2-2', 'e2-3']);
    expect(stream.position).toEqual({ epoch: 'e2', seq: 3 });
  });

  it('R4 asks where a heartbeat speaks of another numbering', async () => {
    const { stream, seen, gaps, asked } = setUp(7);
    stream.head('e2', 1);
    await asked[0]!.answer({ epoch: 'e2', head: 1, prev: 0, last: 1, messages: [message(1)], missing: { from: 8, to: null } });
    expect(seen).toEqual(['e2-1']);
    expect(gaps).toEqual([{ from: 8, to: null }]);
  });

  it('R3 R4 takes an answer that newer batches have overtaken for no loss', async () => {
    const { stream, seen, gaps, asked } = setUp(5);
    stream.probe();
    stream.batch(batch(6, 7));
    await asked[0]!.answer(replay(6, 6));
    stream.batch(batch(8, 8));
    expect([gaps, asked.length]).toEqual([[], 1]);
    expect(seen).toEqual(numbers(6, 8));
  });

  it('R3 follows a room that was set back to an older state', () => {
    const { stream, seen, gaps } = setUp(7);
    stream.replay({ epoch: 'e1', head: 4, prev: 0, last: 4, messages: [message(4)], missing: { from: 8, to: null } });
    stream.batch(batch(5, 5));
    expect(gaps).toEqual([{ from: 5, to: null }]);
    expect(seen).toEqual(['e1-5']);
  });
});
