import type { Act, ModerationStore, Sanction, SanctionKind } from '../store/ModerationStore.js';
import { checkJoin, checkSend, endOf } from './sanctions.js';

/** Whom a sanction concerns, and where: a channel id, or null for all rooms. */
export interface Where {
  userId: string;
  room: string | null;
  kind: SanctionKind;
}

/** Sanctions of those who are here, at hand without waiting: each message asks. */
export interface SanctionBook {
  /** Before a user enters a room: rejects with `banned`, else keeps the user's sanctions at hand until `exit`. */
  enter(room: string, userId: string): Promise<void>;
  /** Throws `banned`: asked again once the user is in the room, for a ban that came in between. */
  checkJoin(room: string, userId: string): void;
  /** Once for each `enter` that resolved. */
  exit(userId: string): void;
  /** Throws `banned` or `muted`, else says whom a message may reach: everyone, or (`shadow`) the sender alone. */
  checkSend(room: string, userId: string): 'everyone' | 'shadow';
  /** Without `seconds` it has no end. */
  lay(where: Where, act: Act, seconds?: number): Promise<Sanction>;
  /** False where there was none. */
  lift(where: Where, act: Act): Promise<boolean>;
  /** Reads again what another process changed: of one user, or of all who are here. */
  refresh(userId?: string): Promise<void>;
  /** Users at hand. */
  readonly size: number;
}

interface Entry {
  entries: number;
  sanctions: readonly Sanction[];
}

export function createSanctionBook({ store, now }: { store: Pick<ModerationStore, 'sanctions' | 'sanction' | 'lift'>; now: () => number }): SanctionBook {
  const users = new Map<string, Entry>();
  let changes = 0;

  const inRoom = (sanctions: readonly Sanction[], room: string): Sanction[] => sanctions.filter((sanction) => sanction.room === null || sanction.room === room);

  /** What was changed while it was read may be missing in what was read: then it is read once more. */
  async function read(userId: string): Promise<Sanction[]> {
    for (;;) {
      const before = changes;
      const sanctions = await store.sanctions({ userId });
      if (before === changes) return sanctions;
    }
  }

  function change(next: (before: readonly Sanction[]) => readonly Sanction[], userId: string): void {
    changes++;
    const entry = users.get(userId);
    if (entry) entry.sanctions = next(entry.sanctions);
  }

  const same = (a: Where, b: Where): boolean => a.kind === b.kind && a.room === b.room;

  return {
    async enter(room, userId) {
      const sanctions = await read(userId);
      checkJoin(inRoom(sanctions, room), now());
      const entry = users.get(userId) ?? { entries: 0, sanctions };
      users.set(userId, { entries: entry.entries + 1, sanctions });
    },
    checkJoin: (room, userId) => checkJoin(inRoom(users.get(userId)?.sanctions ?? [], room), now()),
    exit(userId) {
      const entry = users.get(userId);
      if (!entry) return;
      if (entry.entries > 1) entry.entries--;
      else users.delete(userId);
    },
    checkSend(room, userId) {
      const sanctions = users.get(userId)?.sanctions ?? [];
      // By far the usual case, asked for every message.
      return sanctions.length === 0 ? 'everyone' : checkSend(inRoom(sanctions, room), now());
    },
    async lay(where, act, seconds) {
      const { kind, userId, room } = where;
      const sanction = await store.sanction({ kind, userId, room, until: endOf(seconds, now()) }, act);
      change((before) => [...before.filter((other) => !same(other, where)), sanction], userId);
      return sanction;
    },
    async lift(where, act) {
      const { kind, userId, room } = where;
      const lifted = await store.lift({ kind, userId, room }, act);
      change((before) => before.filter((other) => !same(other, where)), userId);
      return lifted;
    },
    async refresh(userId) {
      for (const id of userId === undefined ? [...users.keys()] : [userId]) {
        if (!users.has(id)) continue;
        const sanctions = await read(id);
        const entry = users.get(id);
        if (entry) entry.sanctions = sanctions;
      }
    },
    get size() {
      return users.size;
    },
  };
}
