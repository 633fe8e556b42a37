import { Client } from 'colyseus.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ChatMessage, EndEvent, Gametegra, PresenceEvent, RoomChatHandle } from '../../src/client/index.js';
import { matchRoomName } from '../../src/client/index.js';
import { expectSentence, rejectionOf } from '../helpers/errors.js';
import { startMatchServer, type MatchPlayer, type MatchServer } from '../helpers/matchServer.js';
import { once } from '../helpers/server.js';
import { TOKEN_SECRET, tokenFor } from '../helpers/tokens.js';

let server: MatchServer;

beforeAll(async () => {
  server = await startMatchServer({ auth: { secret: TOKEN_SECRET } });
});

afterAll(() => server.stop());

const ending = (chat: RoomChatHandle): Promise<EndEvent> => once((handler) => chat.on('end', handler));
const hearing = (chat: RoomChatHandle, content: string): Promise<ChatMessage> => once((handler) => chat.on('message', handler), (message) => message.content === content);
const leaving = (chat: RoomChatHandle, userId: string): Promise<PresenceEvent> => once((handler) => chat.on('presence', handler), ({ leaves }) => leaves.some((user) => user.userId === userId));

/** What the client does by itself when it loses its match is out of the way: only the server can end this chat. */
function bindOnlyProof(game: Gametegra, { room }: Pick<MatchPlayer, 'room'>): void {
  game.match.bind({ roomId: room.roomId, reconnectionToken: room.reconnectionToken, onLeave() {} });
}

describe('a match', () => {
  it('J2 M1 M2 M6 has a chat for its players, found without a name', async () => {
    const [ada, bob] = [await server.inMatch('Ada', 'm1'), await server.inMatch('Bob', 'm1')];
    expect(ada.game.match.current).toBe(ada.room.roomId);
    expect(ada.chat).toMatchObject({ roomName: `match-${ada.room.roomId}`, channelId: `2...test_match-${ada.room.roomId}` });
    expect(bob.chat.roomName).toBe(ada.chat.roomName);
    const heard = hearing(bob.chat, 'gg');
    await ada.chat.send('gg');
    expect(await heard).toMatchObject({ sender: 'Ada', senderId: ada.chat.user.userId });
    expect((await bob.chat.getHistory()).messages).toHaveLength(1);
  });

  it('M6 lets no stranger in, by name, by id, or with a wrong proof, and says how', async () => {
    const { room, chat } = await server.inMatch('Ada', 'm2');
    const elsewhere = await server.inMatch('Cyd', 'm2-other');
    const stranger = server.player('Eve');
    const attempts = [
      () => stranger.roomChat.join(chat.roomName),
      () => (stranger.match.bind({ matchId: room.roomId }), stranger.roomChat.join()),
      () => (stranger.match.bind({ roomId: room.roomId, reconnectionToken: `${room.roomId}:guessed`, onLeave() {} }), stranger.roomChat.join()),
      () => (stranger.match.bind({ roomId: room.roomId, reconnectionToken: elsewhere.room.reconnectionToken, onLeave() {} }), stranger.roomChat.join()),
      () => elsewhere.game.roomChat.join(chat.roomName),
    ];
    for (const attempt of attempts) {
      const error = await rejectionOf(attempt());
      expectSentence(error, 'not_allowed');
      expect(error.message).toContain('match.bind(room)');
    }
    expect(chat.presenceCount).toBe(1);
  });

  it('M2 M6 may have a long id', async () => {
    const roomId = `tournament-${'x'.repeat(100)}`;
    const { game, room, chat } = await server.inMatch('Ada', 'm-long', { roomId });
    expect([game.match.current, room.roomId]).toEqual([roomId, roomId]);
    expect(chat.roomName).toBe(matchRoomName(roomId));
    expect(chat.roomName).toMatch(/^match-~[0-9a-f]{32}$/);
    expect((await chat.send('hello')).success).toBe(true);
    expectSentence(await rejectionOf(server.player('Eve').roomChat.join(chat.roomName)), 'not_allowed');
  });

  it('M6 knows players with a token by their user id', async () => {
    const { room, chat, seat } = await server.inMatch('Ada', 'm-jwt', { userId: 'ada-1' });
    await server.inMatch('Bob', 'm-jwt');
    const byToken = server.player('', { token: await tokenFor('ada-1') });
    byToken.match.bind({ matchId: room.roomId });
    const second = await byToken.roomChat.join();
    expect(second.roomName).toBe(chat.roomName);
    expectSentence(await rejectionOf(server.player('', { token: await tokenFor('eve-1') }).roomChat.join(chat.roomName)), 'not_allowed');
    const ended = ending(second);
    seat.leave(4001);
    expect((await ended).code).toBe('match_ended');
    expectSentence(await rejectionOf(byToken.roomChat.join(chat.roomName)), 'not_allowed');
  });

  it('T2 M6 takes the matches claim of a token, until that player is out of the match', async () => {
    const { room, chat, seat } = await server.inMatch('Ada', 'm-claim', { userId: 'ada-2' });
    await server.inMatch('Bob', 'm-claim');
    const watcher = await server.player('', { token: await tokenFor('watcher', { matches: [room.roomId] }) }).roomChat.join(chat.roomName);
    expect((await watcher.send('I only watch')).success).toBe(true);
    const claiming = server.player('', { token: await tokenFor('ada-2', { matches: room.roomId }) });
    const ended = ending(await claiming.roomChat.join(chat.roomName));
    seat.leave(4001);
    expect((await ended).code).toBe('match_ended');
    expectSentence(await rejectionOf(claiming.roomChat.join(chat.roomName)), 'not_allowed');
  });
});

describe('a player who leaves the match', () => {
  it('M3 M6 is out of its chat at once, and the others are told why', async () => {
    const [ada, bob] = [await server.inMatch('Ada', 'leave-1'), await server.inMatch('Bob', 'leave-1')];
    const ends: EndEvent[] = [];
    ada.chat.on('end', (event) => ends.push(event));
    const told = leaving(bob.chat, ada.chat.user.userId);
    await ada.room.leave();
    expect((await told).leaves).toEqual([{ ...ada.chat.user, reason: expect.stringMatching(/^(match_left|left)$/) }]);
    expect(ends).toEqual([{ code: 'match_ended', reason: expect.any(String) }]);
    expect(ada.game.match.current).toBeNull();
    expectSentence(await rejectionOf(ada.chat.send('x')), 'left');
    expectSentence(await rejectionOf(ada.game.roomChat.join()), 'no_match');
    expectSentence(await rejectionOf(ada.game.roomChat.join(ada.chat.roomName)), 'not_allowed');
    expect((await bob.chat.send('still here')).success).toBe(true);
  });

  it.each([['a code of the game', 4001], ['no code', undefined], ['a normal close', 1000]])('M6 is out by the server also where the client does not care: kicked with %s', async (_, code) => {
    const name = `kick-${code}`;
    const [ada, bob] = [await server.inMatch('Ada', name), await server.inMatch('Bob', name)];
    const careless = server.player('Ada');
    bindOnlyProof(careless, ada);
    const known = once<PresenceEvent>((handler) => bob.chat.on('presence', handler), ({ joins }) => joins.length > 0);
    const chat = await careless.roomChat.join();
    await known;
    const ended = ending(chat);
    const told = leaving(bob.chat, chat.user.userId);
    ada.seat.leave(code);
    expect(await ended).toEqual({ code: 'match_ended', reason: 'you are no longer in the match' });
    expect((await told).leaves).toContainEqual({ ...chat.user, reason: 'match_left' });
    expectSentence(await rejectionOf(careless.roomChat.join(chat.roomName)), 'not_allowed');
  });

  it('M6 is out also where it happens between admission and entry', async () => {
    const ada = await server.inMatch('Ada', 'race');
    const { service } = server.server;
    const request = { protocol: 1, appId: 'test', roomName: ada.chat.roomName, persistence: true, hidden: false, guest: { username: 'Racer' }, match: { matchId: ada.room.roomId, reconnectionToken: ada.room.reconnectionToken.split(':').at(-1)! } };
    const admission = await service.admit(request);
    const channel = await service.channel('test', ada.chat.roomName);
    const left = ending(ada.chat);
    await ada.room.leave();
    await left;
    const member = { id: 'racer', identity: admission.identity, hidden: false, matchSession: admission.matchSession, send() {}, close() {} };
    expectSentence(await rejectionOf(service.enter(channel, member, admission)), 'not_allowed');
    expect(channel.members.has('racer')).toBe(false);
  });
});

describe('a player who drops', () => {
  it('M3 M6 stays in the chat while the place is kept, and after coming back', async () => {
    const [ada, bob] = [await server.inMatch('Ada', 'drop', { keepSeconds: 30 }), await server.inMatch('Bob', 'drop')];
    const ends: EndEvent[] = [];
    ada.chat.on('end', (event) => ends.push(event));
    // Closed without a leave, as by a lost connection.
    const { reconnectionToken } = ada.room;
    await ada.room.leave(false);
    const heard = hearing(ada.chat, 'are you there?');
    await bob.chat.send('are you there?');
    await heard;
    ada.game.match.bind(await new Client(server.endpoint).reconnect(reconnectionToken));
    expect((await ada.chat.send('yes')).success).toBe(true);
    expect(ada.match.log).toEqual(['leave false', 'back']);
    // A chat connection of its own also comes back by the new proof.
    const second = server.player('Second');
    second.match.bind({ roomId: ada.room.roomId, reconnectionToken: ada.match.clients.find(({ sessionId }) => sessionId === ada.room.sessionId)!.reconnectionToken, onLeave() {} });
    expect((await second.roomChat.join()).roomName).toBe(ada.chat.roomName);
    expect(ends).toEqual([]);
    expect(ada.game.match.current).toBe(ada.room.roomId);
  });

  it('M6 is out when the place is given up', async () => {
    const ada = await server.inMatch('Ada', 'drop-gone', { keepSeconds: 0.2 });
    await server.inMatch('Bob', 'drop-gone');
    const careless = server.player('Ada');
    bindOnlyProof(careless, ada);
    const ended = ending(await careless.roomChat.join());
    await ada.room.leave(false);
    expect((await ended).code).toBe('match_ended');
    expect(ada.match.log).toEqual(['leave false', 'given up']);
  });
});

describe('the end of a match', () => {
  it('M6 ends its chat for everyone, and nobody gets in afterwards', async () => {
    const [ada, bob] = [await server.inMatch('Ada', 'over'), await server.inMatch('Bob', 'over')];
    await ada.chat.send('gg');
    const watcher = server.player('', { token: await tokenFor('watcher', { matches: [ada.room.roomId] }) });
    const chats = [ada.chat, bob.chat, await watcher.roomChat.join(ada.chat.roomName)];
    const ends = Promise.all(chats.map(ending));
    await ada.match.disconnect();
    expect((await ends).map(({ code }) => code)).toEqual(['match_ended', 'match_ended', 'match_ended']);
    expect(ada.match.log).toEqual(['leave true', 'leave true', 'dispose']);
    const error = await rejectionOf(server.player('Eve').roomChat.join(ada.chat.roomName));
    expectSentence(error, 'not_allowed');
    expect(error.message).toContain('over');
    await server.restart();
    expectSentence(await rejectionOf(server.player('Eve').roomChat.join(ada.chat.roomName)), 'not_allowed');
    expect((await (await watcher.roomChat.join(ada.chat.roomName)).getHistory()).messages).toMatchObject([{ content: 'gg' }]);
  });

  it('M6 may come before the end of its room', async () => {
    const ada = await server.inMatch('Ada', 'early');
    const ended = ending(ada.chat);
    ada.match.chat.end('time is up');
    expect(await ended).toEqual({ code: 'match_ended', reason: 'time is up' });
  });

  it('M4 comes with the next one: the old chat ends, the next join is of the new match', async () => {
    const ada = await server.inMatch('Ada', 'first');
    const second = await new Client(server.endpoint).joinOrCreate('match', { matchName: 'second' });
    const ended = ending(ada.chat);
    ada.game.match.bind(second);
    expect((await ended).code).toBe('match_ended');
    const next = await ada.game.roomChat.join();
    expect(next.roomName).toBe(`match-${second.roomId}`);
    ada.game.match.unbind();
    expect(next.state).toBe('ended');
    expectSentence(await rejectionOf(ada.game.roomChat.join()), 'no_match');
  });
});

describe('a match that opens late', () => {
  it('M6 T2 expels whoever came in while its room was open to anyone', async () => {
    const early = await server.player('Early').roomChat.join('match-late');
    const ended = ending(early);
    const ada = await server.inMatch('Ada', 'late', { roomId: 'late' });
    expect(ada.chat.roomName).toBe('match-late');
    expect((await ended).code).toBe('match_ended');
    expect((await ada.chat.send('ours')).success).toBe(true);
    expect(ada.chat.presences.map(({ username }) => username)).toEqual(['Ada']);
  });
});
