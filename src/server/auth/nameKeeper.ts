import type { Clock } from '../../protocol/clock.js';
import type { KnownName, NameStore } from '../store/NameStore.js';

export interface NameKeeperOptions {
  store: NameStore;
  clock: Pick<Clock, 'now' | 'setTimeout' | 'clearTimeout'>;
  onError(error: unknown): void;
  /** Most names that it remembers to have written down. Default 50,000. */
  max?: number;
}

/** Has the store know the names of verified users, so that no guest takes them after a restart or on another process. */
export interface NameKeeper {
  /** Costs the caller nothing: names are gathered for a second. */
  note(name: KnownName): void;
  /** Writes down what waits. */
  flush(): Promise<void>;
  /** The same, and takes no more. */
  close(): Promise<void>;
}

const GATHER_MS = 1_000;
const RENEW_MS = 86_400_000;
const MAX_BATCH = 1_000;

export function createNameKeeper({ store, clock, onError, max = 50_000 }: NameKeeperOptions): NameKeeper {
  /** When each was noted last. */
  const noted = new Map<string, number>();
  let waiting = new Map<string, KnownName>();
  let timer: unknown = null;
  let closed = false;

  async function flush(): Promise<void> {
    if (timer !== null) clock.clearTimeout(timer);
    timer = null;
    const names = [...waiting];
    waiting = new Map();
    for (let from = 0; from < names.length; from += MAX_BATCH) {
      const batch = names.slice(from, from + MAX_BATCH);
      try {
        await store.noteNames(batch.map(([, name]) => name));
      } catch (error) {
        // Their next joins note them again.
        for (const [key] of batch) noted.delete(key);
        onError(error);
      }
    }
  }

  return {
    note(name) {
      const key = `${name.userId}\n${name.folded}`;
      const before = noted.get(key);
      if (closed || (before !== undefined && clock.now() - before < RENEW_MS)) return;
      noted.delete(key);
      noted.set(key, clock.now());
      if (noted.size > max) noted.delete(noted.keys().next().value!);
      waiting.set(key, name);
      timer ??= clock.setTimeout(() => void flush(), GATHER_MS);
    },
    flush,
    close() {
      closed = true;
      return flush();
    },
  };
}
