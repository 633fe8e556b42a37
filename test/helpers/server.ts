import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createGametegra, type Gametegra, type GametegraOptions } from '../../src/client/index.js';
import { createChatServer, type ChatServer, type ChatServerOptions } from '../../src/server/createChatServer.js';

export interface TestServer {
  readonly server: ChatServer;
  readonly endpoint: string;
  /** A player of his own: a guest, unless the options say otherwise. */
  player(username: string, options?: Partial<GametegraOptions>): Gametegra;
  /** Stops the server and starts it again on the same port and database. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** A real server on a free port with a database file of its own. One at a time in a process: Colyseus has one matchmaker. */
export async function startServer(options: ChatServerOptions = {}): Promise<TestServer> {
  const folder = await mkdtemp(join(tmpdir(), 'room-chat-'));
  const settings: ChatServerOptions = { host: '127.0.0.1', guests: true, rate: { burst: 1_000, perSecond: 1_000 }, guard: { joins: { burst: 10_000, perSecond: 10_000 } }, store: join(folder, 'chat.db'), ...options };
  const players: Gametegra[] = [];
  let server = await createChatServer({ port: 0, ...settings });
  const { port } = server;

  return {
    get server() {
      return server;
    },
    endpoint: `ws://127.0.0.1:${port}`,
    player(username, playerOptions = {}) {
      const identity = playerOptions.token === undefined ? { guest: { username } } : {};
      const player = createGametegra({ endpoint: `ws://127.0.0.1:${port}`, appId: 'test', ...identity, ...playerOptions });
      players.push(player);
      return player;
    },
    async restart() {
      await server.close({ drainMs: 1_000 });
      server = await createChatServer({ ...settings, port });
    },
    async stop() {
      for (const player of players) player.close();
      await server.close({ drainMs: 1_000 });
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Resolves with the first event that fits. */
export function once<T>(on: (handler: (data: T) => void) => () => void, fits: (data: T) => boolean = () => true): Promise<T> {
  return new Promise((resolve) => {
    const undo = on((data) => {
      if (!fits(data)) return;
      undo();
      resolve(data);
    });
  });
}

/** Resolves when so many events have come, with all of them. */
export function collect<T>(on: (handler: (data: T) => void) => () => void, count: number): Promise<T[]> {
  return new Promise((resolve) => {
    const seen: T[] = [];
    const undo = on((data) => {
      seen.push(data);
      if (seen.length < count) return;
      undo();
      resolve(seen);
    });
  });
}
