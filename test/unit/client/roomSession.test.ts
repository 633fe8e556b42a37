import { describe, expect, it } from 'vitest';
import { createGametegra, type GametegraOptions } from '../../../src/client/createGametegra.js';
import type { RoomChatHandle } from '../../../src/client/types.js';
import { RoomChatError } from '../../../src/protocol/errors.js';
import { expectSentence, rejectionOf } from '../../helpers/errors.js';
import { createManualClock, settle } from '../../helpers/manualClock.js';
import { ada, createScriptedConnector, textOf } from '../../helpers/scriptedConnector.js';

function setUp(options: Partial<GametegraOptions> = {}) {
  const clock = createManualClock();
  const connector = createScriptedConnector();
  const gametegra = createGametegra({ endpoint: 'ws://unused', appId: 'test', token: 'token', connector, clock, wake: () => () => {}, ...options });
  const told: string[] = [];
  gametegra.bus.on('roomchat:state', ({ state }) => told.push(state));
  gametegra.bus.on('roomchat:message', ({ id }) => told.push(id));
  gametegra.bus.on('roomchat:error', ({ error }) => told.push(`${error.code} ${error.from} ${error.to}`));
  gametegra.bus.on('roomchat:presence', ({ joins, leaves }) => told.push(`presence +${joins.length} -${leaves.length}`));
  gametegra.bus.on('roomchat:end', ({ code }) => told.push(`end ${code}`));

  return {
    ...gametegra, clock, connector, told,
    connections: connector.connections,
    async join(roomName = 'lobby'): Promise<RoomChatHandle> {
      const joining = gametegra.roomChat.join(roomName);
      await settle();
      await connector.connections.at(-1)!.welcome({ head: 5 });
      const handle = await joining;
      // The time in which a connection proves good.
      await clock.advance(5_000);
      return handle;
    },
    async lose(): Promise<void> {
      await connector.connections.at(-1)!.lose();
      await clock.advance(250);
    },
  };
}

const refusal = (code: 'unauthorized' | 'not_allowed' | 'banned') => new RoomChatError(code, 'unable to join the room; no; ask');

describe('a return', () => {
  it('R2 goes on from the last message seen', async () => {
    const { join, lose, connections } = setUp();
    await join();
    expect(connections[0]!.request.since).toBeUndefined();
    await connections[0]!.say('batch', { prev: 5, last: 7, messages: [textOf(6), textOf(7)] });
    await lose();
    expect(connections[1]!.request.since).toEqual({ epoch: 'e1', seq: 7 });
  });

  it('R2 S4 tells who came, then what was missed, then that it is connected, and only then sends what waited', async () => {
    const { join, lose, connections, told } = setUp();
    const handle = await join();
    handle.on('message', ({ seq }) => {
      if (seq === 6) void handle.send('said while it comes back');
    });
    const before = handle.send('before the loss');
    await settle();
    await connections[0]!.lose();
    void handle.send('without a connection');
    await settle();
    await lose();
    await connections[1]!.welcome({
      head: 7, presences: [ada, { userId: 'u2', username: 'Bob' }], count: 2,
      replay: { epoch: 'e1', head: 7, prev: 5, last: 7, messages: [textOf(6), textOf(7)] },
    });
    expect(told).toEqual(['reconnecting', 'presence +1 -0', 'e1-6', 'e1-7', 'connected']);
    const [first] = connections[0]!.sends;
    expect(connections[1]!.sends).toEqual([first]);
    await connections[1]!.say('ack', [{ clientId: first!, seq: 8, createTime: 0 }]);
    expect((await before).seq).toBe(8);
    expect(connections[1]!.sends).toHaveLength(3);
    expect(new Set(connections[1]!.sends).size).toBe(3);
  });

  it('R1 shows its state, on the handle too', async () => {
    const { join, lose, connections, told } = setUp();
    const handle = await join();
    expect(handle.state).toBe('connected');
    await lose();
    expect(handle.state).toBe('reconnecting');
    await connections[1]!.welcome({ head: 5 });
    expect(handle.state).toBe('connected');
    expect(told).toEqual(['reconnecting', 'connected']);
  });

  it('J6 hears nothing more once a listener has left in the middle of it', async () => {
    const { join, lose, connections, told, clock } = setUp();
    const handle = await join();
    handle.on('message', () => void handle.leave());
    const sending = rejectionOf(handle.send('x'));
    await lose();
    await connections[1]!.welcome({ head: 7, replay: { epoch: 'e1', head: 7, prev: 5, last: 7, messages: [textOf(6), textOf(7)] } });
    expect(handle.state).toBe('ended');
    expect(connections[1]!.closed).toEqual(['close']);
    expect(connections[1]!.sends).toEqual([]);
    expect(told.filter((event) => event === 'connected')).toEqual([]);
    expectSentence(await sending, 'left');
    expect(clock.pending).toBe(0);
  });

  it('asks unanswered questions again, but no replay twice', async () => {
    const { join, lose, connections } = setUp();
    const handle = await join();
    await connections[0]!.say('head', { epoch: 'e1', head: 9 });
    const history = handle.getHistory(3);
    await settle();
    expect(connections[0]!.sent.map(([type]) => type)).toEqual(['sync', 'history']);
    await lose();
    await connections[1]!.welcome({ head: 9, replay: { epoch: 'e1', head: 9, prev: 5, last: 6, messages: [textOf(6)] } });
    expect(connections[1]!.sent.map(([type]) => type)).toEqual(['history', 'sync']);
    await connections[1]!.say('answer', { q: 2, result: { messages: [], nextCursor: null, prevCursor: null } });
    expect((await history).messages).toEqual([]);
  });
});

describe('credentials', () => {
  it('R1 asks a token function anew for each connection', async () => {
    let n = 0;
    const { join, lose, connections } = setUp({ token: async () => `token ${++n}` });
    await join();
    await lose();
    expect(connections.map(({ request }) => request.token)).toEqual(['token 1', 'token 2']);
  });

  it('E4 renews a token that has expired, and nobody hears of an end', async () => {
    let n = 0;
    const { join, connections, told, clock } = setUp({ token: () => `token ${++n}` });
    const handle = await join();
    for (let i = 1; i <= 3; i++) {
      await connections.at(-1)!.say('end', { code: 'unauthorized', reason: 'the token has expired' });
      await clock.advance(250);
      expect(connections.at(-1)!.request.token).toBe(`token ${i + 1}`);
      await connections.at(-1)!.welcome({ head: 5 });
      await clock.advance(5_000);
    }
    expect(handle.state).toBe('connected');
    expect(told).toEqual(['reconnecting', 'connected', 'reconnecting', 'connected', 'reconnecting', 'connected']);
  });

  it('E4 ends with unauthorized, once, where the renewed token is refused as well', async () => {
    const { join, connections, told, clock } = setUp({ token: () => 'token' });
    const handle = await join();
    const ends: string[] = [];
    handle.on('end', ({ code }) => ends.push(code));
    await connections[0]!.say('end', { code: 'unauthorized', reason: 'the token has expired' });
    await clock.advance(250);
    await connections[1]!.refuse(refusal('unauthorized'));
    await clock.advance(20_000);
    expect(ends).toEqual(['unauthorized']);
    expect(told).toEqual(['reconnecting', 'ended', 'end unauthorized']);
    expect(clock.pending).toBe(0);
  });

  it('E4 ends with unauthorized at once where the token cannot be renewed', async () => {
    const { join, connections, told } = setUp();
    await join();
    await connections[0]!.say('end', { code: 'unauthorized', reason: 'the token has expired' });
    expect(told).toEqual(['ended', 'end unauthorized']);
  });

  it('tries on where the token function fails for a while', async () => {
    let up = true;
    const { join, lose, connections, clock } = setUp({
      token() {
        if (!up) throw new Error('the login server is away');
        return 'token';
      },
    });
    const handle = await join();
    up = false;
    await lose();
    await clock.advance(5_000);
    expect([handle.state, connections.length]).toEqual(['reconnecting', 1]);
    up = true;
    await clock.advance(10_000);
    await connections[1]!.welcome({ head: 5 });
    expect(handle.state).toBe('connected');
  });
});

describe('the end', () => {
  it.each([
    ['lobby', 'not_allowed', 'unauthorized'],
    ['match-7', 'not_allowed', 'match_ended'],
    ['lobby', 'banned', 'banned'],
  ] as const)('E4 comes once where the way back to %s is refused with %s: %s', async (roomName, refused, code) => {
    const { join, lose, connections, told, clock } = setUp();
    const handle = await join(roomName);
    const sending = rejectionOf(handle.send('x'));
    const asking = rejectionOf(handle.getHistory());
    await lose();
    await connections[1]!.refuse(refusal(refused));
    await clock.advance(600_000);
    expect(told).toEqual(['reconnecting', 'ended', `end ${code}`]);
    for (const error of [await sending, await asking, await rejectionOf(handle.send('y'))]) expectSentence(error, 'left');
    expect(clock.pending).toBe(0);
  });

  it.each(['kicked', 'banned', 'match_ended', 'room_closed'] as const)('E4 comes once where the server says %s, and the room can be joined anew', async (code) => {
    const { join, connections, told } = setUp();
    const handle = await join();
    await connections[0]!.say('end', { code, reason: 'because' });
    await connections[0]!.say('end', { code: 'kicked', reason: 'again' });
    await connections[0]!.lose();
    expect(told).toEqual(['ended', `end ${code}`]);
    expect(await handle.leave()).toEqual({ success: true });
    expect((await join()).state).toBe('connected');
    expect(connections).toHaveLength(2);
  });

  it('E4 is connection_lost when the server stayed away for the whole budget, and every promise has settled', async () => {
    const { join, lose, connections, told, clock } = setUp({ timing: { reconnectBudgetMs: 30_000 } });
    const handle = await join();
    const sending = rejectionOf(handle.send('x'));
    await lose();
    for (let i = 1; !told.includes('end connection_lost'); ) {
      if (connections.length > i) await connections[i++]!.refuse(new RoomChatError('unavailable', 'unable to reach; down; wait'));
      else await clock.advance(50);
    }
    expectSentence(await sending, 'left');
    expect(told).toEqual(['reconnecting', 'ended', 'end connection_lost']);
    expect(clock.pending).toBe(0);
  });
});
