import type { Clock } from '../../protocol/clock.js';
import { RoomChatError } from '../../protocol/errors.js';
import type { ListedRoom, PrunePolicy, RetentionStore } from '../store/RetentionStore.js';

export interface Retention {
  /** Messages older than this go. */
  days?: number | undefined;
  /** All but so many of the newest of each room go. */
  count?: number | undefined;
}

export interface RetentionJobOptions extends Retention {
  store: Pick<RetentionStore, 'rooms' | 'prune' | 'removeIdleRooms' | 'pruneRecords'>;
  clock: Clock;
  /** From the end of one round to the start of the next. Default 10 minutes. */
  everyMs?: number;
  /** After each step, so that players' messages are not behind a long row of them. Default 20 ms. */
  pauseMs?: number;
  /** A room's messages up to this number are gone: for what a process has in memory. */
  onPruned?(room: string, prunedSeq: number): void;
  /** Whether this process has the room open: then it is not idle. */
  isOpen?(room: string): boolean;
  onError(error: unknown): void;
}

export interface RetentionJob {
  /** One round over all rooms; resolves to how many messages went. Rounds do not overlap. */
  run(): Promise<number>;
  /** No further round; resolves when the step under way is done. */
  close(): Promise<void>;
}

const DAY_MS = 24 * 3_600_000;
const ROOMS_AT_ONCE = 200;
const MESSAGES_AT_ONCE = 500;
/** Longer than a client keeps trying to send one message: a retry must find its first copy. */
const SPARE_MS = 15 * 60_000;
/** What moderators did stays for longer than what was said, so that a complaint can be looked into. */
const RECORDS_EXTRA_DAYS = 90;

/** Deletes in the background what is too old or too much, and idle rooms, in small steps. Several processes may do it at once. */
export function startRetention(options: RetentionJobOptions): RetentionJob {
  const { store, clock, days, count, everyMs = 10 * 60_000, pauseMs = 20, onPruned, isOpen = () => false, onError } = options;
  for (const [name, value] of Object.entries({ days, count })) {
    if (value !== undefined && !(value > 0)) throw new RoomChatError('invalid_option', `unable to delete old messages; ${name} is ${value}; give a number above 0`);
  }
  let timer: unknown = null;
  let running: Promise<number> | null = null;
  let closed = false;

  const pause = (ms: number) => new Promise<void>((resolve) => void clock.setTimeout(resolve, ms));

  async function pruneRoom({ room, lastSeq, prunedSeq }: ListedRoom): Promise<number> {
    // Numbers are at least as many as messages: with so few of them nothing can be too much.
    const maybeTooMany = count !== undefined && lastSeq - prunedSeq > count;
    if (lastSeq === prunedSeq || (days === undefined && !maybeTooMany)) return 0;
    let removed = 0;
    while (!closed) {
      const now = clock.now();
      const policy: PrunePolicy = { spareSince: now - SPARE_MS, limit: MESSAGES_AT_ONCE };
      if (days !== undefined) policy.olderThan = now - days * DAY_MS;
      if (count !== undefined) policy.keep = count;
      const step = await store.prune(room, policy);
      removed += step.removed;
      if (step.removed > 0) {
        onPruned?.(room, step.prunedSeq);
        await pause(pauseMs);
      }
      if (!step.more) break;
    }
    return removed;
  }

  /** Rooms whose messages are all gone go themselves, where nobody has opened them for as long. A match that is still on claims its room anew with its next player. */
  async function removeIdle(rooms: ListedRoom[]): Promise<void> {
    if (days === undefined) return;
    const before = clock.now() - Math.max(days, 1) * DAY_MS;
    const idle = rooms.filter(({ room, lastTime }) => lastTime < before && !isOpen(room));
    if (idle.length > 0) await store.removeIdleRooms(idle.map(({ room }) => room), before);
  }

  async function round(): Promise<number> {
    let removed = 0;
    for (let after: string | undefined; !closed; ) {
      const rooms = await store.rooms({ limit: ROOMS_AT_ONCE, ...(after !== undefined && { after }) });
      for (const room of rooms) {
        if (closed) return removed;
        removed += await pruneRoom(room);
      }
      await removeIdle(rooms);
      after = rooms.at(-1)?.room;
      if (after === undefined || rooms.length < ROOMS_AT_ONCE) break;
    }
    if (days !== undefined && !closed) await store.pruneRecords(clock.now() - (days + RECORDS_EXTRA_DAYS) * DAY_MS);
    return removed;
  }

  function run(): Promise<number> {
    running ??= round().finally(() => void (running = null));
    return running;
  }

  function schedule(ms: number): void {
    timer = clock.setTimeout(() => {
      // A database that is away is tried again in the next round.
      run().catch(onError).then(() => closed || schedule(everyMs), () => {});
    }, ms);
  }

  // Not all processes of a cluster at the same moment, and not while players come back after a restart.
  if (days !== undefined || count !== undefined) schedule(Math.round(everyMs * (0.1 + 0.4 * clock.random())));

  return {
    run,
    async close() {
      closed = true;
      if (timer !== null) clock.clearTimeout(timer);
      await running?.catch(() => {});
    },
  };
}
