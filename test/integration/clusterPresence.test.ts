import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Gametegra, RoomChatHandle } from '../../src/client/index.js';
import type { EndEvent, PresenceEvent } from '../../src/protocol/messages.js';
import { startBalancer, type Balancer } from '../helpers/balancer.js';
import { startCluster, type ClusterProcess, type TestCluster } from '../helpers/cluster.js';
import { postgresMissing } from '../helpers/postgres.js';
import { redisMissing } from '../helpers/redis.js';
import { once } from '../helpers/server.js';

const missing = postgresMissing() ?? redisMissing();

describe.skipIf(missing !== null)(`who is in a room on three processes${missing === null ? '' : ` (skipped: ${missing})`}`, () => {
  let cluster: TestCluster;
  const balancers: Balancer[] = [];
  beforeAll(async () => {
    cluster = await startCluster(3, { graceMs: 4_000 });
  });
  afterAll(async () => {
    await cluster?.stop();
    await Promise.all(balancers.map((balancer) => balancer.close()));
  });

  /** Everything that a handle hears of one user: `+` a join, `-reason` a leave. */
  function follow(chat: RoomChatHandle, username: string): { said: string[]; until(last: string): Promise<void> } {
    const said: string[] = [];
    let check = (): void => {};
    chat.on('presence', ({ joins, leaves }: PresenceEvent) => {
      for (const user of joins) if (user.username === username) said.push('+');
      for (const user of leaves) if (user.username === username) said.push(`-${user.reason}`);
      check();
    });
    return {
      said,
      until: (last) => new Promise((resolve) => {
        check = () => said.at(-1) === last && resolve();
        check();
      }),
    };
  }

  it('T10 P1 P2 tells of who comes and goes on another process, and of nobody hidden', async () => {
    const watcher = await cluster.player('watcher', 0).roomChat.join('come-and-go');
    const ghost = follow(watcher, 'ghost');
    await cluster.player('ghost', 1).roomChat.join('come-and-go', { hidden: true });
    const visitor = follow(watcher, 'visitor');
    const chat = await cluster.player('visitor', 1).roomChat.join('come-and-go');
    await visitor.until('+');
    await chat.leave();
    await visitor.until('-left');
    expect(visitor.said).toEqual(['+', '-left']);
    expect(ghost.said).toEqual([]);
    expect(watcher.presences.map(({ username }) => username)).toEqual(['watcher']);
  });

  it('T10 P3 tells one join and one leave of a user on two processes', async () => {
    let guestToken: string | null = null;
    const storage = { getItem: () => guestToken, setItem: (_key: string, value: string) => void (guestToken = value), removeItem: () => {} };
    const twin = (via: number) => cluster.player('twin', via, { guest: { username: 'twin', storage } } as never);
    const watcher = await cluster.player('watcher', 2).roomChat.join('twins');
    const heard = follow(watcher, 'twin');
    const first = await twin(0).roomChat.join('twins');
    const second = await twin(1).roomChat.join('twins');
    expect(second.user.userId).toBe(first.user.userId);
    await heard.until('+');
    await first.leave();
    await second.leave();
    await heard.until('-left');
    expect(heard.said).toEqual(['+', '-left']);
  });

  it('T10 T5 ends the chat of a kicked user on whichever process', async () => {
    const watcher = await cluster.player('watcher', 0).roomChat.join('kicked');
    const heard = follow(watcher, 'rude');
    const rude = await cluster.player('rude', 1).roomChat.join('kicked');
    await heard.until('+');
    const end = once<EndEvent>((handler) => rude.on('end', handler));
    // By a process that serves neither of them.
    await cluster.processes[2]!.order({ order: 'kick', appId: 'test', roomName: 'kicked', userId: rude.user.userId });
    expect((await end).code).toBe('kicked');
    await heard.until('-kicked');
    expect(watcher.state).toBe('connected');
  });

  /** A player on a process, whose address leads to another one when that process is no more. */
  async function playerOn(process: ClusterProcess, username: string): Promise<Gametegra> {
    const balancer = await startBalancer(() => [process.port, cluster.processes[1]!.port], 'first');
    balancers.push(balancer);
    return cluster.player(username, 'any', { endpoint: `ws://127.0.0.1:${balancer.port}` });
  }

  it('T10 T7 P4 drains a process whose players come back on another without a flap', async () => {
    const process = await cluster.grow();
    const watcher = await cluster.player('watcher', 0).roomChat.join('drain');
    const heard = follow(watcher, 'moving');
    const chat = await (await playerOn(process, 'moving')).roomChat.join('drain');
    await heard.until('+');
    await process.order({ order: 'stop' });
    await process.kill('SIGTERM');
    const back = once<{ content: unknown }>((handler) => chat.on('message', handler));
    await watcher.send('still here?');
    expect((await back).content).toBe('still here?');
    expect(heard.said).toEqual(['+']);
  });

  it('T10 P4 keeps who was on a killed process for the grace time, and lets go of who does not come back', async () => {
    const process = await cluster.grow();
    const watcher = await cluster.player('watcher', 0).roomChat.join('killed');
    const returning = follow(watcher, 'returning');
    const gone = follow(watcher, 'gone');
    const gonePlayer = await playerOn(process, 'gone');
    await gonePlayer.roomChat.join('killed');
    const chat = await (await playerOn(process, 'returning')).roomChat.join('killed');
    await Promise.all([returning.until('+'), gone.until('+')]);
    await process.kill('SIGKILL');
    gonePlayer.close();
    await gone.until('-lost');
    expect(gone.said).toEqual(['+', '-lost']);
    expect(returning.said).toEqual(['+']);
    expect(chat.state).toBe('connected');
    expect(chat.presences.map(({ username }) => username).sort()).toEqual(['returning', 'watcher']);
  });
});
