import type { Presence, PresenceEvent } from '../protocol/messages.js';

export interface ClientRoster {
  readonly list: readonly Presence[];
  readonly count: number;
  /** Takes a change over; returns what of it is news, or null. */
  apply(event: PresenceEvent): PresenceEvent | null;
  /**
   * Takes a whole list over, as after a reconnect; returns the difference, or null. While the server itself is `settling`
   * whoever is not back yet keeps the place, until `settle`.
   */
  replace(presences: readonly Presence[], count: number, settling?: boolean): PresenceEvent | null;
  /** Whoever has not come back by now has left; returns them, or null. */
  settle(): PresenceEvent | null;
}

/** Who is in the room, as this client was told. */
export function createClientRoster(presences: readonly Presence[], count: number): ClientRoster {
  let users = new Map(presences.map((user) => [user.userId, user]));
  let total = count;
  let list: readonly Presence[] = [...presences];
  /** Those who keep their place though the server has not seen them. */
  let awaited = new Set<string>();

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
        awaited.clear();
        changed();
        total = event.count;
        return { joins: [], leaves: [], count: total };
      }
      const joins = event.joins.filter(({ userId }) => !users.has(userId));
      const leaves = event.leaves.filter(({ userId }) => users.has(userId));
      for (const { userId } of [...event.joins, ...leaves]) awaited.delete(userId);
      for (const user of joins) users.set(user.userId, user);
      for (const { userId } of leaves) users.delete(userId);
      if (joins.length + leaves.length === 0) return null;
      changed();
      total = users.size;
      return { joins, leaves };
    },
    replace(current, newCount, settling = false) {
      const before = users;
      const countBefore = total;
      users = new Map(current.map((user) => [user.userId, user]));
      total = newCount;
      awaited.clear();
      changed();
      if (countBefore > before.size || newCount > users.size) {
        // A list that was not there, or is not there any more, tells nothing about who came and went.
        return countBefore === newCount && before.size === users.size ? null : { joins: [], leaves: [], count: newCount };
      }
      const joins = current.filter(({ userId }) => !before.has(userId));
      const missing = [...before.values()].filter(({ userId }) => !users.has(userId));
      if (settling) {
        awaited = new Set(missing.map(({ userId }) => userId));
        users = new Map([...before, ...users]);
        total = users.size;
        changed();
      }
      const leaves = settling ? [] : missing.map(lost);
      return joins.length + leaves.length === 0 ? null : { joins, leaves };
    },
    settle() {
      const leaves = [...awaited].map((userId) => lost(users.get(userId)!));
      if (leaves.length === 0) return null;
      for (const userId of awaited) users.delete(userId);
      awaited.clear();
      total = users.size;
      changed();
      return { joins: [], leaves };
    },
  };
}

function lost(user: Presence): PresenceEvent['leaves'][number] {
  return { ...user, reason: 'lost' };
}
