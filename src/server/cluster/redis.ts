import type { MatchMakerDriver, Presence } from '@colyseus/core';
import { COLYSEUS_ROOM } from '../../protocol/limits.js';
import { importOptional } from '../ops/importOptional.js';
import type { Log } from '../ops/log.js';
import { tolerate } from './tolerate.js';

export interface RedisConnection {
  readonly presence: Presence;
  readonly driver: MatchMakerDriver;
  /** Whether Redis answers now. */
  isUp(): boolean;
  /** Told each time that it answers again. */
  onBack(listener: () => void): void;
  close(): void;
}

/** The part of a Redis client that is watched; the packages keep theirs to themselves. */
interface Client {
  readonly status: string;
  on(event: 'ready' | 'close' | 'error', listener: (error: Error) => void): unknown;
  disconnect(): void;
}

/** What Colyseus needs to run as many processes. Rejects where Redis cannot be reached at the start; later it may go and come. */
export async function connectRedis(url: string, log: Log): Promise<RedisConnection> {
  const { RedisPresence } = await importOptional('@colyseus/redis-presence', 'share rooms between processes', () => import('@colyseus/redis-presence'));
  const { RedisDriver } = await importOptional('@colyseus/redis-driver', 'share rooms between processes', () => import('@colyseus/redis-driver'));
  const options = optionsOf(url);
  const presence = new RedisPresence(options);
  const driver = new RedisDriver(options);
  const { pub, sub } = presence as unknown as { pub: Client; sub: Client };
  const clients = [pub, sub, (driver as unknown as { _client: Client })._client];
  const isUp = (): boolean => clients.every(({ status }) => status === 'ready');
  let told = false;
  const backListeners = new Set<() => void>();
  const close = (): void => {
    told = false;
    for (const client of clients) client.disconnect();
  };

  try {
    await Promise.all(clients.map(firstReady));
  } catch (cause) {
    close();
    throw new Error(`unable to use Redis at ${options.host}:${options.port}; ${explain(cause as NodeJS.ErrnoException)}`, { cause });
  }
  told = true;
  for (const client of clients) {
    client.on('ready', () => {
      if (told || !isUp()) return;
      told = true;
      log.info('Redis is back');
      for (const listener of backListeners) listener();
    });
    client.on('close', () => {
      if (told) log.warn('Redis is away; rooms go on, and processes tell each other through the database');
      told = false;
    });
  }
  return { presence: tolerate(presence, { isUp }), driver: withoutRelays(tolerate(driver, { isUp }) as unknown as MatchMakerDriver), isUp, onBack: (listener) => void backListeners.add(listener), close };
}

const LISTING = new Set<PropertyKey>(['insert', 'persist', 'update']);

/** Colyseus 0.17 and later list rooms by the driver itself; chat relays need no listing (see `registerRelay`). */
function withoutRelays(driver: MatchMakerDriver): MatchMakerDriver {
  return new Proxy(driver, {
    get(object, name) {
      const value: unknown = Reflect.get(object, name, object);
      if (typeof value !== 'function' || !LISTING.has(name)) return value;
      return (room: { name?: unknown }, ...rest: unknown[]): unknown => (room.name === COLYSEUS_ROOM ? Promise.resolve(true) : value.call(object, room, ...rest));
    },
  });
}

function firstReady(client: Client): Promise<void> {
  return new Promise((resolve, reject) => {
    client.on('ready', () => resolve());
    // Stays: without a listener each failed attempt to reconnect would be printed.
    client.on('error', reject);
  });
}

/** The clients are made by packages that pass on one argument: so the address is taken apart here. */
function optionsOf(url: string) {
  const { protocol, hostname, port, username, password, pathname } = new URL(url);
  return {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? 6379 : Number(port),
    db: Number(pathname.slice(1)) || 0,
    ...(username !== '' && { username: decodeURIComponent(username) }),
    ...(password !== '' && { password: decodeURIComponent(password) }),
    ...(protocol === 'rediss:' && { tls: {} }),
    connectTimeout: 5_000,
    keepAlive: 10_000,
    retryStrategy: (attempt: number) => Math.min(50 * attempt, 1_000),
    // A command waits for Redis to come back, and does not fail: failures that nobody awaits end processes.
    maxRetriesPerRequest: null,
  };
}

function explain({ code, message }: NodeJS.ErrnoException): string {
  if (code === 'ECONNREFUSED' || code === 'ENOTFOUND' || code === 'EAI_AGAIN' || code === 'ETIMEDOUT') return 'nothing answers there; start Redis or mend the address';
  if (/NOAUTH|WRONGPASS/.test(message)) return 'it refuses the user or password; mend the address';
  return `${message}; check the address and the log of Redis`;
}
