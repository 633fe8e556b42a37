import { Client } from 'colyseus.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createGametegra, type GametegraOptions, type PresenceEvent } from '../../src/client/index.js';
import { expectSentence, rejectionOf, thrownBy } from '../helpers/errors.js';
import { rawJoin } from '../helpers/rawChat.js';
import { once, startServer, type TestServer } from '../helpers/server.js';
import { TOKEN_SECRET, tokenFor } from '../helpers/tokens.js';

let server: TestServer;

beforeAll(async () => {
  server = await startServer({ auth: { secret: TOKEN_SECRET }, apps: ['test', 'other'] });
});

afterAll(() => server.stop());

const connectionsOf = async (roomName: string): Promise<number> => (await server.server.service.channel('test', roomName)).members.size;

describe('join', () => {
  it('J1 resolves to a handle with the three properties of the documentation', async () => {
    const chat = await server.player('Ada').roomChat.join('lobby', { persistence: true, hidden: false });
    expect({ roomName: chat.roomName, channelId: chat.channelId, streamKey: chat.streamKey }).toEqual({
      roomName: 'lobby', channelId: '2...test_lobby', streamKey: 'room-chat-lobby',
    });
    expect(chat.user).toEqual({ userId: expect.stringMatching(/^guest-/), username: 'Ada' });
    expect(chat.state).toBe('connected');
  });

  it.each(['日本 語', '👩‍👩‍👧', 'a/b?c=d&e#f', '%2e%2e', '__proto__', 'x'.repeat(64), '"quoted"', "o'clock"])('J1 J3 joins the room %j', async (name) => {
    const chat = await server.player('Ada').roomChat.join(name);
    expect(chat).toMatchObject({ roomName: name, channelId: `2...test_${name}` });
    expect((await chat.send('hello')).success).toBe(true);
    expect((await chat.getHistory()).messages).toHaveLength(1);
  });

  it('J1 keeps the rooms of two apps apart', async () => {
    const here = await server.player('Ada').roomChat.join('apart');
    const there = await server.player('Bob', { appId: 'other' }).roomChat.join('apart');
    await here.send('only here');
    expect(there.channelId).toBe('2...other_apart');
    expect((await there.getHistory()).messages).toEqual([]);
    expect(there.presenceCount).toBe(1);
  });

  it('J2 without a name needs a match, and says how to get one', async () => {
    const error = await rejectionOf(server.player('Ada').roomChat.join());
    expectSentence(error, 'no_match');
    expect(error.message).toContain('match.bind(room)');
  });

  it('J3 is refused by the server too, whoever asks', async () => {
    for (const roomName of ['', ' x', 'x'.repeat(65), 5, null, undefined, { toString: 1 }]) {
      await expect(new Client(server.endpoint).joinOrCreate('room_chat', { ...rawJoin, roomName })).rejects.toThrow(/^invalid_room_name: /);
    }
  });

  it('J4 shares one connection between the handles of one client', async () => {
    const { roomChat } = server.player('Ada');
    const handles = await Promise.all([roomChat.join('shared'), roomChat.join('shared'), roomChat.join('shared')]);
    handles.push(await roomChat.join('shared'));
    expect(await connectionsOf('shared')).toBe(1);
    const heard = handles.map((handle, i) => new Promise<number>((resolve) => handle.on('message', () => resolve(i))));
    await handles[0]!.send('to all of them');
    expect(await Promise.all(heard)).toEqual([0, 1, 2, 3]);
    for (const handle of handles.slice(1)) await handle.leave();
    expect(await connectionsOf('shared')).toBe(1);
    expect((await handles[0]!.send('still here')).success).toBe(true);
    const witness = await server.player('Bob').roomChat.join('shared');
    const gone = new Promise((resolve) => witness.on('presence', ({ leaves }) => leaves.length > 0 && resolve(leaves[0])));
    await handles[0]!.leave();
    expect(await gone).toMatchObject({ username: 'Ada', reason: 'left' });
    expect(await connectionsOf('shared')).toBe(1);
  });

  it('J4 refuses other options while the room is joined, and keeps what is joined', async () => {
    const { roomChat } = server.player('Ada');
    const chat = await roomChat.join('options');
    expectSentence(await rejectionOf(roomChat.join('options', { hidden: true })), 'options_conflict');
    expect((await chat.send('still here')).success).toBe(true);
    await chat.leave();
    expect((await roomChat.join('options', { hidden: true })).state).toBe('connected');
  });
});

describe('who joins', () => {
  it('T1 is who the token names', async () => {
    const chat = await server.player('', { token: await tokenFor('user-7', { username: 'Grace' }) }).roomChat.join('tokens');
    expect(chat.user).toEqual({ userId: 'user-7', username: 'Grace' });
    const fetched = await server.player('', { token: () => tokenFor('user-8') }).roomChat.join('tokens');
    expect(fetched.user.userId).toBe('user-8');
  });

  it.each([
    ['an expired one', () => tokenFor('u', { exp: -60 })],
    ["someone else's", () => tokenFor('u', { secret: 'another-secret-which-is-long-enough-too' })],
    ['no JWT', async () => 'nonsense'],
    ['one without a user', () => tokenFor('')],
  ])('T1 is refused at once with %s', async (_, make) => {
    const token = await make();
    const error = await rejectionOf(server.player('', { token }).roomChat.join('tokens'));
    expectSentence(error, 'unauthorized');
    expect(error.message).not.toContain(token);
  });

  it('T1 is one guest in all rooms of a client, another in another client', async () => {
    const { roomChat } = server.player('Ada');
    const [a, b] = await Promise.all([roomChat.join('guests-1'), roomChat.join('guests-2')]);
    expect(a.user.userId).toBe(b.user.userId);
    expect((await server.player('Ada').roomChat.join('guests-1')).user.userId).not.toBe(a.user.userId);
  });

  it('T2 is refused in an app that is not served', async () => {
    expectSentence(await rejectionOf(server.player('Ada', { appId: 'unknown' }).roomChat.join('lobby')), 'not_allowed');
  });
});

describe('a client', () => {
  it('may be one that the game has already', async () => {
    const own = createGametegra({ client: new Client(server.endpoint), appId: 'test', guest: { username: 'Ada' } });
    expect((await (await own.roomChat.join('lobby')).send('over my own client')).success).toBe(true);
    own.close();
  });

  it('can join nothing after close, which leaves every room', async () => {
    const witness = await server.player('Bob').roomChat.join('closing');
    const client = server.player('Ada');
    const arrived = once<PresenceEvent>((handler) => witness.on('presence', handler));
    const chat = await client.roomChat.join('closing');
    // Who comes and goes within a moment is not told of at all.
    await arrived;
    const gone = new Promise((resolve) => witness.on('presence', ({ leaves }) => leaves.length > 0 && resolve(leaves[0])));
    client.close();
    expect(await gone).toMatchObject({ username: 'Ada', reason: 'left' });
    expect(chat.state).toBe('ended');
    expectSentence(await rejectionOf(client.roomChat.join('closing')), 'left');
  });

  it.each([
    undefined, null, 5, {}, { appId: 'test' }, { appId: 'test', endpoint: '' }, { appId: 'test', endpoint: 5 },
    { endpoint: 'ws://localhost', guest: { username: 'Ada' } }, { appId: 'my_game', endpoint: 'ws://localhost' },
    { appId: 'test', endpoint: 'ws://localhost' }, { appId: 'test', endpoint: 'localhost:2567', guest: { username: 'Ada' } },
    { appId: 'test', endpoint: 'ws://', guest: { username: 'Ada' } }, { appId: 'test', client: {}, guest: { username: 'Ada' } },
    { appId: 'test', client: null, guest: { username: 'Ada' } }, { appId: 'test', endpoint: 'ws://localhost', token: 5 },
    { appId: 'test', endpoint: 'ws://localhost', guest: 'Ada' },
  ])('is refused at once with the options %j', (options) => {
    expectSentence(thrownBy(() => createGametegra(options as unknown as GametegraOptions)), 'invalid_option');
  });

  it('says what is wrong where nobody answers', async () => {
    const nobody = createGametegra({ endpoint: 'ws://127.0.0.1:9', appId: 'test', guest: { username: 'Ada' }, timing: { joinBudgetMs: 50 } });
    const error = await rejectionOf(nobody.roomChat.join('lobby'));
    expectSentence(error, 'unavailable');
    expect(error.temporary).toBe(true);
    nobody.close();
  });
});
