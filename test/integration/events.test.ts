import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { BusEvents, ChatMessage, EndEvent, PresenceEvent, RoomChatHandle } from '../../src/client/index.js';
import type { ModerationRequest } from '../../src/protocol/wire.js';
import { expectSentence, rejectionOf, thrownBy } from '../helpers/errors.js';
import { once, startServer, type TestServer } from '../helpers/server.js';

let server: TestServer;

beforeAll(async () => {
  server = await startServer();
});

afterAll(() => server.stop());

afterEach(() => {
  vi.unstubAllGlobals();
});

const nextMessage = (chat: RoomChatHandle): Promise<ChatMessage> => once((handler) => chat.on('message', handler));
const nextEnd = (chat: RoomChatHandle): Promise<EndEvent> => once((handler) => chat.on('end', handler));
const room = (roomName: string) => ({ appId: 'test', roomName });

describe('listeners', () => {
  it('E1 go by their undo and by off, and one that goes leaves the others', async () => {
    const chat = await server.player('Ada').roomChat.join('e1');
    const [first, second, third] = [vi.fn(), vi.fn(), vi.fn()];
    const unsub = chat.on('message', first);
    chat.on('message', second);
    chat.on('message', third);
    unsub();
    chat.off('message', second);
    const heard = nextMessage(chat);
    await chat.send('x');
    await heard;
    expect([first, second, third].map(({ mock }) => mock.calls.length)).toEqual([0, 0, 1]);
  });

  it('E1 to an event that does not exist are refused, with the names of those that do', async () => {
    const chat = await server.player('Ada').roomChat.join('e1');
    const error = thrownBy(() => chat.on('mesage' as 'message', () => {}));
    expectSentence(error, 'invalid_option');
    expect(error.message).toContain('message, presence, error, end');
  });

  it('E2 that throw stop neither the others nor the connection', async () => {
    const reportError = vi.fn();
    vi.stubGlobal('reportError', reportError);
    const chat = await server.player('Ada').roomChat.join('e2');
    chat.on('message', () => {
      throw new Error('a bug of the game');
    });
    chat.on('presence', () => {
      throw new Error('another bug of the game');
    });
    const heard: unknown[] = [];
    chat.on('message', ({ content }) => heard.push(content));
    const joined = once<PresenceEvent>((handler) => chat.on('presence', handler));
    await server.player('Bob').roomChat.join('e2');
    await joined;
    for (const text of ['one', 'two']) {
      const arrived = nextMessage(chat);
      await chat.send(text);
      await arrived;
    }
    expect(heard).toEqual(['one', 'two']);
    expect(chat.state).toBe('connected');
    expect(reportError.mock.calls.map(([error]) => (error as Error).message)).toEqual(['another bug of the game', 'a bug of the game', 'a bug of the game']);
    // Its handlers must not throw into later tests.
    await chat.leave();
  });

  it('E5 hear nothing after leave, which says success twice', async () => {
    const chat = await server.player('Ada').roomChat.join('e5');
    const other = await server.player('Bob').roomChat.join('e5');
    const heard = vi.fn();
    const ends: EndEvent[] = [];
    chat.on('message', heard);
    chat.on('presence', heard);
    chat.on('end', (event) => ends.push(event));
    expect(await chat.leave()).toEqual({ success: true });
    expect(await chat.leave()).toEqual({ success: true });
    const arrived = nextMessage(other);
    await other.send('to myself');
    await arrived;
    expect(heard).not.toHaveBeenCalled();
    expect(ends).toEqual([{ code: 'left', reason: expect.any(String) }]);
    expect(chat.state).toBe('ended');
    for (const call of [chat.send('x'), chat.getHistory(), chat.moderation.close()]) expectSentence(await rejectionOf(call), 'left');
    // What was there stays readable.
    expect(chat.user.username).toBe('Ada');
  });
});

describe('the end', () => {
  it.each([
    ['kicked', (userId) => ({ action: 'kick', userId, reason: 'spam' })],
    ['room_closed', () => ({ action: 'close', reason: 'spam' })],
  ] satisfies [string, (userId: string) => ModerationRequest][])('E4 comes once to every handle, with its code and reason: %s', async (code, order) => {
    const { roomChat, bus } = server.player('Ada');
    const onBus: BusEvents['roomchat:end'][] = [];
    bus.on('roomchat:end', (event) => onBus.push(event));
    const handles = await Promise.all([roomChat.join(`end-${code}`), roomChat.join(`end-${code}`)]);
    const seen = handles.map(() => [] as EndEvent[]);
    handles.forEach((handle, i) => handle.on('end', (event) => seen[i]!.push(event)));
    const ended = Promise.all(handles.map(nextEnd));
    await server.server.service.moderate(room(`end-${code}`), order(handles[0]!.user.userId));
    await ended;
    await handles[0]!.leave();
    const reason = expect.stringMatching(/^a moderator .*: spam$/);
    expect(seen).toEqual([[{ code, reason }], [{ code, reason }]]);
    expect(onBus).toEqual([{ roomName: `end-${code}`, channelId: `2...test_end-${code}`, code, reason }]);
    expect(handles.map(({ state }) => state)).toEqual(['ended', 'ended']);
    expectSentence(await rejectionOf(handles[1]!.send('x')), 'left');
  });

  it('E4 S4 settles what was under way', async () => {
    const chat = await server.player('Ada').roomChat.join('end-settles');
    const sends = Array.from({ length: 20 }, (_, i) => chat.send(String(i)));
    const reading = chat.getHistory();
    await chat.leave();
    const settled = await Promise.allSettled([...sends, reading]);
    for (const result of settled) if (result.status === 'rejected') expect((result.reason as { code: string }).code).toBe('left');
  });

  it('E4 of one player is no end for the others', async () => {
    const ada = await server.player('Ada').roomChat.join('end-others');
    const bob = await server.player('Bob').roomChat.join('end-others');
    const gone = once<PresenceEvent>((handler) => bob.on('presence', handler), ({ leaves }) => leaves.length > 0);
    await server.server.service.moderate(room('end-others'), { action: 'kick', userId: ada.user.userId });
    expect((await gone).leaves).toEqual([{ ...ada.user, reason: 'kicked' }]);
    expect((await bob.send('still here')).success).toBe(true);
  });
});

describe('the bus', () => {
  it('B1 B2 has every event of every room once, game messages under their type too', async () => {
    const { roomChat, bus } = server.player('Ada');
    const seen: string[] = [];
    const note = (name: string) => (event: { roomName: string }): void => void seen.push(`${event.roomName} ${name}`);
    bus.on('roomchat:message', note('message'));
    bus.on('roomchat:presence', note('presence'));
    bus.on('roomchat:game:attack', note('attack'));
    bus.on('roomchat:game:other', note('other'));
    bus.on('roomchat:end', note('end'));
    const attacked = once<BusEvents['roomchat:game:attack']>((handler) => bus.on('roomchat:game:attack', handler));
    const [a, again, b] = [await roomChat.join('bus-a'), await roomChat.join('bus-a'), await roomChat.join('bus-b')];
    const inB = nextMessage(b);
    await again.send({ type: 'attack', target: 'player2' });
    await b.send('hello');
    expect(await attacked).toMatchObject({ roomName: 'bus-a', channelId: '2...test_bus-a', sender: 'Ada', seq: 1, content: { type: 'attack', target: 'player2' } });
    await inB;
    await a.leave();
    expect(seen).not.toContain('bus-a end');
    await again.leave();
    await b.leave();
    expect(seen.filter((line) => !line.endsWith('presence'))).toEqual(['bus-a message', 'bus-a attack', 'bus-b message', 'bus-a end', 'bus-b end']);
  });

  it('B1 tells of the state of the connection', async () => {
    const { roomChat, bus } = server.player('Ada', { timing: { reconnectBudgetMs: 60_000 } });
    const chat = await roomChat.join('bus-state');
    const states: string[] = [];
    const back = new Promise<void>((resolve) => bus.on('roomchat:state', ({ state }) => states.push(state) === 2 && resolve()));
    await server.restart();
    await back;
    expect(states).toEqual(['reconnecting', 'connected']);
    expect(chat.state).toBe('connected');
    await chat.leave();
    expect(states).toEqual(['reconnecting', 'connected', 'ended']);
  });
});
