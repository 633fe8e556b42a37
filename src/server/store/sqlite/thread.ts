import { Worker } from 'node:worker_threads';
import { fromWireError, RoomChatError } from '../../../protocol/errors.js';
import type { Outcome } from '../groupCommit.js';
import { locateWorker } from './locateWorker.js';
import type { WorkerOutcome, WorkerReply, WorkerRequest, WorkerStart } from './sqlite-worker.js';

type Distribute<T> = T extends unknown ? Omit<T, 'id'> : never;
export type ThreadRequest = Distribute<WorkerRequest>;

export interface Thread {
  /** Requests are carried out one after the other, in order. */
  ask(request: ThreadRequest): Promise<Outcome<unknown>[]>;
  /** Resolves when the thread has ended, with the reason. */
  ended: Promise<unknown>;
}

/** Starts the thread that owns the database; rejects with one Error where the database cannot be opened. */
export async function startThread(path: string, alone: boolean): Promise<Thread> {
  const start: WorkerStart = { path, driverBase: import.meta.url, alone };
  const worker = new Worker(await locateWorker(import.meta.url), { workerData: start, name: 'room-chat-sqlite' });
  const open = new Map<number, { resolve(outcomes: Outcome<unknown>[]): void; reject(error: Error): void }>();
  let nextId = 0;
  let death: RoomChatError | undefined;

  const ended = new Promise<unknown>((resolve) => {
    const die = (cause: unknown): void => {
      death ??= new RoomChatError('unavailable', 'unable to use the database; its thread has ended; try again later', { cause });
      for (const { reject } of open.values()) reject(death);
      open.clear();
    };
    worker.on('error', die);
    // Only now has it let go of the file.
    worker.on('exit', (code) => {
      die(new Error(`exit code ${code}`));
      resolve(death?.cause);
    });
  });

  const refusal = await new Promise<string | null>((resolve, reject) => {
    worker.once('message', resolve);
    void ended.then((cause) => reject(new Error(`unable to open database ${path}; its thread does not start: ${(cause as Error).message}; install the package anew`, { cause })));
  });
  if (refusal !== null) {
    await worker.terminate();
    throw new Error(refusal);
  }

  worker.on('message', ({ id, outcomes }: WorkerReply) => {
    open.get(id)?.resolve(outcomes.map(outcomeOf));
    open.delete(id);
  });

  return {
    ask: (request) =>
      new Promise((resolve, reject) => {
        if (death) return reject(death);
        const id = nextId++;
        open.set(id, { resolve, reject });
        worker.postMessage({ ...request, id });
      }),
    ended,
  };
}

function outcomeOf(outcome: WorkerOutcome): Outcome<unknown> {
  return 'error' in outcome ? { ok: false, error: fromWireError(outcome.error) } : { ok: true, value: outcome.value };
}
