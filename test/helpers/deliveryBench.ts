import { createGametegra, type Gametegra, type GametegraOptions } from '../../src/client/createGametegra.js';
import { createChatService, type ChatService, type ChatServiceOptions } from '../../src/server/chatService.js';
import { createManualClock, type ManualClock } from './manualClock.js';
import { createMemoryConnector, type MemoryConnector } from './memoryConnector.js';
import { createMemoryStore, type MemoryDatabase, type MemoryStore } from './memoryStore.js';

/** Clients and a server in one process, over one clock and one network that move by hand. */
export interface DeliveryBench {
  readonly clock: ManualClock;
  readonly connector: MemoryConnector;
  readonly database: MemoryDatabase;
  readonly store: MemoryStore;
  readonly service: ChatService;
  player(username: string, options?: Partial<GametegraOptions>): Gametegra;
  /** Everything that can arrive arrives. */
  flush(): Promise<void>;
  /** Time passes in small steps, and what is sent meanwhile arrives. */
  pass(ms: number): Promise<void>;
  /** As after a kill: another process serves the same database, or an empty one. */
  restart(options?: { wipe?: boolean }): Promise<void>;
  close(): Promise<void>;
}

export async function createDeliveryBench(options: Partial<ChatServiceOptions> = {}): Promise<DeliveryBench> {
  const clock = createManualClock();
  const players: Gametegra[] = [];
  let database: MemoryDatabase = new Map();
  let store = createMemoryStore(database, clock.now);

  const start = (): Promise<ChatService> => createChatService({ store, clock, guests: true, rate: { burst: 100_000, perSecond: 100_000 }, ...options });
  let service = await start();
  const connector = createMemoryConnector(service);

  const bench: DeliveryBench = {
    clock, connector,
    get database() {
      return database;
    },
    get store() {
      return store;
    },
    get service() {
      return service;
    },
    player(username, playerOptions = {}) {
      const player = createGametegra({ endpoint: 'ws://unused', appId: 'test', guest: { username, storage: null }, connector, clock, wake: () => () => {}, ...playerOptions });
      players.push(player);
      return player;
    },
    flush: connector.flush,
    async pass(ms) {
      for (let left = ms; left > 0; left -= 50) {
        await clock.advance(Math.min(50, left));
        await connector.flush();
      }
    },
    async restart({ wipe = false } = {}) {
      const [oldService, oldStore] = [service, store];
      // What the old process still asks of the database goes nowhere.
      for (const call of ['append', 'page', 'find', 'open'] as const) oldStore.holding.add(call);
      if (wipe) database = new Map();
      store = createMemoryStore(database, clock.now);
      service = await start();
      connector.serve(service);
      for (const call of ['append', 'page', 'find', 'open'] as const) oldStore.failing.add(call);
      oldStore.release();
      await oldService.close();
    },
    async close() {
      for (const player of players) player.close();
      await connector.flush();
      connector.ping();
      store.release();
      store.failing.clear();
      await service.close();
    },
  };
  return bench;
}
