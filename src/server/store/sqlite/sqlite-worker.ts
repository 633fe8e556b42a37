import { parentPort, workerData } from 'node:worker_threads';
import { toWireError, RoomChatError, type WireError } from '../../../protocol/errors.js';
import { describeFailure, isOutage, isOutOfSpace } from './failure.js';
import { createOperations, type Operations } from './operations.js';
import { closeDatabase, openDatabase, rollback } from './schema.js';

/** What the thread is started with. */
export interface WorkerStart {
  path: string;
  /** Module from which the SQLite package is found. */
  driverBase: string;
  /** False where another process may serve the database meanwhile. */
  alone: boolean;
}

export type OperationName = keyof Operations;
export type Call = [name: OperationName, ...args: unknown[]];

/** `writes` is one transaction; `sync` false where it may be lost with the machine's power. */
export type WorkerRequest = { id: number } & ({ writes: Call[]; sync: boolean } | { read: Call } | { close: true });
export type WorkerOutcome = { value: unknown } | { error: WireError };
export type WorkerReply = { id: number; outcomes: WorkerOutcome[] };

/** The thread that owns the database. Its first message is null, or the reason why it cannot be opened. */
function main(port: NonNullable<typeof parentPort>, { path, driverBase, alone }: WorkerStart): void {
  let db: ReturnType<typeof openDatabase>;
  let operations: Operations;
  try {
    db = openDatabase(path, driverBase, alone);
    operations = createOperations(db);
  } catch (error) {
    port.postMessage(error instanceof Error ? error.message : String(error));
    return;
  }
  port.postMessage(null);

  let syncing = true;

  function run([name, ...args]: Call): WorkerOutcome {
    return { value: (operations[name] as (...values: unknown[]) => unknown)(...args) };
  }

  function transaction(calls: Call[], runOne: (call: Call) => WorkerOutcome): WorkerOutcome[] {
    db.exec('BEGIN IMMEDIATE');
    try {
      const outcomes = calls.map(runOne);
      db.exec('COMMIT');
      return outcomes;
    } catch (error) {
      rollback(db);
      throw error;
    }
  }

  /** For a group in which a call has failed: the others must not suffer from it. */
  function runApart(call: Call): WorkerOutcome {
    db.exec('SAVEPOINT one');
    try {
      const outcome = run(call);
      db.exec('RELEASE one');
      return outcome;
    } catch (error) {
      if (isOutage(error)) throw error;
      db.exec('ROLLBACK TO one; RELEASE one');
      return { error: wireErrorOf(error) };
    }
  }

  function write(calls: Call[], sync: boolean): WorkerOutcome[] {
    try {
      if (sync !== syncing) {
        db.exec(`PRAGMA synchronous = ${sync ? 'FULL' : 'NORMAL'}`);
        syncing = sync;
      }
      try {
        return transaction(calls, run);
      } catch (error) {
        if (isOutage(error)) throw error;
        return transaction(calls, runApart);
      }
    } catch (error) {
      if (isOutOfSpace(error)) makeRoom();
      return calls.map(() => ({ error: wireErrorOf(error) }));
    }
  }

  /** On a full disk the log itself may be what is too much: what it holds is moved into the file, and it starts anew. */
  function makeRoom(): void {
    try {
      db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    } catch {
      // The next call says what is wrong.
    }
  }

  function answer(request: WorkerRequest): WorkerOutcome[] {
    if ('writes' in request) return write(request.writes, request.sync);
    try {
      if ('read' in request) return [run(request.read)];
      closeDatabase(db, alone);
      port.close();
      return [{ value: null }];
    } catch (error) {
      return [{ error: wireErrorOf(error) }];
    }
  }

  port.on('message', (request: WorkerRequest) => {
    port.postMessage({ id: request.id, outcomes: answer(request) } satisfies WorkerReply);
  });
}

function wireErrorOf(error: unknown): WireError {
  if (error instanceof RoomChatError) return toWireError(error);
  return { code: 'unavailable', message: `unable to use the database; ${describeFailure(error)}` };
}

if (parentPort) main(parentPort, workerData as WorkerStart);
