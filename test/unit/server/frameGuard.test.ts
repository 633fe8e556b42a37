import type { Client } from '@colyseus/core';
import { describe, expect, it } from 'vitest';
import { createFrameGuard } from '../../../src/server/frameGuard.js';

function setUp() {
  let now = 0;
  const log: string[] = [];
  const waiting: { callback: () => void; ms: number }[] = [];
  const client = { ref: { pause: () => void log.push('pause'), resume: () => void log.push('resume') } } as unknown as Client;
  const guard = createFrameGuard({ burst: 10, perSecond: 5, now: () => now, wait: (callback, ms) => void waiting.push({ callback, ms }) });
  return {
    log, waiting,
    count: (times: number) => Array.from({ length: times }, () => guard.count(client)),
    pass: (ms: number) => (now += ms),
  };
}

describe('the frames of one connection', () => {
  it('T6 are all read while they are within the budget', () => {
    const { count, pass, log } = setUp();
    count(10);
    for (let second = 0; second < 60; second++) {
      pass(1_000);
      count(5);
    }
    expect(log).toEqual([]);
  });

  it('T6 are read more slowly past it, never dropped', () => {
    const { count, pass, log, waiting } = setUp();
    count(12);
    expect([log, waiting.length]).toEqual([['pause'], 1]);
    // What was in the same chunk is read all the same.
    count(100);
    expect(log).toEqual(['pause']);
    pass(waiting[0]!.ms);
    waiting[0]!.callback();
    expect(log).toEqual(['pause', 'resume']);
    count(1);
    expect([log, waiting.length]).toEqual([['pause', 'resume', 'pause'], 2]);
    for (const { ms } of waiting) expect(ms).toBeLessThanOrEqual(1_000);
  });
});
