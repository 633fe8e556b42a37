import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { matchRoomName } from '../../../src/protocol/names.js';
import { bindMatchChat, findMatch, listenToMatches, type BindMatchChatOptions, type MatchChat } from '../../../src/server/matches.js';
import { expectSentence, thrownBy } from '../../helpers/errors.js';
import { createFakeMatchRoom, type FakeClient } from '../../helpers/fakeMatchRoom.js';

let log: string[] = [];
let unlisten = (): void => {};
const open: MatchChat[] = [];

function bind(room = createFakeMatchRoom('abc'), options?: BindMatchChatOptions<FakeClient>) {
  const chat = bindMatchChat<FakeClient>(room as never, options);
  open.push(chat);
  return { room, chat, match: findMatch(chat.roomName)! };
}

beforeEach(() => {
  log = [];
  unlisten = listenToMatches({
    onMatchBound: ({ roomName }) => void log.push(`bound ${roomName}`),
    onPlayerOut: ({ roomName }, session, userId) => void log.push(`out ${roomName} ${session} ${userId}`),
    onMatchEnd: ({ roomName }, reason) => void log.push(`end ${roomName} ${reason}`),
  });
});

afterEach(() => {
  for (const chat of open.splice(0)) chat.end();
  unlisten();
});

describe('bindMatchChat', () => {
  it('M6 makes the match known while its room lives', () => {
    const { room, chat } = bind();
    expect(chat).toMatchObject({ matchId: 'abc', roomName: 'match-abc' });
    expect(findMatch('match-abc')).toMatchObject({ matchId: 'abc' });
    room.onDispose!();
    room.onDispose!();
    chat.end();
    expect(findMatch('match-abc')).toBeUndefined();
    expect(log).toEqual(['bound match-abc', 'end match-abc the match is over']);
  });

  it('M6 ends the chat early, with a reason, and says nothing of players then', () => {
    const { room, chat } = bind();
    const client = room.join('s1');
    chat.end('time is up');
    room.drop(client);
    room.onDispose!();
    expect(log).toEqual(['bound match-abc', 'end match-abc time is up']);
  });

  it('M2 M6 takes another id, and a long one', () => {
    const id = 'tournament '.repeat(20);
    const { chat } = bind(createFakeMatchRoom('abc'), { matchId: id });
    expect(chat).toMatchObject({ matchId: id, roomName: matchRoomName(id) });
    expect(findMatch('match-abc')).toBeUndefined();
  });

  it('refuses to bind a match twice, and what is no room', () => {
    bind();
    expectSentence(thrownBy(() => bindMatchChat(createFakeMatchRoom('abc') as never)), 'invalid_option');
    for (const room of [undefined, null, 'abc', {}]) expectSentence(thrownBy(() => bindMatchChat(room as never)), 'invalid_option');
    expectSentence(thrownBy(() => bindMatchChat(createFakeMatchRoom('x') as never, { matchId: 5 as never })), 'invalid_option');
  });

  it("calls the game's own onLeave and onDispose with their arguments and as the room, and gives back what they return", () => {
    const room = createFakeMatchRoom('abc');
    const seen: unknown[] = [];
    room.onLeave = function (this: unknown, ...args) {
      seen.push(this, args);
      return 'left';
    };
    room.onDispose = function (this: unknown) {
      seen.push(this);
      return 'disposed';
    };
    bind(room);
    const client = room.join('s1');
    expect(room.drop(client, true)).toBe('left');
    expect(room.onDispose()).toBe('disposed');
    expect(seen).toEqual([room, [client, true], room]);
  });
});

describe('a player', () => {
  it('M6 is recognised by the token that only client and room know', () => {
    const { room, match } = bind();
    room.join('s1');
    expect(match.sessionOf({ matchId: 'abc', reconnectionToken: 'token-s1' })).toBe('abc/s1');
    expect(match.sessionOf({ matchId: 'abc', reconnectionToken: 'token-s2' })).toBeNull();
    expect(match.sessionOf({ matchId: 'other', reconnectionToken: 'token-s1' })).toBeNull();
    expect(match.sessionOf({ matchId: 'abc', reconnectionToken: undefined as never })).toBeNull();
    room.clients.push({ sessionId: 's3' } as FakeClient);
    expect(match.sessionOf({ matchId: 'abc', reconnectionToken: undefined as never })).toBeNull();
  });

  it.each([
    [{ userId: 'u1', sub: 'u2', id: 'u3' }, 'u1'],
    [{ sub: 'u2', id: 'u3' }, 'u2'],
    [{ userId: '', id: 'u3' }, 'u3'],
  ])('M6 is recognised by the user id in %j', (auth, userId) => {
    const { room, match } = bind();
    room.join('s1', auth);
    expect(match.hasUser(userId)).toBe(true);
    expect(match.hasUser('u9')).toBe(false);
  });

  it.each([undefined, null, true, 'u1', { userId: 5 }, {}])('M6 is nobody by the auth %j', (auth) => {
    const { room, match } = bind();
    room.join('s1', auth);
    for (const userId of ['u1', 'undefined', '', '5', 'true']) expect(match.hasUser(userId)).toBe(false);
  });

  it('M6 is recognised as the game says', () => {
    const { room, match } = bind(createFakeMatchRoom('abc'), { userId: ({ auth }) => (auth as { player: string }).player });
    const client = room.join('s1', { player: 'p7', userId: 'u1' });
    expect([match.hasUser('p7'), match.hasUser('u1')]).toEqual([true, false]);
    room.drop(client);
    expect(log.at(-1)).toBe('out match-abc abc/s1 p7');
  });

  it('M6 who leaves is out at once, and stays known as one who left', () => {
    const { room, match } = bind();
    const client = room.join('s1', { userId: 'u1' });
    expect(match.hasLeft('u1')).toBe(false);
    room.drop(client, true);
    expect(log).toEqual(['bound match-abc', 'out match-abc abc/s1 u1']);
    expect(match.sessionOf({ matchId: 'abc', reconnectionToken: 'token-s1' })).toBeNull();
    expect([match.hasUser('u1'), match.hasLeft('u1'), match.hasLeft('u2')]).toEqual([false, true, false]);
    room.join('s2', { userId: 'u1' });
    expect(match.hasLeft('u1')).toBe(false);
  });

  it('M6 with two clients is out with the last', () => {
    const { room } = bind();
    const [a, b] = [room.join('s1', { userId: 'u1' }), room.join('s2', { userId: 'u1' })];
    room.drop(a);
    room.drop(b);
    expect(log).toEqual(['bound match-abc', 'out match-abc abc/s1 null', 'out match-abc abc/s2 u1']);
  });

  it("M6 is out also where the game's onLeave throws, or rejects", async () => {
    const room = createFakeMatchRoom('abc');
    room.onLeave = vi.fn<() => unknown>().mockImplementationOnce(() => {
      throw new Error('boom');
    }).mockImplementationOnce(() => Promise.reject(new Error('boom')));
    bind(room);
    const [a, b] = [room.join('s1'), room.join('s2')];
    expect(() => room.drop(a)).toThrow('boom');
    await expect(room.drop(b)).rejects.toThrow('boom');
    expect(log).toEqual(['bound match-abc', 'out match-abc abc/s1 null', 'out match-abc abc/s2 null']);
  });
});

describe('a dropped player', () => {
  function setUp() {
    const room = createFakeMatchRoom('abc');
    room.onLeave = async (client, consented) => {
      if (!consented) await room.allowReconnection(client, 20).catch(() => {});
    };
    return bind(room);
  }

  it('M3 M6 stays while the game keeps the place, and comes back under the same session', async () => {
    const { room, match } = setUp();
    const client = room.join('s1', { userId: 'u1' });
    room.drop(client);
    expect(match.sessionOf({ matchId: 'abc', reconnectionToken: 'token-s1' })).toBe('abc/s1');
    expect(match.hasUser('u1')).toBe(true);
    await room.comeBack(client);
    expect(match.sessionOf({ matchId: 'abc', reconnectionToken: 'token-s1-again' })).toBe('abc/s1');
    expect(match.sessionOf({ matchId: 'abc', reconnectionToken: 'token-s1' })).toBeNull();
    expect(log).toEqual(['bound match-abc']);
  });

  it('M6 is out once the game gives the place up', async () => {
    const { room, match } = setUp();
    const client = room.join('s1', { userId: 'u1' });
    room.drop(client);
    expect(log).toEqual(['bound match-abc']);
    await room.giveUp(client);
    expect(log).toEqual(['bound match-abc', 'out match-abc abc/s1 u1']);
    expect(match.hasUser('u1')).toBe(false);
  });

  it('M6 may drop twice, and leave in the end', async () => {
    const { room } = setUp();
    const client = room.join('s1');
    room.drop(client);
    const again = await room.comeBack(client);
    room.drop(again);
    const third = await room.comeBack(again);
    room.drop(third, true);
    expect(log).toEqual(['bound match-abc', 'out match-abc abc/s1 null']);
  });

  it('M6 is out at once where allowReconnection itself throws', () => {
    const room = createFakeMatchRoom('abc');
    room.allowReconnection = () => {
      throw new Error('not now');
    };
    room.onLeave = (client) => void room.allowReconnection(client, 20);
    const { match } = bind(room);
    expect(() => room.drop(room.join('s1'))).toThrow('not now');
    expect(log).toEqual(['bound match-abc', 'out match-abc abc/s1 null']);
    expect(match.sessionOf({ matchId: 'abc', reconnectionToken: 'token-s1' })).toBeNull();
  });
});
