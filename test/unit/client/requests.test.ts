import { describe, expect, it } from 'vitest';
import { createRequests } from '../../../src/client/requests.js';
import { RoomChatError } from '../../../src/protocol/errors.js';
import { expectSentence, rejectionOf } from '../../helpers/errors.js';
import { createManualClock } from '../../helpers/manualClock.js';

function setUp() {
  const clock = createManualClock();
  const sent: { type: string; q: number }[] = [];
  const requests = createRequests({ clock, timeoutMs: 60_000, transmit: (type, payload) => sent.push({ type, q: payload.q }) });
  return { clock, requests, sent };
}

const page = { messages: [], nextCursor: null, prevCursor: null };

describe('requests', () => {
  it('get each its own answer, in whatever order', async () => {
    const { requests, sent } = setUp();
    requests.resume();
    const [one, two] = [requests.ask('history', { limit: 1, forward: false }), requests.ask('snapshot', {})];
    requests.answer({ q: sent[1]!.q, result: { success: true } });
    requests.answer({ q: sent[0]!.q, result: page });
    requests.answer({ q: 99, result: page });
    expect(await one).toEqual(page);
    expect(await two).toEqual({ success: true });
  });

  it('reject with what the server refused them for', async () => {
    const { requests, sent } = setUp();
    requests.resume();
    const asked = requests.ask('moderate', { request: { action: 'close' } });
    requests.answer({ q: sent[0]!.q, error: { code: 'not_allowed', message: 'unable to moderate; only moderators may; ask one' } });
    expectSentence(await rejectionOf(asked), 'not_allowed');
  });

  it('R1 wait for the connection, and are asked again on the next one', async () => {
    const { requests, sent } = setUp();
    const asked = requests.ask('history', { limit: 1, forward: false });
    expect(sent).toEqual([]);
    requests.resume();
    requests.pause();
    requests.resume();
    expect(sent).toEqual([{ type: 'history', q: 1 }, { type: 'history', q: 1 }]);
    requests.answer({ q: 1, result: page });
    requests.answer({ q: 1, result: { success: true } });
    expect(await asked).toEqual(page);
  });

  it('R2 for a replay end with their connection: the next one brings its own', async () => {
    const { requests, sent } = setUp();
    requests.resume();
    const asked = requests.ask('sync', { since: { epoch: 'e1', seq: 1 } });
    requests.pause();
    expect((await rejectionOf(asked)).code).toBe('unavailable');
    requests.resume();
    expect(sent).toHaveLength(1);
  });

  it('end by their deadline, and by the end of the room, and leave no timer', async () => {
    const { clock, requests } = setUp();
    const late = rejectionOf(requests.ask('history', { limit: 1, forward: false }));
    await clock.advance(30_000);
    const left = requests.ask('snapshot', {});
    await clock.advance(30_000);
    expectSentence(await late, 'timeout');
    requests.rejectAll(new RoomChatError('left', 'unable to complete the call; the room was left; join it again'));
    expectSentence(await rejectionOf(left), 'left');
    expect(clock.pending).toBe(0);
  });
});
