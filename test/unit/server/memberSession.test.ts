import { describe, expect, it, vi } from 'vitest';
import { RoomChatError } from '../../../src/protocol/errors.js';
import type { Ack, ServerMessages } from '../../../src/protocol/wire.js';
import type { Channel } from '../../../src/server/channel.js';
import type { Member } from '../../../src/server/member.js';
import { createMemberSession, type SessionRules } from '../../../src/server/memberSession.js';
import type { AppendEntry, Appended } from '../../../src/server/store/ChatStore.js';

const id = (n: number): string => `01890a5d-ac96-774b-bcce-${String(n).padStart(12, '0')}`;
const nextTask = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function setUp(rules: Partial<SessionRules> = {}, maxInFlight = 4) {
  const sent: [string, unknown][] = [];
  const submitted: AppendEntry[] = [];
  const unexpected: unknown[] = [];
  const outcomes: string[] = [];
  const member: Member = {
    id: 'm1',
    identity: { userId: 'u1', username: 'Ada', role: 'user', guest: true, matches: [] },
    hidden: false,
    matchSession: null,
    send: (type, payload) => void sent.push([type, payload]),
    close() {},
  };
  const channel = {
    async submit(entry: AppendEntry): Promise<Appended> {
      submitted.push(entry);
      return { seq: submitted.length, createTime: 1_000, duplicate: false };
    },
    replay: async () => ({ epoch: 'e', head: 0, prev: 0, last: 0, messages: [] }),
  } as unknown as Channel;
  const session = createMemberSession({
    channel, member, persistence: true, maxInFlight,
    rules: {
      maySend() {},
      mayRead() {},
      filter: (content) => content,
      history: async () => ({ messages: [], nextCursor: null, prevCursor: null }),
      snapshot: async () => ({ head: 0 }) as unknown as ServerMessages['snapshot'],
      moderate: async () => {},
      onUnexpected: (error) => void unexpected.push(error),
      onSent: (outcome) => void outcomes.push(outcome),
      ...rules,
    } as SessionRules,
  });
  return {
    session, sent, submitted, unexpected, outcomes, channel,
    acks: () => sent.filter(([type]) => type === 'ack').flatMap(([, acks]) => acks as Ack[]),
    answers: () => sent.filter(([type]) => type === 'answer').map(([, answer]) => answer as { q: number; result?: unknown; error?: { code: string } }),
  };
}

describe('send', () => {
  it('S1 S6 is submitted under what the server knows of the sender, and acknowledged', async () => {
    const { session, submitted, acks, outcomes } = setUp();
    session.receive('send', { clientId: id(1), content: '  Hi ', sender: 'Eve', senderId: 'u2', createTime: 5 });
    await nextTask();
    expect(submitted).toEqual([{ clientId: id(1), senderId: 'u1', sender: 'Ada', content: 'Hi', persist: true }]);
    expect(acks()).toEqual([{ clientId: id(1), seq: 1, createTime: 1_000 }]);
    expect(outcomes).toEqual(['accepted']);
  });

  it('gathers the acknowledgements of one moment', async () => {
    const { session, sent } = setUp();
    for (const n of [1, 2, 3]) session.receive('send', { clientId: id(n), content: 'x' });
    await nextTask();
    expect(sent).toHaveLength(1);
    expect(sent[0]![1]).toHaveLength(3);
  });

  it.each([
    [{ clientId: id(1), content: '' }, 'invalid_content'],
    [{ clientId: id(1) }, 'invalid_content'],
    [{ clientId: id(1), content: null }, 'invalid_content'],
    [{ clientId: id(1), content: new Map() }, 'invalid_content'],
    [{ clientId: id(1), content: Symbol('x') }, 'invalid_content'],
    [{ clientId: id(1), content: 'x'.repeat(2_001) }, 'content_too_large'],
    [{ clientId: 'x', content: 'x' }, 'invalid_request'],
    [{ content: 'x' }, 'invalid_request'],
    [undefined, 'invalid_request'], [null, 'invalid_request'], ['x', 'invalid_request'], [[], 'invalid_request'], [5, 'invalid_request'],
  ])('S2 T6 is refused, with a code, where it is %j', async (payload, code) => {
    const { session, submitted, acks, unexpected } = setUp();
    session.receive('send', payload);
    await nextTask();
    expect(acks()).toMatchObject([{ error: { code } }]);
    expect(submitted).toEqual([]);
    expect(unexpected).toEqual([]);
  });

  it('T6 gives no long echo of a broken client id', async () => {
    const { session, acks } = setUp();
    session.receive('send', { clientId: 'x'.repeat(60_000), content: 'x' });
    await nextTask();
    expect(acks()[0]!.clientId).toHaveLength(64);
  });

  it('S2 T3 is refused as the rules say, at once or later', async () => {
    const limited = new RoomChatError('rate_limited', 'unable to send message; too many; wait', { retryAfterMs: 700 });
    for (const maySend of [(): never => { throw limited; }, (): Promise<void> => Promise.reject(limited)]) {
      const { session, acks, submitted, outcomes } = setUp({ maySend });
      session.receive('send', { clientId: id(1), content: 'x' });
      await nextTask();
      expect(acks()).toEqual([{ clientId: id(1), error: { code: 'rate_limited', message: limited.message, retryAfterMs: 700 } }]);
      expect(submitted).toEqual([]);
      expect(outcomes).toEqual(['rate_limited']);
    }
  });

  it('T4 is what the filter makes of it, or refused by it', async () => {
    const { session, submitted, acks } = setUp({
      filter(content) {
        if (content === 'bad') throw new RoomChatError('blocked', 'unable to send message; no; be kind');
        return `${content}!`;
      },
    });
    session.receive('send', { clientId: id(1), content: 'good' });
    session.receive('send', { clientId: id(2), content: 'bad' });
    await nextTask();
    expect(submitted.map(({ content }) => content)).toEqual(['good!']);
    expect(acks()).toMatchObject([{ error: { code: 'blocked' } }, { seq: 1 }]);
  });

  it('T4 keeps its order while a filter takes its time, also past one that fails', async () => {
    const waiting: (() => void)[] = [];
    const { session, submitted, acks, unexpected } = setUp({
      filter: (content) => new Promise((resolve, reject) => waiting.push(() => (content === '2' ? reject(new TypeError('bug')) : resolve(content)))),
    });
    for (const n of [1, 2, 3]) session.receive('send', { clientId: id(n), content: String(n) });
    for (let i = 0; i < 3; i++) {
      await nextTask();
      expect(waiting).toHaveLength(1);
      waiting.shift()!();
    }
    await nextTask();
    expect(submitted.map(({ content }) => content)).toEqual(['1', '3']);
    expect(unexpected).toHaveLength(1);
    expect(acks().map((ack) => ('error' in ack ? ack.error.code : ack.seq))).toEqual([1, 'unavailable', 2]);
  });

  it('T6 tells nothing of an unexpected error', async () => {
    const { session, acks, unexpected } = setUp({ maySend: () => { throw new Error('password=1234'); } });
    session.receive('send', { clientId: id(1), content: 'x' });
    await nextTask();
    expect(acks()).toMatchObject([{ error: { code: 'unavailable' } }]);
    expect(JSON.stringify(acks())).not.toContain('1234');
    expect(unexpected).toHaveLength(1);
  });

  it('T6 is answered also where more are under way than may be, and goes on afterwards', async () => {
    const releases: (() => void)[] = [];
    const { session, submitted, acks } = setUp({ filter: (content) => new Promise((resolve) => releases.push(() => resolve(content))) }, 3);
    for (let n = 1; n <= 10; n++) session.receive('send', { clientId: id(n), content: 'x' });
    await nextTask();
    expect(acks().map((ack) => 'error' in ack && ack.error.code)).toEqual(Array.from({ length: 7 }, () => 'rate_limited'));
    while (submitted.length < 3) {
      releases.shift()?.();
      await nextTask();
    }
    session.receive('send', { clientId: id(11), content: 'x' });
    await nextTask();
    releases.shift()!();
    await nextTask();
    expect(submitted).toHaveLength(4);
  });
});

describe('requests', () => {
  it('H1 reads history as asked, with the defaults', async () => {
    const history = vi.fn<SessionRules['history']>(async () => ({ messages: [], nextCursor: 'n', prevCursor: null }));
    const { session, answers, channel } = setUp({ history });
    session.receive('history', { q: 1 });
    session.receive('history', { q: 2, limit: 500, cursor: 'c', forward: true });
    session.receive('history', { q: 3, limit: 5, cursor: null, forward: 'yes' });
    await nextTask();
    expect(history.mock.calls).toEqual([
      [channel, { limit: 50, forward: false }],
      [channel, { limit: 100, forward: true, cursor: 'c' }],
      [channel, { limit: 5, forward: false }],
    ]);
    expect(answers().map(({ q }) => q)).toEqual([1, 2, 3]);
  });

  it.each([
    ['history', { q: 1, limit: 0 }, 'invalid_limit'],
    ['history', { q: 1, limit: { toString: 1 } }, 'invalid_limit'],
    ['history', { q: 1, cursor: 5 }, 'invalid_cursor'],
    ['sync', { q: 1 }, 'invalid_request'],
    ['sync', { q: 1, since: { epoch: 'e', seq: -1 } }, 'invalid_request'],
    ['unknown', { q: 1 }, 'invalid_request'],
    ['__proto__', { q: 1 }, 'invalid_request'],
    [undefined, { q: 1 }, 'invalid_request'],
    [7, { q: 1 }, 'invalid_request'],
    [Number.NaN, { q: 1 }, 'invalid_request'],
  ])('T6 %s with %j is answered with %s', async (type, payload, code) => {
    const { session, answers, unexpected } = setUp();
    session.receive(type, payload);
    await nextTask();
    expect(answers()).toMatchObject([{ q: 1, error: { code } }]);
    expect(unexpected).toEqual([]);
  });

  it.each([undefined, null, 'x', 5, [], {}, { q: 'x' }, { q: 1.5 }, { q: Number.NaN }, new Uint8Array(3), new Map([['q', 1]])])(
    'T6 has an answer without a number where the payload is %j',
    async (payload) => {
      const { session, answers } = setUp();
      session.receive('history', payload);
      await nextTask();
      expect(answers()).toMatchObject([{ q: -1 }]);
    },
  );

  it('H6 is refused where the user may not read, before anything is read', async () => {
    const history = vi.fn<SessionRules['history']>();
    const mayRead = (): Promise<void> => Promise.reject(new RoomChatError('not_allowed', 'unable to read; no; ask'));
    const { session, answers } = setUp({ history, mayRead });
    for (const type of ['history', 'snapshot']) session.receive(type, { q: 1 });
    session.receive('sync', { q: 1, since: { epoch: 'e', seq: 0 } });
    await nextTask();
    expect(answers().map(({ error }) => error?.code)).toEqual(['not_allowed', 'not_allowed', 'not_allowed']);
    expect(history).not.toHaveBeenCalled();
  });

  it('T5 passes moderation on, as it came', async () => {
    const moderate = vi.fn<SessionRules['moderate']>(async () => {});
    const { session, answers } = setUp({ moderate });
    session.receive('moderate', { q: 9, request: { action: 'kick', userId: 'u2' } });
    await nextTask();
    expect(moderate.mock.calls[0]![2]).toEqual({ action: 'kick', userId: 'u2' });
    expect(answers()).toEqual([{ q: 9, result: { success: true } }]);
  });

  it('T6 is bounded in number, and each is answered', async () => {
    const releases: (() => void)[] = [];
    const { session, answers } = setUp({ mayRead: () => new Promise((resolve) => releases.push(resolve)) }, 3);
    for (let q = 1; q <= 8; q++) session.receive('snapshot', { q });
    await nextTask();
    expect(answers().map(({ error }) => error?.code)).toEqual(Array.from({ length: 5 }, () => 'rate_limited'));
    for (const release of releases) release();
    await nextTask();
    expect(answers()).toHaveLength(8);
    expect(new Set(answers().map(({ q }) => q)).size).toBe(8);
  });
});
