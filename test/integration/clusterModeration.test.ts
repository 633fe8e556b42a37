import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BusEvents, ChatMessage, EndEvent, Gametegra, RoomChatHandle } from '../../src/client/index.js';
import { startCluster, type TestCluster } from '../helpers/cluster.js';
import { expectSentence, rejectionOf } from '../helpers/errors.js';
import { postgresMissing } from '../helpers/postgres.js';
import { redisMissing } from '../helpers/redis.js';
import { once } from '../helpers/server.js';

const missing = postgresMissing() ?? redisMissing();

describe.skipIf(missing !== null)(`moderation over two processes${missing === null ? '' : ` (skipped: ${missing})`}`, () => {
  let cluster: TestCluster;
  beforeAll(async () => {
    cluster = await startCluster(2);
  });
  afterAll(() => cluster?.stop());

  /** Ada on the first process, Bob on the second; orders are given to the second. */
  async function crowd(roomName: string) {
    const [one, two] = [cluster.player('Ada', 0), cluster.player('Bob', 1)] as [Gametegra, Gametegra];
    const [ada, bob] = [await one.roomChat.join(roomName), await two.roomChat.join(roomName)];
    await expect.poll(() => ada.presences.length).toBe(2);
    const order = (action: string, more: object = {}): Promise<void> => cluster.processes[1]!.order({ order: action, appId: 'test', roomName, ...more } as never);
    return { one, two, ada, bob, order };
  }
  const ended = (chat: RoomChatHandle): Promise<EndEvent> => once((handler) => chat.on('end', handler));
  const sent = (chat: RoomChatHandle): Promise<string> => chat.send('x').then(() => 'yes', (error: { code: string }) => error.code);

  it('T10 T5 mutes, slows and lifts on another process', async () => {
    const { ada, order } = await crowd('sanctions');
    const { userId } = ada.user;
    await order('mute', { userId });
    await expect.poll(() => sent(ada)).toBe('muted');
    await order('unmute', { userId });
    await expect.poll(() => sent(ada)).toBe('yes');
    await order('slow', { seconds: 600 });
    await expect.poll(() => sent(ada)).toBe('rate_limited');
    await order('slow', { seconds: 0 });
    await expect.poll(() => sent(ada)).toBe('yes');
  });

  it('T10 T5 slows on a process that opens the room later, also on one that starts later', async () => {
    const first = await cluster.player('Ada', 0).roomChat.join('slowed before');
    await cluster.processes[0]!.order({ order: 'slow', appId: 'test', roomName: 'slowed before', seconds: 600 } as never);
    await cluster.grow();
    for (const process of [1, 2]) {
      const later = await cluster.player('Bob', process).roomChat.join('slowed before');
      expect([await sent(later), await sent(later)]).toEqual(['yes', 'rate_limited']);
    }
    expect([await sent(first), await sent(first)]).toEqual(['yes', 'rate_limited']);
  });

  it('T10 T5 shadow-mutes on another process', async () => {
    const { ada, bob, order } = await crowd('shadow');
    await order('shadow_mute', { userId: ada.user.userId });
    await expect.poll(async () => Number.isInteger((await ada.send('probe')).seq)).toBe(false);
    const heard: unknown[] = [];
    bob.on('message', ({ content }: ChatMessage) => void heard.push(content));
    const own = once<ChatMessage>((handler) => ada.on('message', handler), ({ content }) => content === 'alone');
    await ada.send('alone');
    await own;
    await bob.send('after');
    await expect.poll(() => heard).toContain('after');
    expect(heard).not.toContain('alone');
  });

  it('T10 T5 bans on another process, and keeps out on both', async () => {
    const { one, two, ada, order } = await crowd('bans');
    const end = ended(ada);
    await order('ban', { userId: ada.user.userId, reason: 'spam' });
    expect((await end).code).toBe('banned');
    expectSentence(await rejectionOf(one.roomChat.join('bans')), 'banned');
    void two;
  });

  it('T10 T5 deletes and closes on another process', async () => {
    const { one, ada, bob, order } = await crowd('deletes');
    const { seq } = await bob.send('rude');
    const gone = once<{ seqs: number[] }>((handler) => one.bus.on('roomchat:deleted', handler));
    await order('delete', { seq });
    expect((await gone).seqs).toEqual([seq]);
    const end = ended(ada);
    await order('close');
    expect((await end).code).toBe('room_closed');
  });

  it('T10 T2 whispers to a player on another process', async () => {
    const { two, ada, bob } = await crowd('whispers');
    const invited = once<BusEvents['roomchat:whisper']>((handler) => two.bus.on('roomchat:whisper', handler));
    const here = await ada.whisper(bob.user.userId);
    await here.send('psst');
    const { handle } = await invited;
    await expect.poll(async () => (await handle.getHistory()).messages.map(({ content }) => content)).toEqual(['psst']);
  });
});
