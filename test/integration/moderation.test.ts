import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ChatMessage, EndEvent, RoomChatHandle } from '../../src/client/index.js';
import { RoomChatError } from '../../src/protocol/errors.js';
import { createProfanityFilter } from '../../src/server/index.js';
import { expectSentence, rejectionOf } from '../helpers/errors.js';
import { once, startServer, type TestServer } from '../helpers/server.js';
import { tokenFor, TOKEN_SECRET } from '../helpers/tokens.js';

let server: TestServer;
beforeAll(async () => {
  server = await startServer({ auth: { secret: TOKEN_SECRET }, rate: { burst: 50, perSecond: 50 }, onMessage: await createProfanityFilter({ mode: 'mask', words: ['gadzooks'] }) });
});
afterAll(() => server.stop());

let rooms = 0;
const nextRoom = (): string => `moderated ${++rooms}`;
const textOf = ({ content }: ChatMessage): unknown => content;
const heard = (chat: RoomChatHandle, text: string): Promise<ChatMessage> => once((handler) => chat.on('message', handler), ({ content }) => content === text);
const ended = (chat: RoomChatHandle): Promise<EndEvent> => once((handler) => chat.on('end', handler));

async function as(userId: string, roomName: string, claims: Record<string, unknown> = {}): Promise<RoomChatHandle> {
  return server.player(userId, { token: await tokenFor(userId, claims) }).roomChat.join(roomName);
}

async function crowd(roomName = nextRoom()) {
  const [mod, ada, bob] = await Promise.all([as('mod', roomName, { role: 'moderator' }), as('ada', roomName), as('bob', roomName)]);
  return { roomName, mod, ada, bob };
}

/** Everything that the room's own log has of it, newest first. */
async function trail(roomName: string): Promise<string[]> {
  const records = await server.server.store.audit({ room: `2...test_${roomName}` });
  return records.map(({ action, by, userId, seq, reason }) => [action, by, userId ?? seq ?? '-', reason ?? '-'].join(' '));
}

describe('a moderator, over the wire', () => {
  it('T5 deletes a message: it leaves history, open logs, and what a newcomer gets', async () => {
    const { roomName, mod, ada, bob } = await crowd();
    const { seq } = await ada.send('rude');
    await bob.send('fine');
    const player = server.player('watcher', { token: await tokenFor('watcher') });
    const watcher = await player.roomChat.join(roomName);
    expect(watcher.recent.messages.map(textOf)).toEqual(['rude', 'fine']);
    const gone = once<{ seqs: number[] }>((handler) => player.bus.on('roomchat:deleted', handler));
    await mod.moderation.delete({ seq });
    expect((await gone).seqs).toEqual([seq]);
    for (const chat of [ada, bob, watcher]) expect((await chat.getHistory()).messages.map(textOf)).toEqual(['fine']);
    expect((await as('late', roomName)).recent.messages.map(textOf)).toEqual(['fine']);
    expect(await trail(roomName)).toEqual([`delete mod ${seq} -`]);
  });

  it('T5 S2 mutes for a time, in this room alone, and lifts it', async () => {
    const { roomName, mod, ada, bob } = await crowd();
    await mod.moderation.mute('ada', { seconds: 60, reason: 'shouting' });
    const refusal = await rejectionOf(ada.send('HELLO'));
    expectSentence(refusal, 'muted');
    expect(refusal.retryAfterMs).toBeGreaterThan(55_000);
    expect(refusal.message).toContain('shouting');
    expect((await (await as('ada', nextRoom())).send('elsewhere')).success).toBe(true);
    expect((await ada.getHistory()).messages).toEqual([]);
    await mod.moderation.unmute('ada');
    const here = heard(bob, 'hello');
    await ada.send('hello');
    await here;
    expect(await trail(roomName)).toEqual(['unmute mod ada -', 'mute mod ada shouting']);
  });

  it('T5 kicks: the chat ends, and may be joined again', async () => {
    const { roomName, mod, ada, bob } = await crowd();
    const end = ended(ada);
    const seen = once<{ leaves: { userId: string; reason: string }[] }>((handler) => bob.on('presence', handler), ({ leaves }) => leaves.length > 0);
    await mod.moderation.kick('ada', { reason: 'calm down' });
    expect(await end).toEqual({ code: 'kicked', reason: 'a moderator removed you from the room: calm down' });
    expect((await seen).leaves).toMatchObject([{ userId: 'ada', reason: 'kicked' }]);
    expect((await (await as('ada', roomName)).send('sorry')).success).toBe(true);
    expect(await trail(roomName)).toEqual(['kick mod ada calm down']);
  });

  it('T5 bans with an end time, by whatever connection, over a restart, until it ends or is lifted', async () => {
    const { roomName, mod, ada } = await crowd();
    const second = await as('ada', roomName);
    const ends = [ended(ada), ended(second)];
    await mod.moderation.ban('ada', { seconds: 3_600, reason: 'spam' });
    expect((await Promise.all(ends)).map(({ code }) => code)).toEqual(['banned', 'banned']);
    const refusal = await rejectionOf(as('ada', roomName));
    expectSentence(refusal, 'banned');
    expect(refusal.retryAfterMs).toBeGreaterThan(3_500_000);
    await server.restart();
    expectSentence(await rejectionOf(as('ada', roomName)), 'banned');
    await server.server.service.moderate({ appId: 'test', roomName }, { action: 'unban', userId: 'ada' }, 'backend');
    expect((await (await as('ada', roomName)).send('back')).success).toBe(true);
    await server.server.service.moderate({ appId: 'test', roomName }, { action: 'ban', userId: 'ada', seconds: 0.05 });
    await expect.poll(() => as('ada', roomName).then(() => 'in', ({ code }: RoomChatError) => code)).toBe('in');
    expect(await trail(roomName)).toEqual(['ban server ada -', 'unban backend ada -', 'ban mod ada spam']);
  });

  it('T5 closes the room for everyone', async () => {
    const { roomName, mod, ada, bob } = await crowd();
    const ends = [mod, ada, bob].map(ended);
    expect(await mod.moderation.close({ reason: 'maintenance' })).toEqual({ success: true });
    for (const end of await Promise.all(ends)) expect(end).toEqual({ code: 'room_closed', reason: 'a moderator closed the room: maintenance' });
    expect(await trail(roomName)).toEqual(['close mod - maintenance']);
  });

  it('T5 shadow-mutes: the user notices nothing, and nobody else hears a word or misses a number', async () => {
    const { mod, ada, bob } = await crowd();
    const heardByBob: ChatMessage[] = [];
    const errors: unknown[] = [];
    bob.on('message', (message) => void heardByBob.push(message));
    for (const chat of [ada, bob]) chat.on('error', (error) => void errors.push(error));
    const heardByAda: ChatMessage[] = [];
    ada.on('message', (message) => void heardByAda.push(message));
    await bob.send('one');
    await mod.moderation.shadowMute('ada');
    const receipts = [await ada.send('buy gold'), await ada.send('cheap gold')];
    const last = heard(ada, 'two');
    await bob.send('two');
    await last;
    expect(receipts).toMatchObject([{ success: true }, { success: true }]);
    expect(heardByAda.map(textOf)).toEqual(['one', 'buy gold', 'cheap gold', 'two']);
    expect(new Set(heardByAda.map(({ id }) => id)).size).toBe(4);
    expect(heardByAda.map(({ seq }) => seq)).toEqual(heardByAda.map(({ seq }) => seq).sort((a, b) => a - b));
    expect(heardByAda.slice(1, 3).map(({ id }) => id)).toEqual(receipts.map(({ id }) => id));
    expect(heardByBob.map(({ content, seq }) => [content, seq])).toEqual([['one', 1], ['two', 2]]);
    expect((await bob.getHistory()).messages.map(textOf)).toEqual(['one', 'two']);
    await mod.moderation.unshadowMute('ada');
    const open = heard(bob, 'hello');
    await ada.send('hello');
    expect((await open).seq).toBe(3);
    expect(errors).toEqual([]);
  });

  it('T5 T3 slows the room for all but moderators, and ends that', async () => {
    const { mod, ada, bob } = await crowd();
    await mod.moderation.slow(60);
    await ada.send('first');
    const refusal = await rejectionOf(ada.send('second'));
    expectSentence(refusal, 'rate_limited');
    expect(refusal.retryAfterMs).toBeGreaterThan(50_000);
    await bob.send('mine');
    await mod.send('a');
    await mod.send('b');
    await mod.moderation.slow(0);
    expect((await ada.send('second')).success).toBe(true);
  });

  it('T5 keeps a room slow over a restart, until that is ended', async () => {
    const { roomName, mod } = await crowd();
    await mod.moderation.slow(600);
    await server.restart();
    const ada = await as('ada', roomName);
    await ada.send('one');
    expectSentence(await rejectionOf(ada.send('two')), 'rate_limited');
    await server.server.service.moderate({ appId: 'test', roomName }, { action: 'slow', seconds: 0 });
    await ada.send('three');
    await server.restart();
    const bob = await as('bob', roomName);
    await bob.send('four');
    await bob.send('five');
  });

  it('T5 is no one else: every order of a player is refused', async () => {
    const { roomName, mod, ada, bob } = await crowd();
    const { moderation } = ada;
    const { seq } = await bob.send('mine');
    const orders = [moderation.delete({ seq }), moderation.mute('bob'), moderation.unmute('bob'), moderation.shadowMute('bob'), moderation.unshadowMute('bob'), moderation.kick('bob'), moderation.ban('bob'), moderation.unban('bob'), moderation.slow(5), moderation.close()];
    for (const order of orders) expectSentence(await rejectionOf(order), 'not_allowed');
    // Before anything is said about the arguments.
    for (const order of [moderation.delete({ seq: 0 }), moderation.kick(''), moderation.slow(-1)]) expectSentence(await rejectionOf(order), 'not_allowed');
    expectSentence(await rejectionOf(mod.moderation.delete({ seq: 0 })), 'invalid_request');
    expect((await bob.send('still here')).success).toBe(true);
    expect(await trail(roomName)).toEqual([]);
  });
});

describe('anyone', () => {
  it('T5 reports a message or what a user said last, and moderators find it with its words', async () => {
    const { roomName, ada, bob } = await crowd();
    const { seq } = await bob.send('rude');
    await ada.report({ seq }, 'insult');
    await ada.report({ seq }, 'again');
    await bob.send('very rude');
    await ada.report({ userId: 'bob' }, 'insult');
    const unstored = await server.player('Eve').roomChat.join(roomName, { persistence: false });
    await unstored.send('rude too');
    await ada.report({ userId: unstored.user.userId }, 'insult');
    const reports = await server.server.store.reports({ room: `2...test_${roomName}`, open: true });
    expect(reports.map(({ reporterId, sender, content, reason }) => [reporterId, sender, content, reason])).toEqual([
      ['ada', 'Eve', 'rude too', 'insult'], ['ada', 'bob', 'very rude', 'insult'], ['ada', 'bob', 'rude', 'insult'],
    ]);
    for (const about of [{ seq: 999 }, { userId: 'nobody' }]) expectSentence(await rejectionOf(bob.report(about, 'x')), 'invalid_request');
    expectSentence(await rejectionOf(bob.report({ seq }, '')), 'invalid_request');
    await ada.report({ seq }, 'fifth');
    expectSentence(await rejectionOf(ada.report({ seq }, 'sixth')), 'rate_limited');
  });
});

describe('the operator, from the server', () => {
  it('T5 bans and mutes in all rooms at once', async () => {
    const { service } = server.server;
    const first = await crowd();
    const second = await crowd();
    await service.moderate('everywhere', { action: 'mute', userId: 'bob' });
    for (const { bob } of [first, second]) expectSentence(await rejectionOf(bob.send('x')), 'muted');
    const ends = [ended(first.ada), ended(second.ada)];
    await service.moderate('everywhere', { action: 'ban', userId: 'ada', reason: 'spam' });
    for (const end of await Promise.all(ends)) expect(end).toEqual({ code: 'banned', reason: 'a moderator banned you from all rooms: spam' });
    expectSentence(await rejectionOf(as('ada', nextRoom())), 'banned');
    expectSentence(await rejectionOf(service.moderate('everywhere', { action: 'close' })), 'invalid_request');
    await service.moderate('everywhere', { action: 'unban', userId: 'ada' });
    await service.moderate('everywhere', { action: 'unmute', userId: 'bob' });
    await as('ada', first.roomName);
    expect((await second.bob.send('x')).success).toBe(true);
  });

  it('T4 has each message seen before it is stored, by the ready filter', async () => {
    const { ada, bob } = await crowd();
    const masked = heard(bob, 'oh ******** and ****');
    await ada.send('oh gadzooks and shit');
    await masked;
    expect((await bob.getHistory()).messages.map(textOf)).toEqual(['oh ******** and ****']);
  });
});
