import { describe, expect, it } from 'vitest';
import { createHandle } from '../../../src/client/handle.js';
import { RoomChatError } from '../../../src/protocol/errors.js';
import { createFakeSession, EPOCH, messageAt, snapshotAt } from '../../helpers/fakeSession.js';
import { createManualClock } from '../../helpers/manualClock.js';

function setUp(head = 0) {
  const clock = createManualClock();
  return { clock, ...createHandle({ session: createFakeSession('lobby', () => {}), snapshot: snapshotAt(head), clock, onLeave() {}, whisper: () => Promise.reject(new Error('unused')) }) };
}

describe('a handle that nobody listens to yet', () => {
  it('J5 keeps messages until a listener comes, as after joining several rooms together', async () => {
    const { clock, handle, receive } = setUp();
    receive('message', messageAt(1));
    await clock.advance(10_000);
    receive('message', messageAt(2));
    const seen: number[] = [];
    handle.on('message', ({ seq }) => seen.push(seq));
    receive('message', messageAt(3));
    await clock.advance(0);
    expect(seen).toEqual([1, 2, 3]);
  });

  it('R3 says what it could not keep, before what it kept', async () => {
    const { clock, handle, receive } = setUp();
    await clock.advance(0);
    for (let seq = 1; seq <= 300; seq++) receive('message', messageAt(seq));
    const seen: unknown[] = [];
    handle.on('error', ({ code, from, to }) => seen.push([code, from, to]));
    handle.on('message', ({ seq }) => seen.push(seq));
    await clock.advance(0);
    expect(seen.slice(0, 3)).toEqual([['gap', 1, 44], 45, 46]);
    expect(seen).toHaveLength(257);
  });

  it('E4 keeps the end for a listener that comes after it, once', async () => {
    const { clock, handle, end } = setUp();
    await clock.advance(0);
    end({ code: 'kicked', reason: 'x' });
    await clock.advance(10_000);
    const seen: string[] = [];
    handle.on('end', ({ code }) => seen.push(code));
    await clock.advance(0);
    handle.on('end', ({ code }) => seen.push(code));
    await clock.advance(0);
    expect(seen).toEqual(['kicked']);
    expect(clock.pending).toBe(0);
  });
});

it('R3 a room that was set back gives numbers out again, and a handle tells those messages too', async () => {
  const { clock, handle, receive } = setUp(9);
  await clock.advance(0);
  const seen: string[] = [];
  handle.on('message', ({ id }) => seen.push(id));
  receive('message', messageAt(5));
  receive('error', new RoomChatError('gap', 'unable to deliver; set back; read on', { from: 5, to: null }));
  receive('message', messageAt(5));
  expect(seen).toEqual([`${EPOCH}-5`]);
});
