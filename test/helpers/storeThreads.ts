import type * as WorkerThreads from 'node:worker_threads';

const threads: WorkerThreads.Worker[] = [];

/**
 * The real threads, within a test's reach:
 *
 *     vi.mock('node:worker_threads', async (original) => (await import('../helpers/storeThreads.js')).reachable(await original()));
 */
export function reachable(real: typeof WorkerThreads): typeof WorkerThreads {
  class Reachable extends real.Worker {
    constructor(...options: ConstructorParameters<typeof real.Worker>) {
      super(...options);
      threads.push(this);
    }
  }
  return { ...real, Worker: Reachable };
}

/** Ends the newest thread by an error that nobody catches. (Ended from outside in the middle of a call, some versions of the driver abort the process.) */
export async function killThread(): Promise<void> {
  const thread = threads.at(-1)!;
  const ended = new Promise((resolve) => thread.once('exit', resolve));
  thread.postMessage(null);
  await ended;
}
