import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
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

/** `sync` false where it may be lost with the machine's power; `weight` is about how many rows it is. */
export interface WriteRequest {
  id: number;
  writes: Call[];
  sync: boolean;
  weight: number;
}
export type WorkerRequest = WriteRequest | { id: number; read: Call } | { id: number; close: true };
export type WorkerOutcome = { value: unknown } | { error: WireError };
export type WorkerReply = { id: number; outcomes: WorkerOutcome[] };

/** Weight from which on a transaction takes no further request. */
const FULL = 500;

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

  function answer(request: { read: Call } | { close: true }): WorkerOutcome[] {
    try {
      if ('read' in request) return [run(request.read)];
      closeDatabase(db, alone);
      port.close();
      return [{ value: null }];
    } catch (error) {
      return [{ error: wireErrorOf(error) }];
    }
  }

  function reply(id: number, outcomes: WorkerOutcome[]): void {
    port.postMessage({ id, outcomes } satisfies WorkerReply);
  }

  port.on('message', (request: WorkerRequest) => {
    for (let next: WorkerRequest | undefined = request; next !== undefined; ) {
      if ('writes' in next) {
        next = commitAllFrom(next);
      } else {
        reply(next.id, answer(next));
        if ('close' in next) return;
        next = waiting();
      }
    }
  });

  /** What came while the last commit ran is one commit: a sync to disk costs the same for all. Returns what else has come. */
  function commitAllFrom(first: WriteRequest): WorkerRequest | undefined {
    const group = [first];
    let { weight } = first;
    let next: WorkerRequest | undefined;
    while (weight < FULL && (next = waiting()) !== undefined && 'writes' in next) {
      group.push(next);
      weight += next.weight;
      next = undefined;
    }
    const outcomes = write(group.flatMap(({ writes }) => writes), group.some(({ sync }) => sync));
    let from = 0;
    for (const { id, writes } of group) reply(id, outcomes.slice(from, (from += writes.length)));
    return next ?? waiting();
  }

  function waiting(): WorkerRequest | undefined {
    return receiveMessageOnPort(port)?.message as WorkerRequest | undefined;
  }
}

function wireErrorOf(error: unknown): WireError {
  if (error instanceof RoomChatError) return toWireError(error);
  return { code: 'unavailable', message: `unable to use the database; ${describeFailure(error)}` };
}

if (parentPort) main(parentPort, workerData as WorkerStart);
