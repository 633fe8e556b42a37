import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCluster, type TestCluster } from '../helpers/cluster.js';
import { postgresMissing } from '../helpers/postgres.js';
import { redisMissing } from '../helpers/redis.js';
import { collect, once } from '../helpers/server.js';

const missing = postgresMissing() ?? redisMissing();

describe.skipIf(missing !== null)(`a room on three processes${missing === null ? '' : ` (skipped: ${missing})`}`, () => {
  let cluster: TestCluster;
  beforeAll(async () => {
    cluster = await startCluster(3);
  });
  afterAll(() => cluster?.stop());

  it('T10 R5 gives all clients of all processes one order, each message once', async () => {
    const chats = await Promise.all([0, 1, 2, 0, 1, 2].map((via, i) => cluster.player(`order${i}`, via).roomChat.join('order')));
    const each = 50;
    const received = chats.map((chat) => collect<{ id: string; seq: number }>((handler) => chat.on('message', handler), chats.length * each));
    const sent = await Promise.all(chats.flatMap((chat, i) => Array.from({ length: each }, (_, n) => chat.send(`${i}:${n}`))));
    const logs = await Promise.all(received);
    expect(new Set(sent.map(({ id }) => id)).size).toBe(chats.length * each);
    const first = logs[0]!.map(({ id }) => id);
    expect(new Set(first)).toEqual(new Set(sent.map(({ id }) => id)));
    for (const log of logs) expect(log.map(({ id }) => id)).toEqual(first);
    for (const log of logs) expect(log.map(({ seq }) => seq)).toEqual([...log.map(({ seq }) => seq)].sort((a, b) => a - b));
    // What one client sent comes in the order in which it sent.
    const page = await chats[1]!.getHistory(100);
    expect(page.messages.map(({ id }) => id)).toEqual(first.slice(-100));
  });

  it('T10 J5 tells a newcomer on another process who is there and what was said', async () => {
    const ada = await cluster.player('Ada', 0).roomChat.join('newcomer');
    await ada.send('first');
    const seen = once<{ joins: { username: string }[] }>((handler) => ada.on('presence', handler), ({ joins }) => joins.some(({ username }) => username === 'Bob'));
    const bob = await cluster.player('Bob', 1).roomChat.join('newcomer');
    expect(bob.presences.map(({ username }) => username).sort()).toEqual(['Ada', 'Bob']);
    expect(bob.recent.messages.map(({ content }) => content)).toEqual(['first']);
    await seen;
    expect(ada.presences.map(({ username }) => username).sort()).toEqual(['Ada', 'Bob']);
  });
});
