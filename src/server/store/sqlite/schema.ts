import { readFileSync } from 'node:fs';
import { loadDriver, type Database } from './driver.js';
import { describeFailure } from './failure.js';
import { MIGRATIONS } from './migrations.js';

/** 'GRCh': tells our files from those of other programs. */
const APPLICATION_ID = 0x47524368;

const SETTINGS = [
  // A lock of another process is worth a wait.
  'busy_timeout = 5000',
  'journal_mode = WAL',
  // The package's default is NORMAL, which syncs no commit.
  'synchronous = FULL',
  // 64 MB: the index over client ids of a million messages.
  'cache_size = -65536',
  // A page of many rooms' messages is rewritten with every commit: the longer the log, the fewer copies of it reach the file.
  'wal_autocheckpoint = 8000',
  // Overwrites what is deleted, where that costs no further write.
  'secure_delete = FAST',
];

/** Far more numbers than can have been given out between two syncs. */
const SKIP_AFTER_POWER_LOSS = 1 << 20;

/** Opens or makes the database, `alone` where no other process serves it; throws one Error that says what is wrong with the file. */
export function openDatabase(path: string, driverBase: string, alone: boolean): Database {
  const DatabaseClass = loadDriver(driverBase);
  let db: Database | undefined;
  try {
    db = new DatabaseClass(path);
    for (const setting of SETTINGS) db.exec(`PRAGMA ${setting}`);
    migrate(db, path);
    if (alone) mendAfterPowerLoss(db);
    return db;
  } catch (error) {
    db?.close();
    throw explain(path, error);
  }
}

/** What `mendAfterPowerLoss` must not find at the next start. */
export function closeDatabase(db: Database, alone: boolean): void {
  try {
    if (alone) db.prepare("DELETE FROM meta WHERE key = 'running'").run();
  } finally {
    db.close();
  }
}

function migrate(db: Database, path: string): void {
  if (versionOf(db) === MIGRATIONS.length && pragma(db, 'application_id') === APPLICATION_ID) {
    // Reads a page of every table: a file cut short shows here, not in the middle of a game.
    db.prepare('SELECT (SELECT id FROM room LIMIT 1), (SELECT seq FROM message LIMIT 1), (SELECT key FROM meta LIMIT 1)').get();
    return;
  }
  db.exec('BEGIN IMMEDIATE');
  try {
    // Asked again under the lock: another process may have done it meanwhile.
    const version = versionOf(db);
    const tables = Number(db.prepare('SELECT count(*) AS n FROM sqlite_schema').get()?.n);
    if (pragma(db, 'application_id') !== APPLICATION_ID && (version > 0 || tables > 0)) {
      throw new Error(`unable to open database ${path}; it belongs to another program; give the path of a new file`);
    }
    if (version > MIGRATIONS.length) {
      throw new Error(`unable to open database ${path}; a newer version of this server has written it; update this server`);
    }
    for (const step of MIGRATIONS.slice(version)) db.exec(step);
    db.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${MIGRATIONS.length}; COMMIT`);
  } catch (error) {
    rollback(db);
    throw error;
  }
}

/**
 * Numbers of messages that are not stored are written but not synced. A killed process loses none of them,
 * a machine that loses power may. So that no number is given out twice, all rooms skip ahead if the machine
 * has started anew since a process that did not close the database.
 */
function mendAfterPowerLoss(db: Database): void {
  const boot = Buffer.from(bootId());
  const running = db.prepare("SELECT value FROM meta WHERE key = 'running'").get()?.value;
  db.exec('BEGIN IMMEDIATE');
  try {
    if (running instanceof Uint8Array && (boot.length === 0 || !boot.equals(running))) {
      db.exec(`UPDATE room SET last_seq = last_seq + ${SKIP_AFTER_POWER_LOSS}`);
      db.exec('UPDATE room SET lossy_seq = last_seq WHERE lossy_seq > 0');
    }
    db.prepare("INSERT OR REPLACE INTO meta (key, value) VALUES ('running', ?)").run(boot);
    db.exec('COMMIT');
  } catch (error) {
    rollback(db);
    throw error;
  }
}

/** Another one after each start of the machine; empty where the system does not tell. */
function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return '';
  }
}

export function rollback(db: Database): void {
  try {
    db.exec('ROLLBACK');
  } catch {
    // Some failures (a full disk) have rolled back already.
  }
}

function versionOf(db: Database): number {
  return pragma(db, 'user_version');
}

function pragma(db: Database, name: string): number {
  return Number(db.prepare(`PRAGMA ${name}`).get()?.[name]);
}

function explain(path: string, error: unknown): Error {
  if (error instanceof Error && error.message.startsWith('unable to ')) return error;
  return new Error(`unable to open database ${path}; ${describeFailure(error)}`, { cause: error });
}
