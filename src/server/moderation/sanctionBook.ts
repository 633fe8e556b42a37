import { checkJoin, checkSend, endOf, withSanction, withoutSanction, type Sanction, type SanctionKind } from './sanctions.js';

/** The part of the store that keeps sanctions. `room` is the channel id. */
export interface SanctionStore {
  /** All that have not ended at `now`. */
  sanctions(room: string, now: number): Promise<Sanction[]>;
  /** In place of the same kind for the same user. */
  putSanction(room: string, sanction: Sanction): Promise<void>;
  dropSanction(room: string, userId: string, kind: SanctionKind): Promise<void>;
}

export interface Laid {
  userId: string;
  kind: SanctionKind;
  /** Without it the sanction has no end. */
  seconds?: number;
  reason?: string;
  by: string;
}

/** Sanctions of the rooms that are open here, at hand without waiting: each message asks. */
export interface SanctionBook {
  /** Reads a room's sanctions; again, where another process changed them. Needed before `checkSend`. */
  load(room: string): Promise<void>;
  /** Forgets a room that is no longer open here. */
  forget(room: string): void;
  /** Rejects with `banned`. Reads the room first where it is not open. */
  checkJoin(room: string, userId: string): Promise<void>;
  /** Throws `banned` or `muted`, else says whom the message may reach. */
  checkSend(room: string, userId: string): 'everyone' | 'shadow';
  lay(room: string, sanction: Laid): Promise<Sanction>;
  lift(room: string, userId: string, kind: SanctionKind): Promise<void>;
}

export function createSanctionBook({ store, now }: { store: SanctionStore; now: () => number }): SanctionBook {
  const rooms = new Map<string, Map<string, Sanction[]>>();
  let changes = 0;

  const read = async (room: string): Promise<Map<string, Sanction[]>> => {
    const users = new Map<string, Sanction[]>();
    for (const sanction of await store.sanctions(room, now())) users.set(sanction.userId, [...(users.get(sanction.userId) ?? []), sanction]);
    return users;
  };

  /** What another process did is seen by `load`; what was done here must not wait for it. */
  const change = (room: string, userId: string, next: (before: readonly Sanction[]) => Sanction[]): void => {
    changes++;
    const users = rooms.get(room);
    if (!users) return;
    const after = next(users.get(userId) ?? []);
    if (after.length > 0) users.set(userId, after);
    else users.delete(userId);
  };

  return {
    async load(room) {
      let before: number;
      let users: Map<string, Sanction[]>;
      // What was changed while it was read may be missing in what was read.
      do {
        before = changes;
        users = await read(room);
      } while (before !== changes);
      rooms.set(room, users);
    },
    forget: (room) => void rooms.delete(room),
    async checkJoin(room, userId) {
      checkJoin((rooms.get(room) ?? (await read(room))).get(userId) ?? [], now());
    },
    checkSend: (room, userId) => checkSend(rooms.get(room)?.get(userId) ?? [], now()),
    async lay(room, { userId, kind, seconds, reason, by }) {
      const sanction: Sanction = { userId, kind, until: endOf(seconds, now()), reason: reason ?? null, by };
      await store.putSanction(room, sanction);
      change(room, userId, (before) => withSanction(before, sanction, now()));
      return sanction;
    },
    async lift(room, userId, kind) {
      await store.dropSanction(room, userId, kind);
      change(room, userId, (before) => withoutSanction(before, userId, kind, now()));
    },
  };
}
