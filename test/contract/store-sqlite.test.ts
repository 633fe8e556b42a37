import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSqliteStore } from '../../src/server/store/sqlite/sqlite.js';
import { storeContract } from './storeContract.js';

storeContract('SQLite', {
  async database() {
    const folder = await mkdtemp(join(tmpdir(), 'room-chat-sqlite-'));
    const path = join(folder, 'chat.db');
    return {
      open: (options) => createSqliteStore({ path, alone: false, ...options }),
      target: { kind: 'sqlite', path },
      drop: () => rm(folder, { recursive: true, force: true }),
    };
  },
});
