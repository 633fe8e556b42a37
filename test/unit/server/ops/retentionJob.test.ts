import { beforeEach, describe, expect, it, vi } from 'vitest';
import { startRetention, type Retention, type RetentionJob } from '../../../../src/server/ops/retentionJob.js';
import type { ListedRoom, PrunePolicy } from '../../../../src/server/store/RetentionStore.js';

const DAY = 24 * 3_600_000;
const NOW = 1_000 * DAY;

let now: number;
let timers: { callback: () => void; ms: number; id: number }[];
let rooms: Map<string, number[]>;
let steps: { room: string; policy: PrunePolicy }[];
let idle: [string[], number][];
let records: number[];
let pruned: [string, number][];
let errors: unknown[];
let failing: boolean;

const clock = {
  now: () => now,
  random: () => 0.5,
  setTimeout(callback: () => void, ms: number) {
    // Pauses between steps pass at once; rounds wait for the test.
    if (ms < 1_000) return void queueMicrotask(callback);
    timers.push({ callback, ms, id: timers.length });
    return timers.at(-1);
  },
  clearTimeout: (timer: unknown) => void (timers = timers.filter((other) => other !== timer)),
};
/** Rooms as lists of the times of their messages, oldest first. */
const store = {
  async rooms({ after = '', limit }: { after?: string; limit: number }): Promise<ListedRoom[]> {
    if (failing) throw new Error('the database is away');
    return [...rooms.keys()].sort().filter((room) => room > after).slice(0, limit)
      .map((room) => ({ room, epoch: 'e', lastSeq: rooms.get(room)!.length, lossySeq: 0, prunedSeq: 0, claimed: false, lastTime: 0 }));
  },
  async prune(room: string, policy: PrunePolicy) {
    steps.push({ room, policy });
    const times = rooms.get(room)!;
    let removed = 0;
    while (removed < policy.limit && times.length > 0 && (times[0]! < (policy.olderThan ?? 0) || times.length > (policy.keep ?? Infinity))) {
      times.shift();
      removed++;
    }
    return { removed, prunedSeq: removed, more: removed === policy.limit };
  },
  async removeIdleRooms(names: string[], before: number) {
    idle.push([names, before]);
    return [];
  },
  pruneRecords: async (before: number) => void records.push(before),
};
const start = (retention: Retention, more: { everyMs?: number } = {}): RetentionJob =>
  startRetention({ ...retention, ...more, store, clock, onPruned: (room, seq) => void pruned.push([room, seq]), onError: (error) => void errors.push(error) });

beforeEach(() => {
  [now, timers, rooms, steps, idle, records, pruned, errors, failing] = [NOW, [], new Map(), [], [], [], [], [], false];
});

describe('retention', () => {
  it('T8 deletes by age, by count, and by both, and leaves the rest', async () => {
    const fill = () => (rooms = new Map([['a', [NOW - 40 * DAY, NOW - 20 * DAY, NOW - DAY]], ['b', [NOW - DAY, NOW - 2, NOW - 1]]]));
    const left = () => [...rooms.values()].map((times) => times.length);
    fill();
    expect([await start({ days: 30 }).run(), left()]).toEqual([1, [2, 3]]);
    fill();
    expect([await start({ count: 2 }).run(), left()]).toEqual([2, [2, 2]]);
    fill();
    expect([await start({ days: 10, count: 2 }).run(), left()]).toEqual([3, [1, 2]]);
    expect(pruned).toContainEqual(['a', 1]);
  });

  it('T8 goes in small steps through many rooms', async () => {
    for (let i = 0; i < 450; i++) rooms.set(`room ${i}`, Array<number>(i === 7 ? 1_600 : 1).fill(0));
    expect(await start({ days: 1 }).run()).toBe(449 + 1_600);
    expect(Math.max(...steps.map(({ policy }) => policy.limit))).toBe(500);
    expect(steps.filter(({ room }) => room === 'room 7')).toHaveLength(4);
  });

  it('S3 spares what a client may still send again', async () => {
    rooms.set('a', [0]);
    await start({ days: 1 }).run();
    expect(steps[0]!.policy.spareSince).toBeLessThanOrEqual(NOW - 10 * 60_000);
  });

  it('asks nothing of rooms in which nothing can be too much', async () => {
    rooms = new Map([['few', [0, 0]], ['empty', []], ['many', [0, 0, 0]]]);
    await start({ count: 2 }).run();
    expect(steps.map(({ room }) => room)).toEqual(['many']);
  });

  it('keeps records of moderators for longer than messages, and for good where messages stay', async () => {
    await start({ count: 5 }).run();
    expect(records).toEqual([]);
    await start({ days: 10 }).run();
    expect(records).toEqual([NOW - 100 * DAY]);
  });

  it('T8 removes rooms that were idle for as long as messages are kept, a day at least, those of matches too, and none that is open', async () => {
    rooms = new Map([['of a match', []], ['empty', []], ['open', []], ['recent', []]]);
    const listed = store.rooms;
    const times = { ...store, rooms: async (query: { after?: string; limit: number }) => (await listed(query)).map((room) => ({ ...room, claimed: room.room === 'of a match', lastTime: room.room === 'recent' ? NOW - 12 * 3_600_000 : 0 })) };
    const run = (retention: Retention) => startRetention({ ...retention, store: times, clock, isOpen: (room) => room === 'open', onError: (error) => void errors.push(error) }).run();
    await run({ count: 1 });
    expect(idle).toEqual([]);
    await run({ days: 30 });
    await run({ days: 0.1 });
    expect(idle).toEqual([[['empty', 'of a match'], NOW - 30 * DAY], [['empty', 'of a match'], NOW - DAY]]);
  });

  it('T8 runs by itself again and again, also after a failure', async () => {
    start({ days: 1 }, { everyMs: 600_000 });
    expect(timers[0]!.ms).toBe(180_000);
    failing = true;
    timers.shift()!.callback();
    await vi.waitFor(() => expect(timers).toHaveLength(1));
    expect(errors).toHaveLength(1);
    failing = false;
    rooms.set('a', [0]);
    timers.shift()!.callback();
    await vi.waitFor(() => expect(timers).toHaveLength(1));
    expect(rooms.get('a')).toEqual([]);
    expect(timers[0]!.ms).toBe(600_000);
  });

  it('does nothing where nothing is to be deleted, and refuses numbers that are none', () => {
    start({});
    expect(timers).toEqual([]);
    for (const bad of [{ days: 0 }, { count: -1 }, { days: Number.NaN }]) expect(() => start(bad)).toThrow(expect.objectContaining({ code: 'invalid_option' }));
  });

  it('T7 stops after the step under way', async () => {
    rooms = new Map([['a', Array<number>(5_000).fill(0)], ['b', [0]]]);
    let closed: Promise<void> | undefined;
    const job = startRetention({ days: 1, store, clock, onPruned: () => void (closed ??= job.close()), onError: (error) => void errors.push(error) });
    expect(await job.run()).toBe(500);
    await closed;
    expect(rooms.get('a')).toHaveLength(4_500);
    expect(rooms.get('b')).toHaveLength(1);
    expect(timers).toEqual([]);
  });
});
