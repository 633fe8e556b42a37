import type { SharedPresence } from '../../src/server/cluster/cluster.js';

export interface MemoryPresences {
  /** The shared presence as one process has it. */
  connect(): SharedPresence & { online: boolean };
  /** Notes under their keys, as in Redis. */
  readonly hashes: Map<string, Map<string, string>>;
}

/** What Redis is to the processes: each message reaches every subscriber a moment later, and none while a process is offline. */
export function createMemoryPresences(): MemoryPresences {
  const subscribers = new Set<{ topic: string; callback: (message: unknown) => void; isOnline(): boolean }>();
  const hashes = new Map<string, Map<string, string>>();

  return {
    hashes,
    connect() {
      const reach = <T>(work: () => T): Promise<T> => (self.online ? Promise.resolve(work()) : new Promise(() => {}));
      const self = {
        online: true,
        subscribe: async (topic: string, callback: (message: unknown) => void) => void subscribers.add({ topic, callback, isOnline: () => self.online }),
        unsubscribe: async (topic: string, callback?: (message: unknown) => void) => {
          for (const one of subscribers) if (one.topic === topic && one.callback === callback) subscribers.delete(one);
        },
        async publish(topic: string, message: unknown) {
          if (!self.online) throw new Error('offline');
          const text = JSON.stringify(message);
          for (const one of subscribers) if (one.topic === topic) queueMicrotask(() => one.isOnline() && one.callback(JSON.parse(text)));
        },
        hset: (key: string, field: string, value: string) => reach(() => {
          const hash = hashes.get(key) ?? new Map<string, string>();
          hashes.set(key, hash.set(field, value));
        }),
        hgetall: (key: string) => reach(() => Object.fromEntries(hashes.get(key) ?? [])),
        hdel: (key: string, field: string) => reach(() => void hashes.get(key)?.delete(field)),
        expire: () => reach(() => true),
      };
      return self;
    },
  };
}
