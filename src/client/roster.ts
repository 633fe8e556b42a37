import type { Presence, PresenceEvent } from '../protocol/messages.js';

export interface ClientRoster {
  readonly list: readonly Presence[];
  readonly count: number;
  /** Takes a change over; returns what of it is news, or null. */
  apply(event: PresenceEvent): PresenceEvent | null;
  /** Takes a whole list over, as after a reconnect; returns the difference, or null. */
  replace(presences: readonly Presence[], count: number): PresenceEvent | null;
}

/** Who is in the room, as this client was told. */
export function createClientRoster(presences: readonly Presence[], count: number): ClientRoster {
  let users = new Map(presences.map((user) => [user.userId, user]));
  let total = count;
  let list: readonly Presence[] = [...presences];

  function changed(): void {
    list = [...users.values()];
  }

  return {
    get list() {
      return list;
    },
    get count() {
      return total;
    },
    apply(event) {
      if (event.count !== undefined) {
        // A list beside the count is everyone; without one the room is too large for lists.
        users = new Map(event.joins.map((user) => [user.userId, user]));
        changed();
        total = event.count;
        return { joins: [], leaves: [], count: total };
      }
      const joins = event.joins.filter(({ userId }) => !users.has(userId));
      const leaves = event.leaves.filter(({ userId }) => users.has(userId));
      for (const user of joins) users.set(user.userId, user);
      for (const { userId } of leaves) users.delete(userId);
      if (joins.length + leaves.length === 0) return null;
      changed();
      total = users.size;
      return { joins, leaves };
    },
    replace(current, newCount) {
      const before = users;
      const countBefore = total;
      users = new Map(current.map((user) => [user.userId, user]));
      total = newCount;
      changed();
      if (countBefore > before.size || newCount > users.size) {
        // A list that was not there, or is not there any more, tells nothing about who came and went.
        return countBefore === newCount && before.size === users.size ? null : { joins: [], leaves: [], count: newCount };
      }
      const joins = current.filter(({ userId }) => !before.has(userId));
      const leaves = [...before.values()].filter(({ userId }) => !users.has(userId)).map((user) => ({ ...user, reason: 'lost' as const }));
      return joins.length + leaves.length === 0 ? null : { joins, leaves };
    },
  };
}
