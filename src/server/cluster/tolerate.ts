/** Told into the void while Redis is away: said anew later, or noticed by their absence. */
const LOST = new Set<PropertyKey>(['publish', 'set', 'setex', 'expire', 'del', 'sadd', 'srem', 'hset', 'hdel', 'cleanup']);
/** Made good by the client of Redis when it is back; nobody needs to wait for it. */
const LATER = new Set<PropertyKey>(['subscribe', 'unsubscribe']);

export interface TolerateOptions {
  isUp(): boolean;
  /** How long an answer may take while Redis is away, milliseconds. Default 1,000. */
  patienceMs?: number;
}

/**
 * A presence or driver whose calls always end and never throw where nobody listens: Colyseus leaves
 * many of its calls to Redis unawaited (each would end the process), and awaits others within a join.
 */
export function tolerate<T extends object>(target: T, { isUp, patienceMs = 1_000 }: TolerateOptions): T {
  return new Proxy(target, {
    get(object, name) {
      const value: unknown = Reflect.get(object, name, object);
      if (typeof value !== 'function') return value;
      return (...args: unknown[]): unknown => {
        if (!isUp() && LOST.has(name)) return Promise.resolve(undefined);
        const result: unknown = value.apply(object, args);
        if (!(result instanceof Promise)) return result;
        result.catch(() => {});
        if (LATER.has(name)) return Promise.race([result.catch(() => {}), after(patienceMs)]);
        if (isUp()) return result;
        const answer = Promise.race([result, after(patienceMs).then(() => Promise.reject(new Error('unable to use Redis; it does not answer; it is tried again')))]);
        answer.catch(() => {});
        return answer;
      };
    },
  });
}

function after(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}
