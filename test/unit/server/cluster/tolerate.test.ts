import { describe, expect, it, vi } from 'vitest';
import { tolerate } from '../../../../src/server/cluster/tolerate.js';

const never = (): Promise<never> => new Promise(() => {});

describe('tolerate', () => {
  it('passes everything on while Redis answers', async () => {
    const target = { name: 'presence', get: async (key: string) => `value of ${key}`, plain: () => 3 };
    const tolerant = tolerate(target, { isUp: () => true });
    expect(await tolerant.get('key')).toBe('value of key');
    expect(tolerant.plain()).toBe(3);
    expect(tolerant.name).toBe('presence');
  });

  it('calls methods on the object itself, private fields and all', () => {
    class Presence {
      #topics = 2;
      count(): number {
        return this.#topics;
      }
    }
    expect(tolerate(new Presence(), { isUp: () => true }).count()).toBe(2);
  });

  it('drops what is said into the void while Redis is away', async () => {
    const publish = vi.fn(never);
    await tolerate({ publish }, { isUp: () => false }).publish();
    expect(publish).not.toHaveBeenCalled();
  });

  it('waits for no subscription, which is made when Redis is back', async () => {
    const subscribe = vi.fn(never);
    await tolerate({ subscribe }, { isUp: () => false, patienceMs: 1 }).subscribe();
    expect(subscribe).toHaveBeenCalledOnce();
  });

  it('rejects a question that Redis does not answer', async () => {
    await expect(tolerate({ hget: never }, { isUp: () => false, patienceMs: 1 }).hget()).rejects.toThrow('unable to use Redis; it does not answer; it is tried again');
  });

  it('T6 lets no failure that nobody awaits end the process', async () => {
    const unhandled = vi.fn();
    process.on('unhandledRejection', unhandled);
    const failing = tolerate({ hset: () => Promise.reject(new Error('READONLY')), hget: () => Promise.reject(new Error('LOADING')) }, { isUp: () => true });
    void failing.hset();
    await expect(failing.hget()).rejects.toThrow('LOADING');
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', unhandled);
    expect(unhandled).not.toHaveBeenCalled();
  });
});
