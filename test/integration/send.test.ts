import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RoomChatError, type ChatMessage, type Content } from '../../src/client/index.js';
import type { Ack } from '../../src/protocol/wire.js';
import { expectSentence, rejectionOf } from '../helpers/errors.js';
import { joinRaw, rawJoin } from '../helpers/rawChat.js';
import { collect, once, startServer, type TestServer } from '../helpers/server.js';
import { TOKEN_SECRET, tokenFor } from '../helpers/tokens.js';

let server: TestServer;

beforeAll(async () => {
  server = await startServer({
    auth: { secret: TOKEN_SECRET },
    rate: { burst: 5, perSecond: 0.5 },
    onMessage({ content, sender, roomName }) {
      if (content === 'throw') throw new Error('a bug in the hook, password=1234');
      if (content === 'nothing') return undefined as unknown as string;
      if (content === 'curse') throw new RoomChatError('blocked', 'unable to send message; that word is not welcome; say it kindly');
      if (content === 'shout') return Promise.resolve('HELLO');
      if (content === 'who') return { sender: sender.username, roomName };
      return content;
    },
  });
});

afterAll(() => server.stop());

/** A room of its own for a test, with a moderator in it: they have no rate limit. */
async function join(roomName: string) {
  return server.player('', { token: await tokenFor('mod', { role: 'moderator', username: 'Mod' }) }).roomChat.join(roomName);
}

describe('send', () => {
  it('S1 takes the three examples of the documentation', async () => {
    const chat = await join('examples');
    expect(await chat.send('Hello!')).toEqual({ success: true, id: expect.any(String), seq: 1, createTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) });
    expect(await chat.send({ type: 'game_action', action: 'attack', target: 'player2' })).toMatchObject({ success: true, seq: 2 });
    expect((await chat.getHistory()).messages.map(({ content }) => content)).toEqual(['Hello!', { type: 'game_action', action: 'attack', target: 'player2' }]);
  });

  it.each(['  trimmed  ', '👍'.repeat(2_000), 'line\nbreak', '\u0000', 'a\ud83d', '日本語', '<b>&amp;</b>', '"; DROP TABLE message;--'])('S1 S6 carries %j to everyone as it is', async (text) => {
    const chat = await join(`text-${text.length}-${text.charCodeAt(0)}`);
    const arrived = once<ChatMessage>((handler) => chat.on('message', handler));
    await chat.send(text);
    const expected = text.trim().toWellFormed();
    expect((await arrived).content).toBe(expected);
    expect((await chat.getHistory()).messages[0]!.content).toBe(expected);
  });

  it('S1 carries objects as JSON would', async () => {
    const chat = await join('objects');
    const content = { type: 'x', int: 12345678901, float: 0.1, big: 1e300, negative: -0.5, nul: null, yes: true, list: [1, [2, [3]]], 'ключ 🔑': 'ü', half: 'x\ud83dy', empty: {}, gone: undefined };
    const arrived = once<ChatMessage>((handler) => chat.on('message', handler));
    await chat.send(content as never);
    const { gone: _, half: __, ...expected } = content;
    for (const message of [await arrived, (await chat.getHistory()).messages[0]!]) {
      const { half, ...rest } = message.content as Record<string, unknown>;
      expect(rest).toEqual(expected);
      expect((half as string).toWellFormed()).toBe('x\ufffdy');
    }
  });

  it('S5 S6 reaches the sender once, under the id of the answer, as everyone else sees it', async () => {
    const chat = await join('echo');
    const other = await server.player('Bob').roomChat.join('echo');
    const own = collect<ChatMessage>((handler) => chat.on('message', handler), 2);
    const others = collect<ChatMessage>((handler) => other.on('message', handler), 2);
    const result = await chat.send('one');
    await chat.send('two');
    expect((await own).map(({ content }) => content)).toEqual(['one', 'two']);
    expect(await others).toEqual(await own);
    expect((await own)[0]).toEqual({
      id: result.id, seq: result.seq, createTime: result.createTime,
      sender: 'Mod', senderId: 'mod', content: 'one', clientId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    expect((await chat.getHistory()).messages).toEqual(await own);
  });

  it('S6 takes sender, time and number from nobody but itself', async () => {
    const raw = await joinRaw(server.endpoint, { ...rawJoin, roomName: 'forged' });
    await raw.next('snapshot');
    const clientId = '01890a5d-ac96-774b-bcce-b302099a8057';
    raw.room.send('send', { clientId, content: 'x', sender: 'Eve', senderId: 'mod', createTime: 5, seq: 99, id: 'x' });
    const [ack] = await raw.next<Ack[]>('ack');
    expect(ack).toMatchObject({ clientId, seq: 1 });
    const { messages } = await (await join('forged')).getHistory();
    expect(messages).toMatchObject([{ sender: 'Mallory', senderId: expect.stringMatching(/^guest-/), seq: 1 }]);
    expect(Math.abs(Date.parse(messages[0]!.createTime) - Date.now())).toBeLessThan(60_000);
    await raw.room.leave();
  });

  it('S3 stores one that comes twice once, and answers it twice alike', async () => {
    const raw = await joinRaw(server.endpoint, { ...rawJoin, roomName: 'twice' });
    await raw.next('snapshot');
    const message = { clientId: '01890a5d-ac96-774b-bcce-b302099a8058', content: 'once' };
    raw.room.send('send', message);
    const [first] = await raw.next<Ack[]>('ack');
    raw.room.send('send', message);
    const [second] = await raw.next<Ack[]>('ack');
    expect(second).toEqual(first);
    expect((await (await join('twice')).getHistory()).messages).toHaveLength(1);
    expect(raw.received.filter(([type]) => type === 'batch')).toHaveLength(1);
    await raw.room.leave();
  });

  it('J1 S1 leaves no trace where persistence is off, but arrives', async () => {
    const chat = await server.player('Ada').roomChat.join('transient', { persistence: false });
    const arrived = once<ChatMessage>((handler) => chat.on('message', handler));
    expect(await chat.send('gone soon')).toMatchObject({ success: true, seq: 1 });
    expect((await arrived).content).toBe('gone soon');
    expect((await chat.getHistory()).messages).toEqual([]);
  });
});

describe('a refused message', () => {
  it.each([undefined, null, [], ['x'], 42, '', '   ', () => 1, new Date(), { at: new Date() }, { n: Number.NaN }])('S2 rejects its one promise, and costs nothing: %j', async (content) => {
    const chat = await join('refused');
    const error = await rejectionOf(chat.send(content as never));
    expectSentence(error, 'invalid_content');
    expect(error.temporary).toBe(false);
    expect((await chat.send('still here')).success).toBe(true);
  });

  it.each<Content>(['x'.repeat(2_001), { text: 'x'.repeat(8_192) }, { list: Array<number>(600).fill(0) }])('S2 rejects what is too large (case %#)', async (content) => {
    const chat = await join('large');
    expectSentence(await rejectionOf(chat.send(content)), 'content_too_large');
    expect((await chat.send('still here')).success).toBe(true);
  });

  it('T3 S2 says when to try again, disturbs no other room or user, and spares moderators', async () => {
    const { roomChat } = server.player('Ada');
    const chat = await roomChat.join('limited');
    const results = await Promise.allSettled(Array.from({ length: 8 }, (_, i) => chat.send(`${i}`)));
    expect(results.map(({ status }) => status)).toEqual([...Array(5).fill('fulfilled'), ...Array(3).fill('rejected')]);
    const error = (results[7] as PromiseRejectedResult).reason as RoomChatError;
    expectSentence(error, 'rate_limited');
    expect(error.temporary).toBe(true);
    expect(error.retryAfterMs).toBeGreaterThan(1_000);
    expect(error.retryAfterMs).toBeLessThanOrEqual(2_000);
    expect(chat.state).toBe('connected');
    expect((await (await roomChat.join('limited-not')).send('x')).success).toBe(true);
    expect((await (await server.player('Bob').roomChat.join('limited')).send('x')).success).toBe(true);
    const moderator = await join('limited');
    for (let i = 0; i < 10; i++) await moderator.send('x');
    expect((await chat.getHistory()).messages).toHaveLength(16);
  });

  it('T4 S2 may be refused or changed by the hook, also later', async () => {
    const chat = await join('hooked');
    expectSentence(await rejectionOf(chat.send('curse')), 'blocked');
    await chat.send('shout');
    await chat.send('who');
    expect((await chat.getHistory()).messages.map(({ content }) => content)).toEqual(['HELLO', { sender: 'Mod', roomName: 'hooked' }]);
  });

  it('T4 is never let through by a hook that is broken, and tells nothing of it', async () => {
    const chat = await server.player('', { token: await tokenFor('mod', { role: 'moderator' }), timing: { sendTimeoutMs: 2_500 } }).roomChat.join('broken');
    for (const content of ['throw', 'nothing']) {
      const error = await rejectionOf(chat.send(content));
      expectSentence(error, 'timeout');
      expect(error.message).not.toContain('1234');
    }
    await chat.send('fine');
    expect((await chat.getHistory()).messages.map(({ content }) => content)).toEqual(['fine']);
  });
});
