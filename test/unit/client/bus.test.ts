import { afterEach, describe, expect, it, vi } from 'vitest';
import { createBus } from '../../../src/client/bus.js';
import { RoomChatError } from '../../../src/protocol/errors.js';
import { messageAt } from '../../helpers/fakeSession.js';
import { expectSentence, thrownBy } from '../../helpers/errors.js';

const where = { roomName: 'lobby', channelId: '2...test_lobby' };

afterEach(() => {
  vi.unstubAllGlobals();
});

describe('bus', () => {
  it('B1 has every event of a room, under its name, with the room', () => {
    const { bus, publish, tap } = createBus();
    const seen: [string, unknown][] = [];
    tap((name, data) => seen.push([name, data]));
    const onMessage = vi.fn();
    bus.on('roomchat:message', onMessage);
    const message = messageAt(1);
    const error = new RoomChatError('gap', 'x', { from: 1, to: 2 });
    const presence = { joins: [{ userId: 'u', username: 'U' }], leaves: [] };
    publish(where, 'message', message);
    publish(where, 'presence', presence);
    publish(where, 'error', error);
    publish(where, 'state', 'reconnecting');
    publish(where, 'deleted', { seqs: [1] });
    publish(where, 'end', { code: 'left', reason: 'you left' });
    expect(seen).toEqual([
      ['roomchat:message', { ...where, ...message }],
      ['roomchat:presence', { ...where, ...presence }],
      ['roomchat:error', { ...where, error }],
      ['roomchat:state', { ...where, state: 'reconnecting' }],
      ['roomchat:deleted', { ...where, seqs: [1] }],
      ['roomchat:end', { ...where, code: 'left', reason: 'you left' }],
    ]);
    expect(onMessage.mock.calls).toEqual([[{ ...where, ...message }]]);
  });

  it('O8 keeps the emotes of muted players to itself, and nothing else of theirs', () => {
    const { bus, publish } = createBus((userId) => userId === 'muted');
    const heard: unknown[] = [];
    bus.on('roomchat:game:emote', ({ senderId }) => heard.push(['emote', senderId]));
    bus.on('roomchat:game:move', ({ senderId }) => heard.push(['move', senderId]));
    for (const senderId of ['muted', 'other']) {
      publish(where, 'message', { ...messageAt(1), senderId, content: { type: 'emote', emote: 'wave' } });
      publish(where, 'message', { ...messageAt(2), senderId, content: { type: 'move', x: 1 } });
    }
    expect(heard).toEqual([['move', 'muted'], ['emote', 'other'], ['move', 'other']]);
  });

  it('B2 tells game messages apart by their type', () => {
    const { bus, publish } = createBus();
    const wave = vi.fn();
    const all = vi.fn();
    bus.on('roomchat:game:wave', wave);
    bus.on('roomchat:message', all);
    publish(where, 'message', messageAt(1, { type: 'wave', at: [1, 2] }));
    publish(where, 'message', messageAt(2, { type: 'attack' }));
    publish(where, 'message', messageAt(3, 'wave'));
    publish(where, 'message', messageAt(4, { type: 5 }));
    publish(where, 'message', messageAt(5, { type: '' }));
    publish(where, 'message', messageAt(6, { wave: true }));
    expect(wave.mock.calls).toEqual([[{ ...where, ...messageAt(1, { type: 'wave', at: [1, 2] }) }]]);
    expect(all).toHaveBeenCalledTimes(6);
  });

  it('B1 gives back an undo, and has off', () => {
    const { bus, publish } = createBus();
    const handler = vi.fn();
    bus.on('roomchat:end', handler)();
    bus.on('roomchat:end', handler);
    bus.off('roomchat:end', handler);
    publish(where, 'end', { code: 'left', reason: '' });
    expect(handler).not.toHaveBeenCalled();
  });

  it.each(['message', 'roomchat:mesage', 'roomchat:game:', '*', '', undefined, 5])('B1 refuses the name %j, which would never come', (name) => {
    const { bus } = createBus();
    expectSentence(thrownBy(() => bus.on(name as 'roomchat:end', () => {})), 'invalid_option');
    expectSentence(thrownBy(() => bus.off(name as 'roomchat:end', () => {})), 'invalid_option');
  });

  it('E2 goes on where a listener throws, on the bus or beside it', () => {
    const reportError = vi.fn();
    vi.stubGlobal('reportError', reportError);
    const { bus, publish, tap } = createBus();
    const throwing = (): never => {
      throw new Error('boom');
    };
    const second = vi.fn();
    bus.on('roomchat:message', throwing);
    tap(throwing);
    const untap = tap(second);
    publish(where, 'message', messageAt(1));
    expect(second).toHaveBeenCalledTimes(1);
    expect(reportError).toHaveBeenCalledTimes(2);
    untap();
    publish(where, 'message', messageAt(2));
    expect(second).toHaveBeenCalledTimes(1);
  });
});
