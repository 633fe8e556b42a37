import { Client, type Room } from 'colyseus.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createGametegra, ERROR_CODES, RoomChatError, type ColyseusClientLike, type EndEvent, type ErrorCode, type Gametegra } from '../../src/client/index.js';
import { expectSentence, rejectionOf, thrownBy } from '../helpers/errors.js';
import { once, startServer, type TestServer } from '../helpers/server.js';
import { TOKEN_SECRET, tokenFor } from '../helpers/tokens.js';

let server: TestServer;

beforeAll(async () => {
  server = await startServer({
    auth: { secret: TOKEN_SECRET },
    openMatches: false,
    rate: { burst: 20, perSecond: 1 },
    onMessage({ content }) {
      if (content === 'curse') throw new RoomChatError('blocked', 'unable to send message; that word is not welcome; say it kindly');
      // Slow enough that nothing is answered within the test that asks for it.
      if (content === 'slow') return new Promise<string>((resolve) => setTimeout(() => resolve('slow'), 1_000));
      return content;
    },
  });
});

afterAll(() => server.stop());

const anyone = (): Gametegra => server.player('Ada');
const room = (name: string) => anyone().roomChat.join(name);
const moderator = async () => server.player('', { token: await tokenFor('mod', { role: 'moderator' }) }).roomChat.join('errors');

/** For each code a way to get it, as a game might. */
const provoked: Partial<Record<ErrorCode, () => Promise<RoomChatError>>> = {
  invalid_room_name: () => rejectionOf(anyone().roomChat.join(' lobby')),
  no_match: () => rejectionOf(anyone().roomChat.join()),
  async options_conflict() {
    const { roomChat } = anyone();
    await roomChat.join('errors');
    return rejectionOf(roomChat.join('errors', { hidden: true }));
  },
  invalid_option: async () => thrownBy(() => createGametegra({ endpoint: server.endpoint, appId: 'my game', guest: { username: 'Ada' } })),
  invalid_content: async () => rejectionOf((await room('errors')).send('')),
  content_too_large: async () => rejectionOf((await room('errors')).send('x'.repeat(2_001))),
  invalid_cursor: async () => rejectionOf((await room('errors')).getHistory(10, 'forged')),
  invalid_limit: async () => rejectionOf((await room('errors')).getHistory(0)),
  invalid_request: async () => rejectionOf((await moderator()).moderation.delete({ seq: -1 })),
  async rate_limited() {
    const chat = await room('errors');
    const results = await Promise.allSettled(Array.from({ length: 25 }, () => chat.send('x')));
    const refused = results.find((result): result is PromiseRejectedResult => result.status === 'rejected')!;
    return rejectionOf(Promise.reject(refused.reason));
  },
  blocked: async () => rejectionOf((await room('errors')).send('curse')),
  not_allowed: () => rejectionOf(anyone().roomChat.join('match-of-others')),
  unauthorized: async () => rejectionOf(server.player('', { token: await tokenFor('u', { exp: -60 }) }).roomChat.join('errors')),
  async unavailable() {
    const nobody = createGametegra({ endpoint: 'ws://127.0.0.1:9', appId: 'test', guest: { username: 'Ada' }, timing: { joinBudgetMs: 10 } });
    return rejectionOf(nobody.roomChat.join('errors'));
  },
  async outbox_full() {
    const chat = await server.player('Ada', { timing: { outboxSize: 2 } }).roomChat.join('errors');
    return rejectionOf(Promise.all([chat.send('1'), chat.send('2'), chat.send('3')]));
  },
  async timeout() {
    const chat = await server.player('Ada', { timing: { sendTimeoutMs: 50 } }).roomChat.join('errors');
    return rejectionOf(chat.send('slow'));
  },
  async left() {
    const chat = await room('errors');
    await chat.leave();
    return rejectionOf(chat.send('x'));
  },
  async gap() {
    // What is not stored cannot be had again after a restart.
    const chat = await server.player('Ada').roomChat.join('errors-gap', { persistence: false });
    await chat.send('gone');
    const told = once<RoomChatError>((handler) => chat.on('error', handler));
    await server.restart();
    return told;
  },
  async connection_lost() {
    const real = new Client(server.endpoint);
    const rooms: Room[] = [];
    const client: ColyseusClientLike = {
      async joinOrCreate(name, options) {
        if (rooms.length > 0) throw new Error('offline');
        rooms.push(await real.joinOrCreate(name, options as object));
        return rooms[0]!;
      },
    };
    const chat = await server.player('Ada', { client, timing: { reconnectBudgetMs: 300 } }).roomChat.join('errors');
    const end = once<EndEvent>((handler) => chat.on('end', handler));
    await rooms[0]!.leave(false);
    const { code, reason } = await end;
    return new RoomChatError(code as ErrorCode, reason);
  },
};

/** Proven where they are made: by the tests of moderation. */
const ELSEWHERE: ErrorCode[] = ['muted', 'banned'];

describe('the closed list of codes', () => {
  it('E3 has a way to each of them', () => {
    expect([...Object.keys(provoked), ...ELSEWHERE].sort()).toEqual(Object.keys(ERROR_CODES).sort());
  });

  it.each(Object.entries(provoked))('E3 %s says what could not be done, why, and what to do', async (code, provoke) => {
    const error = await provoke();
    expectSentence(error, code as ErrorCode);
    expect(error.temporary).toBe(ERROR_CODES[code as ErrorCode].temporary);
  });
});

describe('a game that asks in vain', () => {
  it('is told where the Colyseus server has no room chat', async () => {
    const bare = createGametegra({
      client: { joinOrCreate: () => Promise.reject(new Error('provided room name "room_chat" not defined')) },
      appId: 'test', guest: { username: 'Ada' }, timing: { joinBudgetMs: 10 },
    });
    const error = await rejectionOf(bare.roomChat.join('lobby'));
    expectSentence(error, 'unavailable');
    expect(error.message).toContain('addRoomChat');
  });

  it.each([new Error('fetch failed'), new Error(''), 'text', undefined, { code: 5 }, new Event('error')])('is told where its client fails with %s', async (failure) => {
    const broken = createGametegra({ client: { joinOrCreate: () => Promise.reject(failure) }, appId: 'test', guest: { username: 'Ada' }, timing: { joinBudgetMs: 10 } });
    const error = await rejectionOf(broken.roomChat.join('lobby'));
    expectSentence(error, 'unavailable');
    expect(error.cause).toBe(failure);
  });
});
