import { beforeEach, describe } from 'vitest';
import { createMemoryStore, type MemoryDatabase } from '../helpers/memoryStore.js';
import { appendContract } from './storeAppend.js';
import { historyContract } from './storeHistory.js';
import { ROOM, type Bench } from './storeContract.js';

// The store that other tests are driven over must promise what the databases promise.
describe('memory store', () => {
  let database: MemoryDatabase;
  beforeEach(() => {
    database = new Map();
  });

  const bench: Bench = {
    open: async (options) => createMemoryStore(database, options?.now),
    async openRoom(room = ROOM, options) {
      const store = createMemoryStore(database, options?.now);
      await store.open(room, { epoch: 'epoch-1', lastSeq: 0 });
      return store;
    },
    get target(): never {
      throw new Error('unable to open the memory store in another process; use a database');
    },
  };

  describe('append', () => appendContract(bench));
  describe('history', () => historyContract(bench));
});
