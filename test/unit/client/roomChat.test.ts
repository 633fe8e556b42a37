import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createRoomChat } from '../../../src/client/roomChat.js';
import { systemClock } from '../../../src/protocol/clock.js';
import { RoomChatError } from '../../../src/protocol/errors.js';
import { createFakeSession, messageAt, type FakeSession } from '../../helpers/fakeSession.js';
import { expectSentence, rejectionOf } from '../../helpers/errors.js';

function setUp(matchRoom: string | null = null) {
  const sessions: FakeSession[] = [];
  const bus: string[] = [];
  const whispers: string[] = [];
  const game = { matchRoom };
  const control = createRoomChat({
    clock: systemClock,
    matchRoomName: () => game.matchRoom,
    openSession(roomName, _options, emit) {
      const session = createFakeSession(roomName, emit);
      sessions.push(session);
      return session;
    },
    publish: (session, event) => void bus.push(`${session.roomName} ${event}`),
    onWhisper: (roomName, userId) => void whispers.push(`${roomName} to ${userId}`),
    onInvite: ({ roomName, from }) => void whispers.push(`${roomName} from ${from.userId}`),
  });
  /** Joins, and lets the newest session open. */
  async function join(...args: Parameters<typeof control.roomChat.join>) {
    const joining = control.roomChat.join(...args);
    await Promise.resolve();
    sessions.at(-1)?.open();
    return joining;
  }
  return { ...control, join, sessions, bus, whispers, game };
}

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

describe('join', () => {
  it('J1 resolves to a handle of the room asked for', async () => {
    const { join } = setUp();
    expect(await join('lobby')).toMatchObject({ roomName: 'lobby', channelId: '2...test_lobby', streamKey: 'room-chat-lobby' });
  });

  it('J2 takes the room of the current match, and says what to do where there is none', async () => {
    const { join, roomChat, sessions, game } = setUp('match-abc');
    expect((await join()).roomName).toBe('match-abc');
    expect((await join(undefined, { hidden: false })).roomName).toBe('match-abc');
    game.matchRoom = null;
    const error = await rejectionOf(roomChat.join());
    expectSentence(error, 'no_match');
    expect(error.message).toContain('match.bind(room)');
    expect(sessions).toHaveLength(1);
  });

  it.each([42, '', ' x', 'x'.repeat(65), {}, [], true, { hidden: true }])('J3 refuses the name %j before anything is sent', async (name) => {
    const { roomChat, sessions } = setUp('match-abc');
    expectSentence(await rejectionOf(roomChat.join(name as string)), 'invalid_room_name');
    expect(sessions).toHaveLength(0);
  });

  it.each([null, true, 5, 'x', { persistance: true }, { persistence: 'yes' }, { hidden: 1 }, { hidden: null }])('J1 refuses the options %j before anything is sent', async (options) => {
    const { roomChat, sessions } = setUp();
    expectSentence(await rejectionOf(roomChat.join('lobby', options as object)), 'invalid_option');
    expect(sessions).toHaveLength(0);
  });

  it('rejects with what the room was refused with, and can be tried again', async () => {
    const { roomChat, sessions, join } = setUp();
    const joins = [roomChat.join('lobby'), roomChat.join('lobby')];
    await Promise.resolve();
    sessions[0]!.fail(new RoomChatError('not_allowed', 'unable to join the room; why; what'));
    for (const joining of joins) expect((await rejectionOf(joining)).code).toBe('not_allowed');
    expect((await join('lobby')).state).toBe('connected');
    expect(sessions).toHaveLength(2);
  });
});

describe('several handles of one room', () => {
  it('J4 share one connection, and the last to leave closes it', async () => {
    const { join, sessions } = setUp();
    const [a, b] = [await join('lobby'), await join('lobby')];
    expect(sessions).toHaveLength(1);
    await a.leave();
    expect(sessions[0]!.ended).toBeNull();
    expect([a.state, b.state]).toEqual(['ended', 'connected']);
    await b.leave();
    expect(sessions[0]!.ended).toMatchObject({ code: 'left' });
  });

  it('J4 share it also where they are joined at once', async () => {
    const { roomChat, sessions } = setUp();
    const joins = [roomChat.join('lobby'), roomChat.join('lobby'), roomChat.join('lobby', {})];
    await Promise.resolve();
    sessions[0]!.open();
    const handles = await Promise.all(joins);
    expect(sessions).toHaveLength(1);
    expect(new Set(handles).size).toBe(3);
    // The first snapshot serves one; the others have one of their own time.
    expect(sessions[0]!.calls).toEqual(['snapshot', 'snapshot']);
  });

  it('J4 have listeners of their own', async () => {
    const { join, sessions } = setUp();
    const [a, b] = [await join('lobby'), await join('lobby')];
    vi.runAllTimers();
    const seen: string[] = [];
    a.on('message', ({ seq }) => seen.push(`a ${seq}`));
    b.on('message', ({ seq }) => seen.push(`b ${seq}`));
    a.on('end', ({ code }) => seen.push(`a ${code}`));
    b.on('end', ({ code }) => seen.push(`b ${code}`));
    sessions[0]!.emit('message', messageAt(1));
    await a.leave();
    sessions[0]!.emit('message', messageAt(2));
    expect(seen).toEqual(['a 1', 'b 1', 'a left', 'b 2']);
  });

  it('B1 puts an event on the bus once, however many handles there are', async () => {
    const { join, sessions, bus } = setUp();
    const [a, b] = [await join('lobby'), await join('lobby')];
    sessions[0]!.emit('message', messageAt(1));
    await a.leave();
    await b.leave();
    expect(bus).toEqual(['lobby message', 'lobby state', 'lobby end']);
  });

  it('J4 refuses other options for a room that is joined', async () => {
    const { join, roomChat, sessions } = setUp();
    const handle = await join('lobby', { hidden: true });
    expectSentence(await rejectionOf(roomChat.join('lobby')), 'options_conflict');
    expectSentence(await rejectionOf(roomChat.join('lobby', { hidden: true, persistence: false })), 'options_conflict');
    expect((await join('lobby', { hidden: true, persistence: true })).state).toBe('connected');
    await handle.leave();
    expect(sessions[0]!.ended).toBeNull();
  });

  it('J4 takes other options once the room was left', async () => {
    const { join, sessions } = setUp();
    await (await join('lobby', { hidden: true })).leave();
    expect((await join('lobby')).state).toBe('connected');
    expect(sessions).toHaveLength(2);
  });

  it('J4 misses nothing that comes while a further handle is on its way', async () => {
    const { join, roomChat, sessions } = setUp();
    await join('lobby');
    const joining = roomChat.join('lobby');
    sessions[0]!.emit('message', messageAt(1));
    const handle = await joining;
    const seen: number[] = [];
    handle.on('message', ({ seq }) => seen.push(seq));
    vi.runAllTimers();
    expect(seen).toEqual([1]);
  });
});

describe('ends', () => {
  it('E4 reach every handle of the room once, and the room can be joined anew', async () => {
    const { join, sessions, bus } = setUp();
    const [a, b] = [await join('lobby'), await join('lobby')];
    const seen: string[] = [];
    a.on('end', ({ code }) => seen.push(`a ${code}`));
    b.on('end', ({ code }) => seen.push(`b ${code}`));
    sessions[0]!.close({ code: 'kicked', reason: 'x' });
    vi.runAllTimers();
    expect(seen).toEqual(['a kicked', 'b kicked']);
    expect(bus).toEqual(['lobby state', 'lobby end']);
    expect(await a.leave()).toEqual({ success: true });
    expect((await join('lobby')).state).toBe('connected');
    expect(sessions).toHaveLength(2);
  });

  it('M4 end a room with all its handles, also one that is being joined', async () => {
    const { join, roomChat, endRoom } = setUp('match-abc');
    const handle = await join();
    endRoom('match-abc', { code: 'match_ended', reason: 'the match is over' });
    expect(handle.state).toBe('ended');
    const joining = roomChat.join();
    await Promise.resolve();
    endRoom('match-abc', { code: 'match_ended', reason: 'the match is over' });
    expectSentence(await rejectionOf(joining), 'left');
    endRoom('unknown', { code: 'match_ended', reason: '' });
  });

  it('close leaves everything, and nothing can be joined afterwards', async () => {
    const { join, roomChat, close, sessions } = setUp();
    const a = await join('a');
    const b = await join('b');
    const ended = vi.fn();
    vi.runAllTimers();
    a.on('end', ended);
    const joining = roomChat.join('c');
    await Promise.resolve();
    close();
    close();
    expect([a.state, b.state]).toEqual(['ended', 'ended']);
    expect(ended.mock.calls).toEqual([[{ code: 'left', reason: 'the chat was closed' }]]);
    expect(sessions.every(({ ended }) => ended !== null)).toBe(true);
    expectSentence(await rejectionOf(joining), 'left');
    expectSentence(await rejectionOf(roomChat.join('a')), 'left');
    expect(vi.getTimerCount()).toBe(0);
  });

  it('J6 leave no session open where the last handle goes while another is on its way', async () => {
    const { join, roomChat, sessions } = setUp();
    const first = await join('lobby');
    const joining = roomChat.join('lobby');
    await first.leave();
    expect(sessions[0]!.ended).toBeNull();
    await (await joining).leave();
    expect(sessions[0]!.ended).toMatchObject({ code: 'left' });
    expect(sessions).toHaveLength(1);
  });
});

describe('release', () => {
  it('M5 keeps the room for a scene that joins again soon, and closes it otherwise', async () => {
    const { join, release, sessions } = setUp();
    const first = await join('lobby');
    const ended = vi.fn();
    vi.runAllTimers();
    first.on('end', ended);
    release(first, 1_000);
    release(first, 1_000);
    expect(ended).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(999);
    const second = await join('lobby');
    vi.advanceTimersByTime(10_000);
    expect(sessions).toHaveLength(1);
    expect(second.state).toBe('connected');
    release(second, 1_000);
    vi.advanceTimersByTime(1_000);
    expect(sessions[0]!.ended).toMatchObject({ code: 'left' });
    expect(vi.getTimerCount()).toBe(0);
  });

  it('M5 makes way for a join with other options', async () => {
    const { join, release, sessions } = setUp();
    release(await join('lobby', { hidden: true }), 1_000);
    expect((await join('lobby')).state).toBe('connected');
    expect(sessions.map(({ ended }) => ended?.code)).toEqual(['left', undefined]);
    vi.advanceTimersByTime(5_000);
    expect(sessions[1]!.ended).toBeNull();
  });

  it('M5 does not keep a room that another handle is in, nor end it', async () => {
    const { join, release, sessions } = setUp();
    const [scene, game] = [await join('lobby'), await join('lobby')];
    release(scene, 1_000);
    vi.advanceTimersByTime(5_000);
    expect(sessions[0]!.ended).toBeNull();
    await game.leave();
    expect(sessions[0]!.ended).toMatchObject({ code: 'left' });
  });
});

it('E4 J6 a join whose answer and whose end arrive in one go rejects, and gives out no dead handle', async () => {
  const { roomChat, sessions } = setUp();
  const joining = rejectionOf(roomChat.join('lobby'));
  await Promise.resolve();
  sessions[0]!.open();
  sessions[0]!.close({ code: 'kicked', reason: 'a moderator removed you' });
  expectSentence(await joining, 'left');
});
