import { Client, type Room } from 'colyseus.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Gametegra } from '../../src/client/index.js';
import type { EndEvent } from '../../src/protocol/messages.js';
import { startCluster, type TestCluster } from '../helpers/cluster.js';
import { rejectionOf } from '../helpers/errors.js';
import { postgresMissing } from '../helpers/postgres.js';
import { redisMissing } from '../helpers/redis.js';
import { once } from '../helpers/server.js';

const missing = postgresMissing() ?? redisMissing();

describe.skipIf(missing !== null)(`a match on one process, its chat on others${missing === null ? '' : ` (skipped: ${missing})`}`, () => {
  let cluster: TestCluster;
  let players = 0;
  beforeAll(async () => {
    cluster = await startCluster(3, { openMatches: false });
  });
  afterAll(() => cluster?.stop());

  /** A match of two players, whose chats are on the two processes that the match is not on. */
  async function startMatch(options: { matchId?: string } = {}): Promise<{ rooms: [Room, Room]; ada: Gametegra; bob: Gametegra; matchId: string; others: [number, number]; home: number }> {
    const id = options.matchId;
    const first = await new Client(cluster.processes[2]!.endpoint).create('match', options);
    const second = await new Client(cluster.processes[2]!.endpoint).joinById(first.roomId);
    for (const room of [first, second]) room.onMessage('*', () => {});
    const name = id ?? first.roomId;
    const home = cluster.processes.findIndex(({ endpoint }) => urlOf(first).startsWith(endpoint));
    const others = [0, 1, 2].filter((via) => via !== home) as [number, number];
    const [ada, bob] = [first, second].map((room, i) => {
      const player = cluster.player(`player${++players}`, others[i]);
      player.match.bind(id === undefined ? room : { roomId: id, reconnectionToken: room.reconnectionToken, onLeave: (handler: (code: number) => void) => room.onLeave(handler) });
      return player;
    }) as [Gametegra, Gametegra];
    return { rooms: [first, second], ada, bob, matchId: name, others, home };
  }

  it('T10 M6 lets the players of a match in on every process, and nobody else', async () => {
    const { ada, bob, matchId: id } = await startMatch();
    const chats = await Promise.all([ada.roomChat.join(), bob.roomChat.join()]);
    const heard = once<{ content: unknown }>((handler) => chats[1]!.on('message', handler));
    await chats[0]!.send('gg');
    expect((await heard).content).toBe('gg');
    for (const via of [0, 1, 2]) expect((await rejectionOf(cluster.player('stranger', via).roomChat.join(`match-${id}`))).code).toBe('not_allowed');
  });

  it('T10 M6 finds a match by an id of its own, of any characters', async () => {
    const { ada, bob } = await startMatch({ matchId: 'näme * [of] a\u0001 match? __proto__' });
    await Promise.all([ada.roomChat.join(), bob.roomChat.join()]);
  });

  it('T10 M6 puts a kicked player out of the chat on another process at once', async () => {
    const { rooms, ada, bob, matchId: id, others } = await startMatch();
    const [staying, kicked] = await Promise.all([ada.roomChat.join(), bob.roomChat.join()]);
    // As a player would who keeps the client from knowing: the server alone must end the chat.
    const other = cluster.player('other', others[1]);
    other.match.bind({ roomId: id, reconnectionToken: rooms[1]!.reconnectionToken, onLeave: () => {} });
    const chat = await other.roomChat.join();
    const ends = [once<EndEvent>((handler) => kicked.on('end', handler)), once<EndEvent>((handler) => chat.on('end', handler))];
    rooms[0]!.send('kick', rooms[1]!.sessionId);
    for (const end of ends) expect((await end).code).toBe('match_ended');
    expect((await rejectionOf(other.roomChat.join())).code).toBe('not_allowed');
    expect(staying.state).toBe('connected');
  });

  it('T10 M6 ends the chat for everyone on every process with the match', async () => {
    const { rooms, ada, bob, matchId: id } = await startMatch();
    const chats = await Promise.all([ada.roomChat.join(), bob.roomChat.join()]);
    const ends = chats.map((chat) => once<EndEvent>((handler) => chat.on('end', handler)));
    rooms[0]!.send('close');
    for (const end of ends) expect((await end).code).toBe('match_ended');
    for (const via of [0, 1, 2]) expect((await rejectionOf(cluster.player('late', via).roomChat.join(`match-${id}`))).code).toBe('not_allowed');
  });

  it('T10 M6 puts out who was kicked while Redis was away, as soon as it is back', async () => {
    const { rooms, ada, matchId: id, others } = await startMatch();
    const staying = await ada.roomChat.join();
    const other = cluster.player('other', others[1]);
    other.match.bind({ roomId: id, reconnectionToken: rooms[1].reconnectionToken, onLeave: () => {} });
    const chat = await other.roomChat.join();
    const end = once<EndEvent>((handler) => chat.on('end', handler));
    await cluster.redis.stop();
    const kicked = new Promise((resolve) => rooms[1].onLeave(resolve));
    rooms[0].send('kick', rooms[1].sessionId);
    await kicked;
    await cluster.redis.start();
    expect((await end).code).toBe('match_ended');
    expect(staying.state).toBe('connected');
  });

  it('T10 M6 keeps strangers out of the chat of a match whose process was killed', async () => {
    const { ada, matchId: id, others, home } = await startMatch();
    await (await ada.roomChat.join()).send('before');
    await cluster.processes[home]!.kill('SIGKILL');
    for (const via of others) {
      const refused = await rejectionOf(cluster.player('stranger', via).roomChat.join(`match-${id}`));
      // While the others wait for a sign of life of the process, "try again"; then no.
      expect(['not_allowed', 'unavailable']).toContain(refused.code);
    }
  });
});

/** The address that the room's socket went to: which of the processes has the room. */
function urlOf({ connection }: Room): string {
  return (connection.transport as unknown as { ws: { url: string } }).ws.url;
}
