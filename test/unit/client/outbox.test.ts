import { describe, expect, it } from 'vitest';
import { createOutbox } from '../../../src/client/outbox.js';
import type { SendResult } from '../../../src/client/types.js';
import { RoomChatError, type ErrorCode } from '../../../src/protocol/errors.js';
import { createManualClock, settle } from '../../helpers/manualClock.js';
import { expectSentence, rejectionOf } from '../../helpers/errors.js';

function setUp({ capacity = 200, open = true } = {}) {
  const clock = createManualClock();
  const sent: string[] = [];
  let ids = 0;
  const outbox = createOutbox({ clock, capacity, timeoutMs: 60_000, newId: () => `m${++ids}`, transmit: (clientId) => sent.push(clientId) });
  if (open) outbox.resume();
  const settled: string[] = [];
  return {
    clock, outbox, sent, settled,
    /** Sends so many, and notes how each ends. */
    say(count: number): Promise<SendResult>[] {
      return Array.from({ length: count }, (_, i) => {
        const promise = outbox.send(`text ${i}`);
        const id = `m${ids}`;
        promise.then(() => settled.push(id), (error: RoomChatError) => settled.push(`${id} ${error.code}`));
        return promise;
      });
    },
    async accept(...clientIds: string[]) {
      for (const clientId of clientIds) outbox.answer({ clientId, seq: Number(clientId.slice(1)), createTime: 1_775_037_600_000 }, 'e1');
      await settle();
    },
    async refuse(clientId: string, code: ErrorCode, retryAfterMs?: number) {
      outbox.answer({ clientId, error: { code, message: `unable to send; ${code}`, ...(retryAfterMs !== undefined && { retryAfterMs }) } }, 'e1');
      await settle();
    },
    /** What went out since the last look. */
    out: () => sent.splice(0),
  };
}

describe('while connected', () => {
  it('S1 resolves to what the server said of the message', async () => {
    const { say, accept } = setUp();
    const [promise] = say(1);
    await accept('m1');
    expect(await promise).toEqual({ success: true, id: 'e1-1', seq: 1, createTime: '2026-04-01T10:00:00.000Z' });
  });

  it('sends at once, however many are under way', () => {
    const { say, out } = setUp();
    void say(100);
    expect(out()).toHaveLength(100);
  });

  it('S4 has no more under way than the server takes of one connection, and the others follow', async () => {
    const { say, accept, out } = setUp({ capacity: 1_000 });
    void say(500);
    const first = out();
    expect(first).toHaveLength(200);
    await accept(...first);
    expect(out()).toHaveLength(200);
  });

  it.each(['invalid_content', 'rate_limited', 'muted', 'blocked', 'not_allowed'] as const)('S2 rejects the one that was refused with %s, and sends on', async (code) => {
    const { say, refuse, accept, settled, out } = setUp();
    void say(2);
    await refuse('m1', code);
    void say(1);
    await accept('m2', 'm3');
    expect(settled).toEqual([`m1 ${code}`, 'm2', 'm3']);
    expect(out()).toEqual(['m1', 'm2', 'm3']);
  });

  it('settles each once, whatever else is answered', async () => {
    const { say, accept, refuse, settled, outbox } = setUp();
    void say(1);
    await accept('m1', 'm1', 'm9');
    await refuse('m1', 'blocked');
    expect(settled).toEqual(['m1']);
    expect(outbox.size).toBe(0);
  });
});

describe('without a connection', () => {
  it('S4 keeps what is sent, and sends it in order on return', async () => {
    const { outbox, say, accept, settled, out } = setUp({ open: false });
    void say(4);
    expect(out()).toEqual([]);
    outbox.resume();
    await accept('m1', 'm2', 'm3', 'm4');
    expect(out()).toEqual(['m1', 'm2', 'm3', 'm4']);
    expect(settled).toEqual(['m1', 'm2', 'm3', 'm4']);
  });

  it('S3 S4 sends what was not answered again under the same id, before anything newer', async () => {
    const { outbox, say, accept, out } = setUp();
    void say(3);
    await accept('m2');
    outbox.pause();
    void say(1);
    out();
    outbox.resume();
    void say(1);
    await accept('m1', 'm3', 'm4', 'm5');
    expect(out()).toEqual(['m1', 'm3', 'm4', 'm5']);
  });

  it('S4 sends in order also what a listener says while the connection comes back', async () => {
    const { outbox, say, accept, out } = setUp();
    outbox.pause();
    void say(2);
    // A message of the replay arrives, and a listener answers it: the outbox is not open yet.
    void say(1);
    outbox.resume();
    await accept('m1', 'm2', 'm3');
    expect(out()).toEqual(['m1', 'm2', 'm3']);
  });

  it('S4 lets what waited out by few at a time and soon by many', async () => {
    const { outbox, say, accept, out } = setUp({ open: false });
    void say(31);
    outbox.resume();
    const rounds: number[] = [];
    for (let going = out(); going.length > 0; going = out()) {
      rounds.push(going.length);
      await accept(...going);
    }
    expect(rounds).toEqual([1, 2, 4, 8, 16]);
    void say(50);
    expect(out()).toHaveLength(50);
  });

  it('S4 rejects with outbox_full what does not fit', async () => {
    const { say } = setUp({ capacity: 2, open: false });
    const [, , third] = say(3);
    expectSentence(await rejectionOf(third!), 'outbox_full');
  });

  it('S4 rejects with timeout what was not answered in time, on line or off', async () => {
    const { clock, outbox, say, settled } = setUp({ open: false });
    const [first] = say(1);
    await clock.advance(30_000);
    outbox.resume();
    void say(1);
    await clock.advance(30_000);
    expectSentence(await rejectionOf(first!), 'timeout');
    expect(settled).toEqual(['m1 timeout']);
    await clock.advance(30_000);
    expect(settled).toEqual(['m1 timeout', 'm2 timeout']);
    expect(outbox.size).toBe(0);
  });

  it('S4 sends on where one of those that waited has run out of time', async () => {
    const { clock, outbox, say, accept, out, settled } = setUp({ open: false });
    void say(1);
    await clock.advance(50_000);
    void say(1);
    outbox.resume();
    expect(out()).toEqual(['m1']);
    await clock.advance(10_000);
    expect(out()).toEqual(['m2']);
    await accept('m2');
    expect(settled).toEqual(['m1 timeout', 'm2']);
  });

  it('S4 rejects everything that waits at the end, and leaves no timer', async () => {
    const { clock, outbox, say, settled } = setUp({ open: false });
    void say(2);
    outbox.rejectAll(new RoomChatError('left', 'unable to send; left; join'));
    await settle();
    expect(settled).toEqual(['m1 left', 'm2 left']);
    expect(clock.pending).toBe(0);
  });
});

describe('where the server asks for patience', () => {
  it('S4 tries again what the server could not do, with everything after it behind it', async () => {
    const { clock, say, refuse, accept, out, settled } = setUp();
    void say(2);
    out();
    await refuse('m1', 'unavailable', 500);
    void say(1);
    await refuse('m2', 'unavailable', 500);
    expect(out()).toEqual([]);
    await clock.advance(500);
    expect(out()).toEqual(['m1']);
    await accept('m1');
    expect(out()).toEqual(['m2', 'm3']);
    await accept('m2', 'm3');
    expect(settled).toEqual(['m1', 'm2', 'm3']);
  });

  it('S3 does not repeat what the server has accepted meanwhile', async () => {
    const { clock, say, refuse, accept, out } = setUp();
    void say(2);
    out();
    await refuse('m1', 'unavailable');
    await accept('m2');
    await clock.advance(1_000);
    expect(out()).toEqual(['m1']);
  });

  it('S4 waits as long as the rate limit asks where the sends had to wait anyway', async () => {
    const { clock, outbox, say, accept, refuse, out, settled } = setUp({ open: false });
    void say(3);
    outbox.resume();
    expect(out()).toEqual(['m1']);
    await refuse('m1', 'rate_limited', 400);
    await clock.advance(399);
    expect(out()).toEqual([]);
    await clock.advance(1);
    expect(out()).toEqual(['m1']);
    // One at a time: the server counts.
    await accept('m1');
    expect(out()).toEqual(['m2']);
    await refuse('m2', 'rate_limited', 400);
    await clock.advance(400);
    await accept('m2');
    expect(out()).toEqual(['m2', 'm3']);
    await accept('m3');
    expect(settled).toEqual(['m1', 'm2', 'm3']);
  });

  it('S2 rejects with rate_limited again once nothing waits', async () => {
    const { clock, outbox, say, accept, refuse, settled } = setUp({ open: false });
    void say(1);
    outbox.resume();
    await refuse('m1', 'rate_limited', 100);
    await clock.advance(100);
    await accept('m1');
    void say(1);
    await refuse('m2', 'rate_limited', 100);
    expect(settled).toEqual(['m1', 'm2 rate_limited']);
  });

  it('forgets the pause with the connection', async () => {
    const { clock, outbox, say, refuse, out } = setUp();
    void say(1);
    await refuse('m1', 'unavailable', 10_000);
    outbox.pause();
    out();
    outbox.resume();
    expect(out()).toEqual(['m1']);
    await clock.advance(10_000);
    expect(out()).toEqual([]);
  });
});
