import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ChatMessage } from '../../src/client/index.js';
import type { Clock } from '../../src/protocol/clock.js';
import { systemClock } from '../../src/protocol/clock.js';
import { once, startServer, type TestServer } from '../helpers/server.js';
import { tokenFor, TOKEN_SECRET } from '../helpers/tokens.js';

const textOf = ({ content }: ChatMessage): unknown => content;

describe('one person', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startServer({ auth: { secret: TOKEN_SECRET } });
  });
  afterAll(() => server.stop());

  async function inRoom(userId: string, roomName: string) {
    const player = server.player(userId, { token: await tokenFor(userId) });
    return { player, chat: await player.roomChat.join(roomName) };
  }

  it('T8 is told everything that the person said, and nothing of others', async () => {
    const { service } = server.server;
    for (const room of ['one', 'two']) {
      const [ada, bob] = [await inRoom('ada', room), await inRoom('bob', room)];
      await ada.chat.send(`ada in ${room}`);
      await bob.chat.send('bob');
      await ada.chat.send({ type: 'emote', emote: 'wave' });
    }
    const found = [];
    for await (const { room, sender, content } of service.exportUser('ada')) found.push([room, sender, content]);
    expect(found).toEqual(['one', 'two'].flatMap((room) => [[`2...test_${room}`, 'ada', `ada in ${room}`], [`2...test_${room}`, 'ada', { type: 'emote', emote: 'wave' }]]));
  });

  it('T8 is erased from history, open logs and what newcomers get, with a trace and nothing else left', async () => {
    const { service, store } = server.server;
    const [cleo, dan] = [await inRoom('cleo', 'erased'), await inRoom('dan', 'erased')];
    const { seq } = await cleo.chat.send('my secret');
    await dan.chat.send('what secret?');
    await dan.chat.report({ seq }, 'secret');
    const gone = once<{ seqs: number[] }>((handler) => dan.player.bus.on('roomchat:deleted', handler));
    expect(await service.eraseUser('cleo', { by: 'operator', reason: 'asked for it' })).toEqual({ messages: 1 });
    expect((await gone).seqs).toEqual([seq]);
    expect((await dan.chat.getHistory()).messages.map(textOf)).toEqual(['what secret?']);
    expect((await inRoom('eve', 'erased')).chat.recent.messages.map(textOf)).toEqual(['what secret?']);
    for await (const message of service.exportUser('cleo')) throw new Error(JSON.stringify(message));
    expect(JSON.stringify(await store.reports({}))).not.toMatch(/my secret|cleo/);
    expect(await store.audit({ userId: 'cleo' })).toMatchObject([{ action: 'erase', by: 'operator', reason: 'asked for it' }]);
  });
});

describe('retention', () => {
  it('T8 keeps so many messages a room, also in the memory of a room that is open, and its numbers go on', async () => {
    // A clock that runs ahead, so that nothing is spared for a retry any more.
    let ahead = 0;
    const rounds: (() => void)[] = [];
    const clock: Clock = { ...systemClock, now: () => Date.now() + ahead, setTimeout: (callback, ms) => (ms >= 60_000 && ms <= 300_000 ? rounds.push(callback) : systemClock.setTimeout(callback, ms)) };
    const server = await startServer({ clock, retention: { count: 3 } });
    try {
      const chat = await server.player('Ada').roomChat.join('short');
      for (let n = 1; n <= 8; n++) await chat.send(`m${n}`);
      ahead = 3_600_000;
      expect(rounds).toHaveLength(1);
      // The store has its own clock: what it wrote is old by ours.
      rounds[0]!();
      await expect.poll(async () => (await chat.getHistory()).messages.map(textOf)).toEqual(['m6', 'm7', 'm8']);
      const late = await server.player('Bob').roomChat.join('short');
      await expect.poll(async () => (await server.player('Cleo').roomChat.join('short')).recent.messages.map(textOf)).toEqual(['m6', 'm7', 'm8']);
      expect((await late.send('m9')).seq).toBe(9);
    } finally {
      await server.stop();
    }
  });
});
