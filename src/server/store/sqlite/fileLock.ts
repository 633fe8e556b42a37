import { realpathSync } from 'node:fs';
import { loadDriver, type Database } from './driver.js';
import { describeFailure, isHeld } from './failure.js';

const RETRY_MS = 50;

/**
 * Makes this process the one that serves the database; what it returns lets go of it. The lock is a transaction on a
 * tiny database beside it, which others can still read: the system ends it with the process, however that dies, and
 * backups and tools reach the database itself as ever. Rejects with one sentence where another holds it for `waitMs`.
 */
export async function lockFile(path: string, waitMs: number): Promise<() => void> {
  const DatabaseClass = loadDriver(import.meta.url);
  const lockPath = `${withoutLinks(path)}-lock`;
  const deadline = performance.now() + waitMs;
  for (;;) {
    const tried = tryLock(() => new DatabaseClass(lockPath), path);
    if ('release' in tried) return tried.release;
    if (performance.now() >= deadline) throw inUse(path, tried.holder);
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }
}

function tryLock(open: () => Database, path: string): { release(): void } | { holder: number } {
  let db: Database | undefined;
  try {
    const opened = (db = open());
    // The holder's id is written under the one kind of lock, and shown under the other, which lets readers in.
    opened.exec('BEGIN EXCLUSIVE');
    opened.exec(`PRAGMA user_version = ${process.pid}; COMMIT; BEGIN IMMEDIATE`);
    return { release: () => opened.close() };
  } catch (error) {
    const holder = db && isHeld(error) ? holderOf(db) : null;
    db?.close();
    if (holder === null) throw new Error(`unable to open database ${path}; its lock file, ${path}-lock, fails: ${describeFailure(error)}`, { cause: error });
    return { holder };
  }
}

/** 0 where that cannot be read just now. */
function holderOf(db: Database): number {
  try {
    return Number(db.prepare('PRAGMA user_version').get()?.user_version ?? 0);
  } catch {
    return 0;
  }
}

function inUse(path: string, holder: number): Error {
  // In containers different processes have the same id.
  const who = holder === process.pid ? `it is in use already (pid ${holder})` : `another process${holder === 0 ? '' : ` (pid ${holder})`} uses it`;
  return new Error(`unable to open database ${path}; ${who}; stop it first, or give another file by --db`);
}

/** One file, one lock, by whatever link it is reached. */
function withoutLinks(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
