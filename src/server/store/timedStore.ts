import type { Metrics } from '../ops/metrics.js';
import type { ChatStore } from './ChatStore.js';

/** The store, with the time that its appends take told to the metrics. */
export function timedStore(store: ChatStore, metrics: Pick<Metrics, 'appended'>): ChatStore {
  const append: ChatStore['append'] = async (room, entries) => {
    const began = performance.now();
    try {
      return await store.append(room, entries);
    } finally {
      metrics.appended((performance.now() - began) / 1_000);
    }
  };
  // The operator's own store may be an instance of a class: a copy of it would have no methods.
  return new Proxy(store, {
    get(target, key) {
      if (key === 'append') return append;
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
