import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Room, Server } from '@colyseus/core';
import { WebSocketTransport } from '@colyseus/ws-transport';
import { Client } from 'colyseus.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createGametegra, type Gametegra, type JsonObject } from '../../src/client/index.js';
import { addRoomChat, type ChatService } from '../../src/server/index.js';
import { createSqliteStore } from '../../src/server/store/sqlite/sqlite.js';

/** A game's own Colyseus server, as its documentation makes one, with chat added by one call. */
let game: Server;
let service: ChatService;
let endpoint: string;
let folder: string;
let closeStore: () => Promise<void>;
const players: Gametegra[] = [];

class Arena extends Room {
  override onCreate(): void {
    this.onMessage('ping', (client) => client.send('pong'));
  }
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'room-chat-own-'));
  const http = createServer();
  game = new Server({ transport: new WebSocketTransport({ server: http }), greet: false, gracefullyShutdown: false });
  game.define('arena', Arena);
  const store = await createSqliteStore({ path: join(folder, 'chat.db') });
  closeStore = () => store.close();
  service = await addRoomChat(game, { store, guests: true });
  await game.listen(0, '127.0.0.1');
  endpoint = `ws://127.0.0.1:${(http.address() as AddressInfo).port}`;
});

afterAll(async () => {
  for (const player of players) player.close();
  await game.gracefullyShutdown(false);
  await service.close();
  await closeStore();
  await rm(folder, { recursive: true, force: true });
});

function player(username: string): Gametegra {
  const made = createGametegra({ endpoint, appId: 'test', guest: { username } });
  players.push(made);
  return made;
}

describe('addRoomChat', () => {
  it('serves chat beside the rooms of the game, over one client', async () => {
    const client = new Client(endpoint);
    const arena = await client.joinOrCreate('arena');
    const own = createGametegra({ client, appId: 'test', guest: { username: 'Ada' } });
    players.push(own);
    const chat = await own.roomChat.join('lobby');
    expect((await chat.send('hello')).success).toBe(true);
    const pong = new Promise((resolve) => arena.onMessage('pong', resolve));
    arena.send('ping');
    await pong;
    await arena.leave();
  });

  it('S1 S2 takes the largest contents, though the transport of the game closes over 4 KiB by default', async () => {
    const { roomChat, bus } = player('Bob');
    const states: string[] = [];
    bus.on('roomchat:state', ({ state }) => states.push(state));
    const chat = await roomChat.join('large');
    const text = '👍'.repeat(2_000);
    const object: JsonObject = { text: '日'.repeat(2_700) };
    expect((await chat.send(text)).success).toBe(true);
    expect((await chat.send(object)).success).toBe(true);
    expect((await chat.getHistory()).messages.map(({ content }) => content)).toEqual([text, object]);
    expect(states).toEqual([]);
  });
});
