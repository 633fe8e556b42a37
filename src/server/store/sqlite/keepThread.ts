import type { Clock } from '../../../protocol/clock.js';
import { RoomChatError } from '../../../protocol/errors.js';
import type { Thread } from './thread.js';

export interface KeepThreadOptions {
  start(): Promise<Thread>;
  clock: Pick<Clock, 'now' | 'setTimeout' | 'clearTimeout'>;
  /** The thread has ended, or could not be started again; it is tried again by itself. */
  onTrouble(error: Error): void;
}

export interface KeptThread extends Pick<Thread, 'ask'> {
  close(): Promise<void>;
}

const FIRST_DELAY_MS = 1_000;
const MAX_DELAY_MS = 30_000;
/** A thread that lived so long counts as the first again. */
const STEADY_MS = 60_000;

/**
 * Has a thread for the database, and another where it ends by a fault: at once the first time, later with growing
 * pauses. What it was asked rejects with `unavailable`, and so does what is asked in the pauses; what is asked while
 * it starts waits. Rejects where the first one cannot be started.
 */
export async function keepThread({ start, clock, onTrouble }: KeepThreadOptions): Promise<KeptThread> {
  let thread: Thread | null = null;
  let starting: Promise<void> | null = null;
  let timer: unknown = null;
  let startedAt = 0;
  let failures = 0;
  let closing: Promise<void> | null = null;

  function use(started: Thread): void {
    thread = started;
    startedAt = clock.now();
    void started.ended.then((cause) => {
      thread = null;
      if (closing) return;
      if (clock.now() - startedAt >= STEADY_MS) failures = 0;
      startAgain(new Error(`the thread of the database has ended by a fault: ${cause instanceof Error ? cause.message : 'it does not say which'}`, { cause }));
    });
  }

  function startAgain(trouble: Error): void {
    const delay = failures === 0 ? 0 : Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * 2 ** (failures - 1));
    failures++;
    onTrouble(trouble);
    if (delay === 0) void restart();
    else timer = clock.setTimeout(() => void restart(), delay);
  }

  function restart(): Promise<void> {
    timer = null;
    starting = start().then(
      (started) => {
        starting = null;
        use(started);
      },
      (error: Error) => {
        starting = null;
        if (!closing) startAgain(error);
      },
    );
    return starting;
  }

  async function end(): Promise<void> {
    if (timer !== null) clock.clearTimeout(timer);
    await starting;
    const last = thread;
    if (!last) return;
    await last.ask({ close: true }).catch(() => {});
    await last.ended;
  }

  use(await start());

  const ask: Thread['ask'] = async (request) => {
    if (!thread) await starting;
    if (thread) return thread.ask(request);
    throw new RoomChatError('unavailable', 'unable to use the database; its thread has ended, and is started again soon; try again later');
  };

  return {
    ask(request) {
      return thread ? thread.ask(request) : ask(request);
    },
    close: () => (closing ??= end()),
  };
}
