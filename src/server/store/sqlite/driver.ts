import { createRequire } from 'node:module';

/** What is used of `node:sqlite`, and so of anything shaped like it. */
export interface Database {
  exec(sql: string): void;
  prepare(sql: string): Statement;
  close(): void;
}

export interface Statement {
  run(...values: SqlValue[]): { changes: number | bigint };
  get(...values: SqlValue[]): Row | undefined;
  all(...values: SqlValue[]): Row[];
}

export type SqlValue = string | number | null | Uint8Array;
export type Row = Record<string, SqlValue>;

type DatabaseClass = new (path: string) => Database;

const FALLBACK = '@photostructure/sqlite';

/**
 * SQLite as this Node has it: its own (22.13 and later), else the package that has the same interface.
 * `base` is the address of the module from which the package is to be found.
 */
export function loadDriver(base: string): DatabaseClass {
  const own = withoutExperimentalWarning(() => process.getBuiltinModule?.('node:sqlite') as { DatabaseSync: DatabaseClass } | undefined);
  if (own) return own.DatabaseSync;
  try {
    return (createRequire(base)(FALLBACK) as { DatabaseSync: DatabaseClass }).DatabaseSync;
  } catch (cause) {
    const why = (cause as NodeJS.ErrnoException)?.code === 'MODULE_NOT_FOUND' ? `Node ${process.versions.node} has none of its own` : (cause as Error).message;
    throw new Error(`unable to load SQLite; ${why}; install ${FALLBACK} or use Node 22.13 or later`, { cause });
  }
}

/** Node calls the interface experimental; the few calls used here run on all of its versions, and nobody needs the line at every start. */
function withoutExperimentalWarning<T>(load: () => T): T {
  const { emitWarning } = process;
  process.emitWarning = () => {};
  try {
    return load();
  } finally {
    process.emitWarning = emitWarning;
  }
}
