import type { Client } from '@colyseus/core';
import { describe, expect, it } from 'vitest';
import { createFrameGuard } from '../../../../src/server/frames/frameGuard.js';

function setUp() {
  let now = 0;
  const log: string[] = [];
  const done: number[] = [];
  let waiting: (() => void)[] = [];
  const socket = { pause: () => void log.push('pause'), resume: () => void log.push('resume'), readyState: 1, pingCount: 0 };
  const client = { ref: socket } as unknown as Client;
  const guard = createFrameGuard({ burst: 10, perSecond: 5, now: () => now, wait: (callback) => void waiting.push(callback) });
  let frames = 0;
  return {
    log, done, socket,
    send(times: number) {
      for (let i = 0; i < times; i++) {
        const frame = frames++;
        guard.take(client, () => void done.push(frame));
      }
    },
    pass(ms: number) {
      now += ms;
      for (const callback of waiting.splice(0)) callback();
    },
  };
}

describe('the frames of one connection', () => {
  it('T6 are all read at once while they are within the budget', () => {
    const { send, pass, log, done } = setUp();
    send(10);
    for (let second = 0; second < 60; second++) {
      pass(1_000);
      send(5);
    }
    expect([log, done.length]).toEqual([[], 310]);
  });

  it('T6 wait their turn past it, in order, while nothing more is read; none is dropped', () => {
    const { send, pass, log, done } = setUp();
    send(100);
    expect([log, done.length]).toEqual([['pause'], 10]);
    pass(1_000);
    expect(done.length).toBe(15);
    for (let second = 0; second < 30; second++) pass(1_000);
    expect(done).toEqual(Array.from({ length: 100 }, (_, i) => i));
    expect(log).toEqual(['pause', 'resume']);
  });

  it('T6 are no sign of a dead connection while they wait, and are forgotten with it', () => {
    const { send, pass, socket, done } = setUp();
    send(100);
    socket.pingCount = 1;
    pass(1_000);
    expect(socket.pingCount).toBe(0);
    socket.readyState = 3;
    pass(1_000);
    pass(60_000);
    expect(done.length).toBe(15);
  });
});
