import type { Clock } from '../protocol/clock.js';
import type { LeaveReason, Presence, PresenceEvent } from '../protocol/messages.js';

export interface RosterOptions {
  clock: Clock;
  /** How long a dropped user keeps the place, milliseconds. */
  graceMs: number;
  /** How long changes are gathered before they are told, milliseconds. */
  coalesceMs: number;
  /** Above so many users only their count is told. */
  listLimit: number;
  onChange(event: PresenceEvent): void;
}

export interface Roster {
  /** A user came in on one connection; hidden ones take part, but are never told of. */
  enter(connectionId: string, user: Presence, hidden: boolean): void;
  /** A connection is gone; `lost` keeps the user's place for the grace time. */
  exit(connectionId: string, reason: LeaveReason): void;
  /** What to tell a newcomer. */
  list(): Presence[];
  count(): number;
  /** Whether the user has a place, visibly. */
  has(userId: string): boolean;
  close(): void;
}

interface Entry {
  user: Presence;
  connections: Set<string>;
  graceTimer: unknown;
}

/** Who is in a room: one entry a user, however many connections the user has (P3). */
export function createRoster({ clock, graceMs, coalesceMs, listLimit, onChange }: RosterOptions): Roster {
  const entries = new Map<string, Entry>();
  const userOf = new Map<string, string>();
  /**
   * What may be news to someone. Also who came and went within one window is told of, and who went and came:
   * a newcomer may have had the list in between. Clients pass over what they know.
   */
  const joined = new Map<string, Presence>();
  const left = new Map<string, { user: Presence; reason: LeaveReason }>();
  let flushTimer: unknown = null;
  /** What listeners have: a list, or only the count. */
  let counting = false;

  /** Back to lists only well below the limit, so that a room at the limit does not go to and fro. */
  function tooMany(): boolean {
    return entries.size > (counting ? listLimit * 0.8 : listLimit);
  }

  function everyone(): Presence[] {
    return [...entries.values()].map((entry) => entry.user);
  }

  function schedule(): void {
    flushTimer ??= clock.setTimeout(flush, coalesceMs);
  }

  function flush(): void {
    flushTimer = null;
    if (joined.size + left.size === 0) return;
    const wasCounting = counting;
    counting = tooMany();
    const event: PresenceEvent = counting
      ? { joins: [], leaves: [], count: entries.size }
      : wasCounting
        ? // A count beside a list means: this is everyone.
          { joins: everyone(), leaves: [], count: entries.size }
        : { joins: [...joined.values()], leaves: [...left.values()].map(({ user, reason }) => ({ ...user, reason })) };
    joined.clear();
    left.clear();
    onChange(event);
  }

  function remove(userId: string, reason: LeaveReason): void {
    const entry = entries.get(userId);
    if (!entry) return;
    if (entry.graceTimer !== null) clock.clearTimeout(entry.graceTimer);
    entries.delete(userId);
    joined.delete(userId);
    left.set(userId, { user: entry.user, reason });
    schedule();
  }

  return {
    enter(connectionId, user, hidden) {
      if (hidden) return;
      userOf.set(connectionId, user.userId);
      const entry = entries.get(user.userId);
      if (entry) {
        entry.connections.add(connectionId);
        if (entry.graceTimer !== null) clock.clearTimeout(entry.graceTimer);
        entry.graceTimer = null;
        return;
      }
      entries.set(user.userId, { user, connections: new Set([connectionId]), graceTimer: null });
      left.delete(user.userId);
      joined.set(user.userId, user);
      schedule();
    },
    exit(connectionId, reason) {
      const userId = userOf.get(connectionId);
      if (userId === undefined) return;
      userOf.delete(connectionId);
      const entry = entries.get(userId);
      if (!entry) return;
      entry.connections.delete(connectionId);
      if (entry.connections.size > 0) return;
      if (reason === 'lost' && graceMs > 0) entry.graceTimer = clock.setTimeout(() => remove(userId, 'lost'), graceMs);
      else remove(userId, reason);
    },
    list: () => (tooMany() ? [] : everyone()),
    count: () => entries.size,
    has: (userId) => entries.has(userId),
    close() {
      for (const entry of entries.values()) if (entry.graceTimer !== null) clock.clearTimeout(entry.graceTimer);
      if (flushTimer !== null) clock.clearTimeout(flushTimer);
      entries.clear();
      userOf.clear();
    },
  };
}
