import { RedisPresence } from '@colyseus/redis-presence';
import { Client } from 'colyseus.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCluster, type TestCluster } from '../helpers/cluster.js';
import { postgresMissing } from '../helpers/postgres.js';
import { redisMissing } from '../helpers/redis.js';

const missing = postgresMissing() ?? redisMissing();

/** What the tests need of the Redis client inside the presence. */
interface Redis {
  hlen(key: string): Promise<number>;
  monitor(): Promise<{ on(event: 'monitor', listener: (time: string, command: string[]) => void): void; disconnect(): void }>;
  ping(): Promise<string>;
}

describe.skipIf(missing !== null)(`finding a room${missing === null ? '' : ` (skipped: ${missing})`}`, () => {
  let cluster: TestCluster;
  let presence: RedisPresence;
  beforeAll(async () => {
    cluster = await startCluster(2);
    presence = new RedisPresence(cluster.redis.url as never);
  });
  afterAll(async () => {
    presence?.shutdown();
    await cluster?.stop();
  });

  it('T10 reads no listing of other rooms, leaves none, and sends no token through Redis', async () => {
    const redis = (presence as unknown as { pub: Redis }).pub;
    const monitor = await redis.monitor();
    const commands: string[] = [];
    let flushed = (): void => {};
    monitor.on('monitor', (_time, command) => {
      commands.push(command.join(' '));
      if (/^ping$/i.test(command[0]!)) flushed();
    });
    const players = [0, 1, 0, 1].map((via, i) => cluster.player(`Player${i}`, via));
    for (const player of players) for (const room of ['one', 'two']) await player.roomChat.join(room);
    await new Promise<void>((resolve) => {
      flushed = resolve;
      void redis.ping();
    });
    monitor.disconnect();
    expect(commands.length).toBeGreaterThan(4);
    expect(commands.filter((command) => command.includes('roomcaches'))).toEqual([]);
    expect(commands.filter((command) => command.includes('"guest"'))).toEqual([]);
    // No text of the players' is a key of Redis.
    expect(commands.filter((command) => /^(hset|hgetall|hdel|expire|subscribe|publish) \S*(one|two)\b/i.test(command))).toEqual([]);
  });

  it("T10 leaves the listings of the game's own rooms to Colyseus", async () => {
    const match = await new Client(cluster.processes[0]!.endpoint).create('match');
    match.onMessage('*', () => {});
    expect(await (presence as unknown as { pub: Redis }).pub.hlen('roomcaches')).toBe(1);
    expect((await new Client(cluster.processes[1]!.endpoint).joinById(match.roomId)).roomId).toBe(match.roomId);
  });
});
