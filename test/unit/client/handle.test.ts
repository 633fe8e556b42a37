import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createHandle, type HandleControl } from '../../../src/client/handle.js';
import { systemClock } from '../../../src/protocol/clock.js';
import { RoomChatError } from '../../../src/protocol/errors.js';
import { expectSentence, rejectionOf, thrownBy } from '../../helpers/errors.js';
import { createFakeSession, EPOCH, messageAt, snapshotAt, type FakeSession } from '../../helpers/fakeSession.js';

function setUp(head = 0): HandleControl & { session: FakeSession; onLeave: ReturnType<typeof vi.fn<() => void>> } {
  const session = createFakeSession('lobby', () => {});
  const onLeave = vi.fn<() => void>();
  const control = createHandle({ session, snapshot: snapshotAt(head, head > 0 ? [[head, 'u2', 'Bob', 'old', 1_775_037_600_000, null]] : []), clock: systemClock, onLeave, whisper: () => Promise.reject(new Error('unused')) });
  return { ...control, session, onLeave };
}

const kicked = { code: 'kicked', reason: 'a moderator removed you' } as const;

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

describe('a handle', () => {
  it('J1 has the three properties of its room', () => {
    expect(setUp().handle).toMatchObject({ roomName: 'lobby', channelId: '2...test_lobby', streamKey: 'room-chat-lobby', state: 'connected' });
  });

  it('J5 has what came last, as messages', () => {
    const { handle } = setUp(3);
    expect(handle.recent.messages).toEqual([{ id: `${EPOCH}-3`, seq: 3, sender: 'Bob', senderId: 'u2', content: 'old', createTime: '2026-04-01T10:00:00.000Z' }]);
  });

  it('J5 tells no message twice that its snapshot has, but those of a new numbering', () => {
    const { handle, receive } = setUp(3);
    vi.runAllTimers();
    const seen: string[] = [];
    handle.on('message', ({ id }) => seen.push(id));
    receive('message', messageAt(3));
    receive('message', messageAt(4));
    receive('message', messageAt(1, 'x', 'e1'));
    expect(seen).toEqual([`${EPOCH}-4`, 'e1-1']);
  });

  it('J5 keeps what comes before the caller of join can listen, in order', () => {
    const { handle, receive } = setUp();
    receive('message', messageAt(1));
    receive('presence', { joins: [], leaves: [] });
    const seen: string[] = [];
    handle.on('message', ({ id }) => seen.push(id));
    handle.on('presence', () => seen.push('presence'));
    expect(seen).toEqual([]);
    vi.runAllTimers();
    receive('message', messageAt(2));
    expect(seen).toEqual([`${EPOCH}-1`, 'presence', `${EPOCH}-2`]);
  });

  it('E4 tells of the end once, also where it comes before anyone listens', () => {
    const { handle, receive, end } = setUp();
    receive('message', messageAt(1));
    end(kicked);
    end({ code: 'left', reason: '' });
    expect(handle.state).toBe('ended');
    const seen: unknown[] = [];
    handle.on('message', ({ seq }) => seen.push(seq));
    handle.on('end', (event) => seen.push(event));
    vi.runAllTimers();
    expect(seen).toEqual([1, kicked]);
  });

  it('E4 hears nothing after its end', () => {
    const { handle, receive, end } = setUp();
    vi.runAllTimers();
    const seen: unknown[] = [];
    handle.on('message', (message) => seen.push(message));
    handle.on('error', (error) => seen.push(error));
    handle.on('end', ({ code }) => seen.push(code));
    end(kicked);
    end(kicked);
    receive('message', messageAt(1));
    receive('error', new RoomChatError('gap', 'x'));
    handle.on('end', ({ code }) => seen.push(code));
    expect(seen).toEqual(['kicked']);
  });

  it('E5 leaves once, says so twice, and forgets its listeners', async () => {
    const { handle, receive, onLeave } = setUp();
    vi.runAllTimers();
    const seen: unknown[] = [];
    handle.on('end', (event) => seen.push(event));
    handle.on('message', (message) => seen.push(message));
    expect(await handle.leave()).toEqual({ success: true });
    expect(await handle.leave()).toEqual({ success: true });
    receive('message', messageAt(1));
    expect(seen).toEqual([{ code: 'left', reason: 'you left the room' }]);
    expect(onLeave).toHaveBeenCalledTimes(1);
  });

  it('E5 leaves at once, also in the task in which it joined, and leaves no timer', async () => {
    const { handle, receive } = setUp();
    receive('message', messageAt(1));
    const seen: string[] = [];
    handle.on('message', () => seen.push('message'));
    handle.on('end', ({ code }) => seen.push(code));
    await handle.leave();
    expect(seen).toEqual(['message', 'left']);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('E5 has told of an end from outside by the time that leave resolves', async () => {
    const { handle, end, onLeave } = setUp();
    const seen: string[] = [];
    handle.on('end', ({ code }) => seen.push(code));
    end(kicked);
    await handle.leave();
    expect(seen).toEqual(['kicked']);
    vi.runAllTimers();
    expect(seen).toEqual(['kicked']);
    expect(onLeave).not.toHaveBeenCalled();
  });

  it('E5 tells a message to nobody after a handler of it has left', async () => {
    const { handle, receive } = setUp();
    vi.runAllTimers();
    const seen: string[] = [];
    handle.on('message', () => void handle.leave());
    handle.on('message', () => seen.push('message'));
    handle.on('end', () => seen.push('end'));
    receive('message', messageAt(1));
    expect(seen).toEqual(['end']);
  });

  it('S2 S4 refuses calls after its end, each with left', async () => {
    const { handle, session } = setUp();
    await handle.leave();
    const { moderation } = handle;
    for (const call of [handle.send('x'), handle.getHistory(), moderation.delete({ seq: 1 }), moderation.mute('u'), moderation.close()]) {
      expectSentence(await rejectionOf(call), 'left');
    }
    expect(session.calls).toEqual([]);
  });

  it.each(['mesage', 'Message', 'roomchat:message', '*', '', 'toString', '__proto__', undefined, null, 5, Symbol('message')])('E1 refuses the event %s', (event) => {
    const { handle } = setUp();
    expectSentence(thrownBy(() => handle.on(event as 'message', () => {})), 'invalid_option');
    expectSentence(thrownBy(() => handle.off(event as 'message', () => {})), 'invalid_option');
  });

  it('E1 refuses what is no handler', () => {
    const { handle } = setUp();
    for (const handler of [undefined, null, 'x', {}]) expectSentence(thrownBy(() => handle.on('message', handler as never)), 'invalid_option');
  });

  it('E1 takes a listener back by its undo, and by off', () => {
    const { handle, receive } = setUp();
    vi.runAllTimers();
    const handler = vi.fn();
    handle.on('message', handler)();
    handle.on('message', handler);
    handle.off('message', handler);
    receive('message', messageAt(1));
    expect(handler).not.toHaveBeenCalled();
  });

  it('asks for moderation as it was told, whatever else the options hold', async () => {
    const { handle: { moderation }, session } = setUp();
    await moderation.delete(messageAt(7));
    await moderation.mute('u2', { seconds: 60, reason: 'spam', action: 'ban' } as object);
    await moderation.kick('u2', null as never);
    await moderation.delete(undefined as never);
    expect(session.calls).toEqual([
      'moderate {"action":"delete","seq":7}',
      'moderate {"seconds":60,"reason":"spam","action":"mute","userId":"u2"}',
      'moderate {"action":"kick","userId":"u2"}',
      'moderate {"action":"delete"}',
    ]);
  });
});
