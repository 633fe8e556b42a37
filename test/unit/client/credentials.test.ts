import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createCredentials, type CredentialOptions, type GuestStorage } from '../../../src/client/credentials.js';
import { systemClock } from '../../../src/protocol/clock.js';
import { expectSentence, rejectionOf, thrownBy } from '../../helpers/errors.js';

const make = (options: CredentialOptions) => createCredentials(options, { appId: 'test', clock: systemClock, patienceMs: 10_000 });

function memoryStorage(): GuestStorage & { readonly items: Map<string, string> } {
  const items = new Map<string, string>();
  return { items, getItem: (key) => items.get(key) ?? null, setItem: (key, value) => void items.set(key, value) };
}

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('a token', () => {
  it('T1 is shown as it is, or fetched anew each time', async () => {
    const fixed = make({ token: 'jwt' });
    expect((await fixed.acquire()).credentials).toEqual({ token: 'jwt' });
    expect(fixed.renewable).toBe(false);
    let count = 0;
    const fetched = make({ token: async () => `jwt ${++count}` });
    expect((await fetched.acquire()).credentials).toEqual({ token: 'jwt 1' });
    expect((await fetched.acquire()).credentials).toEqual({ token: 'jwt 2' });
    expect(fetched.renewable).toBe(true);
    expect((await make({ token: () => 'sync' }).acquire()).credentials).toEqual({ token: 'sync' });
  });

  it('T1 that cannot be fetched now may be fetched later', async () => {
    const cause = new Error('offline');
    const error = await rejectionOf(make({ token: () => Promise.reject(cause) }).acquire());
    expectSentence(error, 'unavailable');
    expect(error).toMatchObject({ temporary: true, cause });
  });

  it.each([undefined, null, '', 5, {}])('T1 is no token where the function returns %j', async (value) => {
    expectSentence(await rejectionOf(make({ token: () => value as string }).acquire()), 'unauthorized');
  });

  it('counts before a guest name', async () => {
    expect((await make({ token: 'jwt', guest: { username: 'Ada' } }).acquire()).credentials).toEqual({ token: 'jwt' });
  });
});

describe('wrong options', () => {
  it.each([
    {}, { token: '' }, { token: 5 }, { token: null }, { token: {} },
    { guest: null }, { guest: 'Ada' }, { guest: true }, { guest: {} }, { guest: { username: '' } }, { guest: { username: 5 } }, { guest: { name: 'Ada' } },
  ])('T1 are refused at once: %j', (options) => {
    expectSentence(thrownBy(() => make(options as CredentialOptions)), 'invalid_option');
  });
});

describe('a guest', () => {
  it('T1 stays the same guest on every later join, and over a reload', async () => {
    const storage = memoryStorage();
    const guest = make({ guest: { username: ' Ada ', storage } });
    const first = await guest.acquire();
    expect(first.credentials).toEqual({ guest: { username: 'Ada' } });
    first.settle('guest-token');
    expect((await guest.acquire()).credentials).toEqual({ guest: { username: 'Ada', guestToken: 'guest-token' } });
    const reloaded = make({ guest: { username: 'Ada', storage } });
    expect((await reloaded.acquire()).credentials).toEqual({ guest: { username: 'Ada', guestToken: 'guest-token' } });
    const other = createCredentials({ guest: { username: 'Ada', storage } }, { appId: 'other', clock: systemClock, patienceMs: 1 });
    expect((await other.acquire()).credentials).toEqual({ guest: { username: 'Ada' } });
  });

  it('T1 is one guest also where several rooms are joined at once', async () => {
    const guest = make({ guest: { username: 'Ada', storage: null } });
    const first = await guest.acquire();
    const others = [guest.acquire(), guest.acquire()];
    first.settle('guest-token');
    for (const { credentials } of await Promise.all(others)) expect(credentials.guest?.guestToken).toBe('guest-token');
  });

  it('lets the next one try where the first fails, or hangs', async () => {
    const guest = make({ guest: { username: 'Ada', storage: null } });
    (await guest.acquire()).settle();
    const hanging = await guest.acquire();
    const onThird = vi.fn();
    const third = guest.acquire();
    void third.then(onThird);
    await vi.advanceTimersByTimeAsync(9_999);
    expect(onThird).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(onThird).toHaveBeenCalled();
    (await third).settle();
    hanging.settle('late');
    hanging.settle();
    expect((await guest.acquire()).credentials.guest?.guestToken).toBe('late');
  });

  it('leaves no timer behind', async () => {
    const guest = make({ guest: { username: 'Ada', storage: null } });
    (await guest.acquire()).settle('token');
    (await guest.acquire()).settle('token');
    expect(vi.getTimerCount()).toBe(0);
  });

  it('lives with a storage that is forbidden or full', async () => {
    const forbidden: GuestStorage = {
      getItem: () => {
        throw new Error('SecurityError');
      },
      setItem: () => {
        throw new Error('QuotaExceededError');
      },
    };
    const guest = make({ guest: { username: 'Ada', storage: forbidden } });
    (await guest.acquire()).settle('token');
    expect((await guest.acquire()).credentials.guest?.guestToken).toBe('token');
  });

  it('uses the sessionStorage of a page, and none where there is no page', async () => {
    const storage = memoryStorage();
    vi.stubGlobal('sessionStorage', storage);
    (await make({ guest: { username: 'Ada' } }).acquire()).settle('token');
    expect(storage.items.size).toBe(0);
    vi.stubGlobal('document', {});
    (await make({ guest: { username: 'Ada' } }).acquire()).settle('token');
    expect([...storage.items]).toEqual([['gametegra-room-chat/test/guest', 'token']]);
  });

  it('lives with a page whose sessionStorage throws', async () => {
    vi.stubGlobal('document', {});
    Object.defineProperty(globalThis, 'sessionStorage', { configurable: true, get: () => { throw new Error('SecurityError'); } });
    try {
      expect((await make({ guest: { username: 'Ada' } }).acquire()).credentials).toEqual({ guest: { username: 'Ada' } });
    } finally {
      Reflect.deleteProperty(globalThis, 'sessionStorage');
    }
  });
});
