import { createHash } from 'node:crypto';
import type { Clock } from '../../protocol/clock.js';
import type { Topic } from '../topic.js';

/** The parts of a Colyseus presence that processes need to find and tell each other. */
export interface SharedPresence {
  subscribe(topic: string, callback: (message: unknown) => void): unknown;
  unsubscribe(topic: string, callback?: (message: unknown) => void): unknown;
  publish(topic: string, message: unknown): unknown;
  hset(key: string, field: string, value: string): unknown;
  hgetall(key: string): unknown;
  hdel(key: string, field: string): unknown;
  expire(key: string, seconds: number): unknown;
}

/** The other processes that serve the same rooms, as far as this one hears of them. */
export interface Cluster {
  readonly processId: string;
  openTopic<Event>(name: string, onEvent: (event: Event, origin: string) => void): Topic<Event>;
  /** Notes that this process has the thing of that name. A hint: it may be lost, and outlive the process. */
  enlist(name: string): void;
  delist(name: string): void;
  /** The processes noted for that name, without this one and without those known to be gone. Rejects where the note cannot be read now. */
  holders(name: string): Promise<string[]>;
  /** Told of a process that has not been heard of for a while. */
  onGone(listener: (processId: string) => void): () => void;
  /** Told when this process may have missed what others said, and they what it said. */
  onReturn(listener: () => void): () => void;
  /** The same promise, or nothing after as long as a join may wait for other processes. */
  soon<T>(promise: Promise<T>): Promise<T | undefined>;
  /** Tells the others that this process goes; what is open stays usable. */
  close(): void;
}

export interface ClusterOptions {
  presence: SharedPresence;
  processId: string;
  clock: Clock;
  /** How often a process says that it lives, milliseconds. */
  aliveMs: number;
  /** Calls back when the connection between the processes was lost and is there again. */
  onReconnect?(listener: () => void): void;
  onUnexpected(error: unknown): void;
}

interface Envelope {
  origin: string;
  event: unknown;
}

/** A process not heard of for so many of its beats is gone. */
const SILENT_BEATS = 2.5;
const HINT_SECONDS = 24 * 3_600;
const PATIENCE_MS = 300;

/** Joins this process to the others over a pub/sub that all share, such as Redis. */
export function createCluster({ presence, processId, clock, aliveMs, onReconnect, onUnexpected }: ClusterOptions): Cluster {
  const heard = new Map<string, number>();
  const began = clock.now();
  const goneListeners = new Set<(processId: string) => void>();
  const returnListeners = new Set<() => void>();
  let timer: unknown = null;
  let closed = false;

  /** What a lost or refused command costs is found out by other ways. */
  function attempt(command: () => unknown): Promise<unknown> {
    try {
      return Promise.resolve(command()).catch(() => undefined);
    } catch {
      return Promise.resolve(undefined);
    }
  }

  function soon<T>(promise: Promise<T>): Promise<T | undefined> {
    return new Promise((resolve, reject) => {
      const patience = clock.setTimeout(() => resolve(undefined), PATIENCE_MS);
      promise.then(resolve, reject).finally(() => clock.clearTimeout(patience));
    });
  }

  // Room names and match ids are not ours: none becomes a key of the shared store.
  const keyOf = (name: string): string => `roomchat:${createHash('sha256').update(name).digest('base64url')}`;

  function openTopic<Event>(name: string, onEvent: (event: Event, origin: string) => void): Topic<Event> {
    const key = keyOf(name);
    const receive = (message: unknown): void => {
      const { origin, event } = message as Envelope;
      if (origin === processId) return;
      try {
        onEvent(event as Event, origin);
      } catch (error) {
        // Thrown on, it would stop the connection's reader.
        onUnexpected(error);
      }
    };
    return {
      ready: soon(attempt(() => presence.subscribe(key, receive))).then(() => {}),
      publish: (event) => void attempt(() => presence.publish(key, { origin: processId, event } satisfies Envelope)),
      // Without the callback every listener of the topic would go.
      close: () => void attempt(() => presence.unsubscribe(key, receive)),
    };
  }

  const alive = openTopic<'alive' | 'bye'>('processes', (event, origin) => {
    if (event === 'bye') return lose(origin);
    heard.set(origin, clock.now());
  });

  function lose(origin: string): void {
    heard.delete(origin);
    for (const listener of goneListeners) listener(origin);
  }

  function beat(): void {
    alive.publish('alive');
    for (const [origin, at] of heard) if (clock.now() - at > SILENT_BEATS * aliveMs) lose(origin);
    timer = clock.setTimeout(beat, aliveMs);
  }
  beat();

  // Who is new here has not heard of those who live.
  const mayLive = (id: string): boolean => heard.has(id) || clock.now() - began <= SILENT_BEATS * aliveMs;

  onReconnect?.(() => {
    if (closed) return;
    // Silence was the connection's: nobody is to be taken for gone by it.
    for (const origin of heard.keys()) heard.set(origin, clock.now());
    for (const listener of returnListeners) listener();
  });

  return {
    processId,
    soon,
    openTopic,
    enlist(name) {
      const key = keyOf(name);
      void attempt(() => presence.hset(key, processId, '1'));
      void attempt(() => presence.expire(key, HINT_SECONDS));
    },
    delist: (name) => void attempt(() => presence.hdel(keyOf(name), processId)),
    async holders(name) {
      const key = keyOf(name);
      const found = await soon(attempt(async () => ({ notes: await presence.hgetall(key) })));
      if (!found) throw new Error('the other processes cannot be found now');
      const others = Object.keys((found as { notes: Record<string, string> | null }).notes ?? {}).filter((id) => id !== processId);
      const dead = others.filter((id) => !mayLive(id));
      for (const id of dead) void attempt(() => presence.hdel(key, id));
      return others.filter(mayLive);
    },
    onGone(listener) {
      goneListeners.add(listener);
      return () => void goneListeners.delete(listener);
    },
    onReturn(listener) {
      returnListeners.add(listener);
      return () => void returnListeners.delete(listener);
    },
    close() {
      if (closed) return;
      closed = true;
      if (timer !== null) clock.clearTimeout(timer);
      alive.publish('bye');
      alive.close();
    },
  };
}
