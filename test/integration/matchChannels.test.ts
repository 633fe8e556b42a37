import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Client } from 'colyseus.js';
import type { ChatMessage, EndEvent, RoomChatHandle } from '../../src/client/index.js';
import { expectSentence, rejectionOf } from '../helpers/errors.js';
import { startMatchServer, type MatchPlayer, type MatchServer } from '../helpers/matchServer.js';
import { once } from '../helpers/server.js';
import { tokenFor, TOKEN_SECRET } from '../helpers/tokens.js';

let server: MatchServer;
beforeAll(async () => {
  server = await startMatchServer({ auth: { secret: TOKEN_SECRET } });
});
afterAll(() => server.stop());

const give = ({ match, seat }: MatchPlayer, ...channels: string[]): void => match.chat.setChannels(seat, channels);
const team = ({ game }: MatchPlayer, name: string): Promise<RoomChatHandle> => game.roomChat.join(game.match.channel(name));
const ended = (chat: RoomChatHandle): Promise<EndEvent> => once((handler) => chat.on('end', handler));

describe('the channels of a match', () => {
  it('M6 T2 are for the members of the match that have them, and for nobody else', async () => {
    const [ada, bob, cleo] = [await server.inMatch('Ada', 'teams'), await server.inMatch('Bob', 'teams'), await server.inMatch('Cleo', 'teams')];
    give(ada, 'team-red');
    give(bob, 'team-red', 'captains');
    give(cleo, 'team-blue');
    const [red, redOfBob] = [await team(ada, 'team-red'), await team(bob, 'team-red')];
    expect(red.roomName).toBe(`match-${ada.match.roomId}/team-red`);
    const heard = once<ChatMessage>((handler) => redOfBob.on('message', handler));
    await red.send('left side');
    expect((await heard).content).toBe('left side');
    await team(bob, 'captains');
    for (const [who, channel] of [[ada, 'captains'], [cleo, 'team-red'], [ada, 'nowhere']] as const) expectSentence(await rejectionOf(team(who, channel)), 'not_allowed');
    const stranger = server.player('Eve');
    expectSentence(await rejectionOf(stranger.roomChat.join(red.roomName)), 'not_allowed');
    const otherMatch = await server.inMatch('Dan', 'another match');
    give(otherMatch, 'team-red');
    expectSentence(await rejectionOf(otherMatch.game.roomChat.join(red.roomName)), 'not_allowed');
    // The chat of the whole match hears nothing of it.
    expect((await ada.chat.getHistory()).messages).toEqual([]);
  });

  it('M6 T2 know players also by their tokens', async () => {
    const ada = await server.inMatch('tess', 'tokens', { userId: 'tess', token: await tokenFor('tess') });
    give(ada, 'team-red');
    const roomName = ada.game.match.channel('team-red');
    const elsewhere = server.player('tess', { token: await tokenFor('tess') });
    const chat = await elsewhere.roomChat.join(roomName);
    expect((await chat.send('from my phone')).success).toBe(true);
    expectSentence(await rejectionOf(server.player('uma', { token: await tokenFor('uma', { matches: [ada.match.roomId] }) }).roomChat.join(roomName)), 'not_allowed');
    const end = ended(chat);
    give(ada);
    expect(await end).toMatchObject({ code: 'match_ended' });
  });

  it('M6 are taken away at once when a player changes sides, and the others stay', async () => {
    const [ada, bob] = [await server.inMatch('Ada', 'sides'), await server.inMatch('Bob', 'sides')];
    give(ada, 'team-red', 'all-stars');
    give(bob, 'team-red');
    const [red, stars, redOfBob] = [await team(ada, 'team-red'), await team(ada, 'all-stars'), await team(bob, 'team-red')];
    const end = ended(red);
    give(ada, 'team-blue', 'all-stars');
    expect(await end).toEqual({ code: 'match_ended', reason: 'you are no longer in this channel of the match' });
    expectSentence(await rejectionOf(team(ada, 'team-red')), 'not_allowed');
    await team(ada, 'team-blue');
    expect([stars.state, redOfBob.state, ada.chat.state]).toEqual(['connected', 'connected', 'connected']);
    expect((await redOfBob.send('traitor')).success).toBe(true);
    expect((await stars.send('still here')).success).toBe(true);
  });

  it('M6 M3 end with the player who leaves, and with the match for everyone', async () => {
    const [ada, bob] = [await server.inMatch('Ada', 'end'), await server.inMatch('Bob', 'end')];
    for (const player of [ada, bob]) give(player, 'team-red');
    const [red, redOfBob] = [await team(ada, 'team-red'), await team(bob, 'team-red')];
    const [first, second] = [ended(red), ended(redOfBob)];
    ada.seat.leave(4100);
    expect((await first).code).toBe('match_ended');
    expect(redOfBob.state).toBe('connected');
    bob.match.chat.end();
    expect(await second).toEqual({ code: 'match_ended', reason: 'the match is over' });
  });

  it('M4 end on the client when another match is bound, and have no name without one', async () => {
    const ada = await server.inMatch('Ada', 'first');
    give(ada, 'team-red');
    const red = await team(ada, 'team-red');
    const end = ended(red);
    const next = await new Client(server.endpoint).joinOrCreate('match', { matchName: 'second' });
    ada.game.match.bind(next);
    expect((await end).code).toBe('match_ended');
    ada.game.match.unbind();
    expect(await ada.game.roomChat.join().catch((error: Error) => error)).toMatchObject({ code: 'no_match' });
    expect(() => ada.game.match.channel('team-red')).toThrow(expect.objectContaining({ code: 'no_match' }));
  });

  it('M6 keep a dropped player whose place the game keeps, by long names too', async () => {
    const roomId = 'a-match-with-an-id-of-its-own-that-is-rather-long-as-ids-go';
    const channel = 'the spectators of the northern stand, who came late';
    const ada = await server.inMatch('Ada', 'long', { roomId, keepSeconds: 30 });
    give(ada, channel);
    const stand = await team(ada, channel);
    expect(stand.roomName).toMatch(/^match-~[0-9a-f]{32}\/~[0-9a-f]{16}$/);
    // As a tunnel does it: the seat is kept, and with it the channels.
    (ada.room.connection.transport as unknown as { ws: { terminate(): void } }).ws.terminate();
    await expect.poll(() => ada.match.clients.length).toBe(0);
    expect((await stand.send('from the tunnel')).success).toBe(true);
    const again = await new Client(server.endpoint).reconnect(ada.room.reconnectionToken);
    ada.game.match.bind(again);
    expect((await stand.send('back')).success).toBe(true);
    await stand.leave();
    expect((await team(ada, channel)).recent.messages.map(({ content }) => content)).toEqual(['from the tunnel', 'back']);
  });
});
