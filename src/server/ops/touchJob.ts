import type { Clock } from '../../protocol/clock.js';
import type { RetentionStore } from '../store/RetentionStore.js';

export interface TouchJobOptions {
  store: Pick<RetentionStore, 'touchRooms'>;
  clock: Pick<Clock, 'setTimeout' | 'clearTimeout'>;
  /** The rooms that are open in this process. */
  opened(): Iterable<string>;
  onError(error: unknown): void;
  /** Far more often than rooms are taken for idle. Default one hour. */
  everyMs?: number;
}

const ROOMS_AT_ONCE = 500;

/** Writes down which rooms are open, so that no process takes one for idle in which people sit in silence. */
export function startTouching({ store, clock, opened, onError, everyMs = 3_600_000 }: TouchJobOptions): { close(): void } {
  let timer: unknown;
  let closed = false;

  async function touch(): Promise<void> {
    const rooms = [...opened()];
    for (let from = 0; from < rooms.length && !closed; from += ROOMS_AT_ONCE) await store.touchRooms(rooms.slice(from, from + ROOMS_AT_ONCE));
  }

  function schedule(): void {
    timer = clock.setTimeout(() => void touch().catch(onError).then(() => closed || schedule()), everyMs);
  }
  schedule();

  return {
    close() {
      closed = true;
      clock.clearTimeout(timer);
    },
  };
}
