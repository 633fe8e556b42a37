import { RoomChatError } from '../../src/protocol/errors.js';
import { parseClientId } from '../../src/protocol/parse.js';
import type { WireMessage } from '../../src/protocol/wire.js';
import type { AppendResult, Appended, ChatStore, RoomRecord } from '../../src/server/store/ChatStore.js';

type Core = Pick<ChatStore, 'find' | 'open' | 'claim' | 'append' | 'page' | 'secret' | 'ping' | 'close' | 'sanctions' | 'slowSeconds' | 'isNameKnown' | 'noteNames' | 'touchRooms'>;

interface Room {
  record: RoomRecord;
  messages: WireMessage[];
  known: Map<string, Appended>;
}

/** What outlives a store: several may be open over one, as processes over one database. */
export type MemoryDatabase = Map<string, Room>;

export interface MemoryStore extends ChatStore {
  /** Each call of these rejects until they are taken out. */
  readonly failing: Set<keyof Core>;
  /** What these were asked waits until `release`. */
  readonly holding: Set<keyof Core>;
  release(): void;
  /** Calls so far, by name. */
  readonly calls: Partial<Record<keyof Core, number>>;
}

/** A store without a disk, for tests that drive every step by hand. It promises what the databases promise, but for moderation and retention. */
export function createMemoryStore(database: MemoryDatabase = new Map(), now: () => number = Date.now): MemoryStore {
  const failing = new Set<keyof Core>();
  const holding = new Set<keyof Core>();
  const calls: MemoryStore['calls'] = {};
  let held: (() => void)[] = [];

  function open(name: string, { epoch, lastSeq }: { epoch: string; lastSeq: number }): Room {
    let room = database.get(name);
    if (!room) {
      room = { record: { epoch, lastSeq, lossySeq: lastSeq, prunedSeq: 0, claimed: false }, messages: [], known: new Map() };
      database.set(name, room);
    }
    return room;
  }

  function append(name: string, entries: Parameters<Core['append']>[1]): AppendResult {
    const room = database.get(name);
    if (!room) throw new RoomChatError('invalid_request', 'unable to store message; the room is not open; open it first');
    const { record, messages, known } = room;
    for (const { clientId } of entries) parseClientId(clientId);
    const prev = record.lastSeq;
    const createTime = Math.max(now(), messages.at(-1)?.[4] ?? 0);
    /** Of this very call, but not of any later one: what leaves no row is known no longer. */
    const fleeting = new Map<string, Appended>();
    const appended = entries.map(({ clientId, senderId, sender, content, persist }): Appended => {
      const key = `${senderId}/${clientId}`;
      const before = fleeting.get(key) ?? known.get(key);
      if (before) return { ...before, duplicate: true };
      const entry = { seq: ++record.lastSeq, createTime, duplicate: false };
      if (persist) {
        known.set(key, entry);
        messages.push([entry.seq, senderId, sender, content, createTime, clientId]);
      } else {
        fleeting.set(key, entry);
        record.lossySeq = entry.seq;
      }
      return entry;
    });
    return { prev, last: record.lastSeq, appended };
  }

  const core: { [K in keyof Core]: (...args: Parameters<Core[K]>) => Awaited<ReturnType<Core[K]>> } = {
    find: (name) => (database.has(name) ? { ...database.get(name)!.record } : null),
    open: (name, initial) => ({ ...open(name, initial).record }),
    claim(name, epoch) {
      open(name, { epoch, lastSeq: 0 }).record.claimed = true;
    },
    append,
    page(name, { after = 0, before = Infinity, limit, from }) {
      const found = (database.get(name)?.messages ?? []).filter(([seq]) => seq > after && seq < before);
      return structuredClone(from === 'oldest' ? found.slice(0, limit) : found.slice(-limit));
    },
    secret: (name) => new Uint8Array(32).fill(name.length),
    ping() {},
    close() {},
    // Nobody is muted or banned.
    sanctions: () => [],
    slowSeconds: () => 0,
    isNameKnown: () => false,
    noteNames() {},
    touchRooms() {},
  };

  const store = Object.fromEntries(
    Object.entries(core).map(([key, method]) => [
      key,
      async (...args: unknown[]) => {
        const name = key as keyof Core;
        calls[name] = (calls[name] ?? 0) + 1;
        if (holding.has(name)) await new Promise<void>((resolve) => held.push(resolve));
        if (failing.has(name)) throw new RoomChatError('unavailable', 'unable to use the database; it is made to fail; mend the test');
        return (method as (...all: unknown[]) => unknown)(...args);
      },
    ]),
  ) as unknown as ChatStore;

  return Object.assign(store, {
    failing,
    holding,
    calls,
    release() {
      holding.clear();
      for (const go of held.splice(0)) go();
    },
  });
}
