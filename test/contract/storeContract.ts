import { afterAll, afterEach, beforeAll, beforeEach, describe } from 'vitest';
import type { AppendEntry, ChatStore } from '../../src/server/store/ChatStore.js';
import { appendContract } from './storeAppend.js';
import { crashContract } from './storeCrash.js';
import { historyContract } from './storeHistory.js';
import { moderationContract } from './storeModeration.js';
import { namesContract } from './storeNames.js';
import { retentionContract } from './storeRetention.js';
import { roomContract } from './storeRooms.js';

/** An empty database, to be opened any number of times: each time as another process would. */
export interface TestDatabase {
  open(options?: { now?: () => number }): Promise<ChatStore>;
  /** What a child process needs to open the same database. */
  target: { kind: 'sqlite'; path: string } | { kind: 'postgres'; url: string };
  drop(): Promise<void>;
}

export interface StoreBackend {
  start?(): Promise<void>;
  stop?(): Promise<void>;
  database(): Promise<TestDatabase>;
}

/** What a part of the suite is given: a fresh database for each test, stores that are closed after it. */
export interface Bench {
  open(options?: { now?: () => number }): Promise<ChatStore>;
  /** A store with the room opened. */
  openRoom(room?: string, options?: { now?: () => number }): Promise<ChatStore>;
  readonly target: TestDatabase['target'];
}

/** Everything that a `ChatStore` promises, over any database. */
export function storeContract(name: string, backend: StoreBackend): void {
  describe(`${name} store`, () => {
    let database: TestDatabase;
    const opened: ChatStore[] = [];

    if (backend.start) beforeAll(() => backend.start!());
    if (backend.stop) afterAll(() => backend.stop!());
    beforeEach(async () => {
      database = await backend.database();
    });
    afterEach(async () => {
      await Promise.all(opened.splice(0).map((store) => store.close()));
      await database.drop();
    });

    const bench: Bench = {
      async open(options) {
        const store = await database.open(options);
        opened.push(store);
        return store;
      },
      async openRoom(room = ROOM, options) {
        const store = await bench.open(options);
        await store.open(room, { epoch: 'epoch-1', lastSeq: 0 });
        return store;
      },
      get target() {
        return database.target;
      },
    };

    describe('rooms', () => roomContract(bench));
    describe('append', () => appendContract(bench));
    describe('history', () => historyContract(bench));
    describe('moderation', () => moderationContract(bench));
    describe('names', () => namesContract(bench));
    describe('retention', () => retentionContract(bench));
    describe('crash', () => crashContract(bench));
  });
}

export const ROOM = '2...game_lobby';

let counter = 0;

/** A client id as clients make them: growing, and never twice in a run. */
export function nextClientId(): string {
  const hex = (++counter).toString(16).padStart(12, '0');
  return `01960000-0000-7000-8000-${hex}`;
}

export function entry(content: AppendEntry['content'], rest: Partial<AppendEntry> = {}): AppendEntry {
  return { clientId: nextClientId(), senderId: 'u1', sender: 'Ann', content, persist: true, ...rest };
}

/** Appends texts one call after the other. */
export async function say(store: ChatStore, room: string, ...texts: string[]): Promise<number[]> {
  const seqs: number[] = [];
  for (const text of texts) seqs.push((await store.append(room, [entry(text)])).last);
  return seqs;
}

/** The whole room, read by seq. */
export async function contents(store: ChatStore, room: string): Promise<unknown[]> {
  return (await store.page(room, { limit: 100_000, from: 'oldest' })).map((message) => message[3]);
}
