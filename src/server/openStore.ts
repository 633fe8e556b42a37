import { existsSync } from 'node:fs';
import { RoomChatError } from '../protocol/errors.js';
import { createPostgresStore } from './store/postgres/postgres.js';
import { createSqliteStore, type SqliteStoreOptions } from './store/sqlite/sqlite.js';
import type { ChatStore } from './store/ChatStore.js';

/** Opens the database that a text names: a `postgres://` address, or the path of an SQLite file. */
export function openStore(store: string, options: Pick<SqliteStoreOptions, 'onTrouble'> = {}): Promise<ChatStore> {
  return isPostgres(store) ? createPostgresStore({ url: store }) : createSqliteStore({ path: store, ...options });
}

/** The same for a tool: the database must be there (a mistyped path makes no new one), and may be in use by its server. */
export async function openExistingStore(store: string): Promise<ChatStore> {
  if (!isPostgres(store) && !existsSync(store)) throw new RoomChatError('invalid_option', `unable to open the database ${store}; there is no such file; give its path with --db`);
  return isPostgres(store) ? openStore(store) : createSqliteStore({ path: store, alone: false });
}

/** A database that several processes can share. */
export function isPostgres(store: string): boolean {
  return /^postgres(ql)?:/.test(store);
}
