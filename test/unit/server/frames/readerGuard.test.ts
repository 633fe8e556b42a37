import type { Client } from '@colyseus/core';
import { describe, expect, it } from 'vitest';
import { createReaderGuard } from '../../../../src/server/frames/readerGuard.js';

function setUp() {
  let now = 0;
  let cuts = 0;
  const guard = createReaderGuard({ maxUnreadBytes: 1_000, confirmMs: 15_000, now: () => now, onCut: () => cuts++ });
  const socket = { readyState: 1, bufferedAmount: 0, terminated: 0, terminate: () => void socket.terminated++ };
  const client = { ref: socket, _enqueuedMessages: undefined as { length: number }[] | undefined };
  return { socket, client, keepsUp: () => guard.keepsUp(client as unknown as Client), cuts: () => cuts, pass: (ms: number) => (now += ms) };
}

describe('what waits for a client', () => {
  it('T6 is bounded: a reader that does not keep up is cut off, once', () => {
    const { socket, keepsUp, cuts } = setUp();
    socket.bufferedAmount = 1_000;
    expect(keepsUp()).toBe(true);
    socket.bufferedAmount = 1_001;
    expect(keepsUp()).toBe(false);
    socket.readyState = 2;
    expect(keepsUp()).toBe(false);
    expect([socket.terminated, cuts()]).toEqual([1, 1]);
  });

  it('T6 is bounded also while its join is not confirmed, when Colyseus keeps it in a list', () => {
    const { socket, client, keepsUp } = setUp();
    client._enqueuedMessages = [];
    for (let i = 0; i < 10; i++) {
      expect(keepsUp()).toBe(true);
      client._enqueuedMessages.push({ length: 100 });
    }
    expect(keepsUp()).toBe(true);
    client._enqueuedMessages.push({ length: 1 });
    expect(keepsUp()).toBe(false);
    expect(socket.terminated).toBe(1);
  });

  it('T6 ends where a join is never confirmed', () => {
    const { client, keepsUp, pass } = setUp();
    client._enqueuedMessages = [];
    expect(keepsUp()).toBe(true);
    pass(15_000);
    expect(keepsUp()).toBe(true);
    pass(1);
    expect(keepsUp()).toBe(false);
  });

  it('is nobody else’s matter once the join is confirmed', () => {
    const { client, keepsUp, pass } = setUp();
    client._enqueuedMessages = [{ length: 900 }];
    expect(keepsUp()).toBe(true);
    client._enqueuedMessages = undefined;
    pass(60_000);
    expect(keepsUp()).toBe(true);
  });
});
