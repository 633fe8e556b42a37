import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BusEvents, ChatMessage, Gametegra, RoomChatHandle } from '../../src/client/index.js';
import { whisperRoomName } from '../../src/server/whispers.js';
import { expectSentence, rejectionOf } from '../helpers/errors.js';
import { joinRaw } from '../helpers/rawChat.js';
import { once, startServer, type TestServer } from '../helpers/server.js';
import { tokenFor, TOKEN_SECRET } from '../helpers/tokens.js';

let server: TestServer;
beforeAll(async () => {
  server = await startServer({
    auth: { secret: TOKEN_SECRET },
    // A rule that lets anyone into any room, as an operator may write it who knows nothing of whispers.
    authorize: (user, _room, action) => (user.userId === 'auditor' && action !== 'send' ? 'oversee' : action !== 'moderate' || user.role === 'moderator'),
  });
});
afterAll(() => server.stop());

type Whisper = BusEvents['roomchat:whisper'];
const nextWhisper = (player: Gametegra): Promise<Whisper> => once((handler) => player.bus.on('roomchat:whisper', handler));
const textsOf = (chat: RoomChatHandle): unknown[] => chat.recent.messages.map(({ content }) => content);

async function player(userId: string, claims: Record<string, unknown> = {}, options: object = {}): Promise<Gametegra> {
  return server.player(userId, { token: await tokenFor(userId, claims), ...options });
}

/** Two who met in a room. */
async function pair(one: string, other: string, room: string) {
  const players = [await player(one), await player(other)] as const;
  const chats = [await players[0].roomChat.join(room), await players[1].roomChat.join(room)] as const;
  return { players, chats };
}

describe('a whisper', () => {
  it('T2 is a room of two: the other comes by itself, and hears the first word', async () => {
    const { players: [ada, bob], chats: [lobby, lobbyOfBob] } = await pair('ada', 'bob', 'meeting');
    const invited = nextWhisper(bob);
    const here = await lobby.whisper('bob');
    await here.send('psst');
    const { from, handle: there, roomName } = await invited;
    expect([from, roomName, roomName]).toEqual([{ userId: 'ada', username: 'ada' }, here.roomName, whisperRoomName('bob', 'ada')]);
    const first = textsOf(there).length > 0 ? textsOf(there)[0] : (await once<ChatMessage>((handler) => there.on('message', handler))).content;
    expect(first).toBe('psst');
    const answer = once<ChatMessage>((handler) => here.on('message', handler), ({ content }) => content === 'yes?');
    await there.send('yes?');
    expect(await answer).toMatchObject({ senderId: 'bob' });
    // Nothing of it is heard where they met.
    expect((await lobby.getHistory()).messages).toEqual([]);
    // The other one needs no second room to answer in.
    expect((await lobbyOfBob.whisper('ada')).roomName).toBe(here.roomName);
    ada.close();
    bob.close();
  });

  it('T2 may be read by nobody else, moderators neither, whatever name they give', async () => {
    const { chats: [lobby] } = await pair('carol', 'dan', 'meeting 2');
    const { roomName } = await lobby.whisper('dan');
    for (const claims of [{}, { role: 'moderator' }]) expectSentence(await rejectionOf((await player('eve', claims)).roomChat.join(roomName)), 'not_allowed');
    const token = await tokenFor('eve');
    for (const whisperTo of ['dan', 'carol', '["carol","dan"]']) {
      await expect(joinRaw(server.endpoint, { protocol: 1, appId: 'test', roomName, persistence: true, hidden: true, token, whisperTo })).rejects.toThrow(/not_allowed/);
    }
    // Only where the operator's own rule says so in as many words.
    const auditor = await (await player('auditor')).roomChat.join(roomName);
    await lobby.whisper('dan').then((whisper) => whisper.send('secret'));
    expect((await auditor.getHistory()).messages.map(({ content }) => content)).toEqual(['secret']);
  });

  it('T2 reaches only who is in the room, visibly, and not oneself', async () => {
    const { chats: [lobby] } = await pair('fay', 'gil', 'meeting 3');
    const elsewhere = await (await player('hal')).roomChat.join('another room');
    const hidden = await (await player('ivy')).roomChat.join('meeting 3', { hidden: true });
    for (const userId of ['hal', 'ivy', 'nobody']) expectSentence(await rejectionOf(lobby.whisper(userId)), 'not_allowed');
    for (const userId of ['fay', '', undefined as never]) expectSentence(await rejectionOf(lobby.whisper(userId)), 'invalid_request');
    await Promise.all([elsewhere.leave(), hidden.leave()]);
  });

  it('T2 goes on over a reload and a restart, with what was said', async () => {
    const { players: [jo], chats: [lobby] } = await pair('jo', 'kim', 'meeting 4');
    await (await lobby.whisper('kim')).send('remember');
    jo.close();
    await server.restart();
    const again = await pair('jo', 'kim', 'meeting 4');
    expect(textsOf(await again.chats[0].whisper('kim'))).toEqual(['remember']);
  });

  it('T3 T5 is not for who is muted here, nor without measure, nor where the other wants none', async () => {
    const { chats: [lobby] } = await pair('lee', 'max', 'meeting 5');
    const where = { appId: 'test', roomName: 'meeting 5' };
    await server.server.service.moderate(where, { action: 'mute', userId: 'lee' });
    expectSentence(await rejectionOf(lobby.whisper('max')), 'muted');
    await server.server.service.moderate(where, { action: 'unmute', userId: 'lee' });
    for (let n = 0; n < 5; n++) await lobby.whisper('max');
    expectSentence(await rejectionOf(lobby.whisper('max')), 'rate_limited');

    const quiet = await player('ned', {}, { whispers: false });
    const chat = await quiet.roomChat.join('meeting 6');
    const loud = await (await player('ora')).roomChat.join('meeting 6');
    const disturbed: unknown[] = [];
    quiet.bus.on('roomchat:whisper', (event) => void disturbed.push(event));
    await (await loud.whisper('ned')).send('hey');
    const after = once<ChatMessage>((handler) => chat.on('message', handler));
    await loud.send('in the open');
    expect([(await after).content, disturbed]).toEqual(['in the open', []]);
  });
});
