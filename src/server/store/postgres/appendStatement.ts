import { RoomChatError } from '../../../protocol/errors.js';
import type { AppendEntry, AppendResult, Appended } from '../ChatStore.js';
import type { Outcome } from '../groupCommit.js';
import { timeOf, type Query } from './query.js';

export interface AppendCall {
  room: string;
  entries: AppendEntry[];
  /** Null: the database's clock. */
  now: number | null;
}

/**
 * One statement for a whole group over many rooms. It locks the rooms in the order of their ids (so two processes
 * cannot wait for each other), numbers, inserts and moves the rooms' heads on. `locked` reads a room as it is once
 * the lock is had; everything else sees the time before it, and may miss that another process stored an entry
 * meanwhile. The unique index does not: such an entry comes back as neither known nor stored, and leaves a
 * harmless hole in the numbers.
 */
const APPEND = `
WITH entry AS MATERIALIZED (
  SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::uuid[], $5::text[], $6::boolean[])
    WITH ORDINALITY AS e (room, sender_id, sender, client_id, content, persist, ord)
), locked AS MATERIALIZED (
  SELECT r.id, r.name, r.last_seq, greatest(r.last_time, ${timeOf('$7')}) AS time
  FROM chat_room r WHERE r.name = ANY ($8::text[]) ORDER BY r.id FOR UPDATE
), looked_up AS MATERIALIZED (
  SELECT e.*, l.id AS room_id, l.last_seq, l.time, m.seq AS known_seq, m.create_time AS known_time
  FROM entry e
  LEFT JOIN locked l ON l.name = e.room
  LEFT JOIN chat_message m ON m.room_id = l.id AND m.client_id = e.client_id AND m.sender_id = e.sender_id
), numbered AS MATERIALIZED (
  SELECT u.*, u.last_seq + row_number() OVER (PARTITION BY u.room_id ORDER BY u.ord) AS seq
  FROM looked_up u WHERE u.room_id IS NOT NULL AND u.known_seq IS NULL
), inserted AS (
  INSERT INTO chat_message (room_id, seq, sender_id, sender, client_id, content, create_time)
  SELECT n.room_id, n.seq, n.sender_id, n.sender, n.client_id, n.content, n.time FROM numbered n WHERE n.persist
  ON CONFLICT DO NOTHING RETURNING room_id, seq
), moved AS (
  UPDATE chat_room r SET last_seq = h.last, last_time = h.time, lossy_seq = greatest(r.lossy_seq, h.lossy)
  FROM (
    SELECT n.room_id, max(n.seq) AS last, max(n.time) AS time, max(n.seq) FILTER (WHERE NOT n.persist) AS lossy
    FROM numbered n GROUP BY n.room_id
  ) h WHERE r.id = h.room_id
)
SELECT u.room_id IS NULL AS unopened, u.last_seq::float8 AS head, u.time::float8 AS time,
  u.known_seq::float8 AS known_seq, u.known_time::float8 AS known_time,
  n.seq::float8 AS seq, (i.seq IS NOT NULL OR NOT u.persist) AS done
FROM looked_up u
LEFT JOIN numbered n ON n.ord = u.ord
LEFT JOIN inserted i ON i.room_id = n.room_id AND i.seq = n.seq
ORDER BY u.ord`;

const FIND = `
SELECT e.ord::int AS ord, m.seq::float8 AS seq, m.create_time::float8 AS time
FROM unnest($1::text[], $2::text[], $3::uuid[]) WITH ORDINALITY AS e (room, sender_id, client_id, ord)
JOIN chat_room r ON r.name = e.room
JOIN chat_message m ON m.room_id = r.id AND m.client_id = e.client_id AND m.sender_id = e.sender_id`;

interface AppendRow {
  unopened: boolean;
  /** The room's number before the statement. */
  head: number;
  time: number;
  known_seq: number | null;
  known_time: number | null;
  /** The number given; null where the entry was known. */
  seq: number | null;
  done: boolean;
}

/** Appends a group of calls; each gets its own outcome. */
export async function appendGroup(query: Query, calls: AppendCall[]): Promise<Outcome<AppendResult>[]> {
  const { unique, indexOf } = withoutRepeats(calls);
  const rows = (await query(APPEND, [
    unique.map(({ room }) => room),
    unique.map(({ entry }) => entry.senderId),
    unique.map(({ entry }) => entry.sender),
    unique.map(({ entry }) => entry.clientId),
    unique.map(({ entry }) => JSON.stringify(entry.content)),
    unique.map(({ entry }) => entry.persist),
    calls.reduce<number | null>((latest, { now }) => (now === null ? latest : Math.max(now, latest ?? now)), null),
    [...new Set(calls.map(({ room }) => room))],
  ], 'chat-append')) as unknown as AppendRow[];
  const raced = await findRaced(query, unique, rows);

  const heads = new Map<string, number>();
  const answered = new Set<number>();
  return calls.map(({ room, entries }): Outcome<AppendResult> => {
    const mine = entries.map((entry) => indexOf(room, entry));
    if (mine.some((index) => rows[index]!.unopened)) {
      return { ok: false, error: roomNotOpen(room) };
    }
    const prev = heads.get(room) ?? rows[mine[0]!]!.head;
    let last = prev;
    const appended = mine.map((index): Appended => {
      const row = rows[index]!;
      // Also where a raced repeat made a hole of it, the number is used up.
      if (row.seq !== null) last = Math.max(last, row.seq);
      const found = row.known_seq === null ? raced.get(index) : { seq: row.known_seq, createTime: row.known_time! };
      const duplicate = found !== undefined || answered.has(index);
      answered.add(index);
      return { ...(found ?? { seq: row.seq!, createTime: row.time }), duplicate };
    });
    heads.set(room, last);
    return { ok: true, value: { prev, last, appended } };
  });
}

export function roomNotOpen(room: string): RoomChatError {
  return new RoomChatError('invalid_request', `unable to store message; the room ${room} is not open; open it first`);
}

/** Each (room, sender, client id) once: a repeat within the group is answered from the first. */
function withoutRepeats(calls: AppendCall[]) {
  const indexes = new Map<string, number>();
  const unique: { room: string; entry: AppendEntry }[] = [];
  const keyOf = (room: string, { clientId, senderId }: AppendEntry): string => JSON.stringify([room, clientId, senderId]);
  for (const { room, entries } of calls) {
    for (const entry of entries) {
      const key = keyOf(room, entry);
      if (indexes.has(key)) continue;
      indexes.set(key, unique.length);
      unique.push({ room, entry });
    }
  }
  return { unique, indexOf: (room: string, entry: AppendEntry): number => indexes.get(keyOf(room, entry))! };
}

/** Entries that another process stored between our look and our lock: a new statement sees them. */
async function findRaced(query: Query, unique: { room: string; entry: AppendEntry }[], rows: AppendRow[]): Promise<Map<number, { seq: number; createTime: number }>> {
  const open = rows.flatMap((row, index) => (row.unopened || row.known_seq !== null || row.done ? [] : [index]));
  if (open.length === 0) return new Map();
  const asked = open.map((index) => unique[index]!);
  const found = await query(FIND, [
    asked.map(({ room }) => room),
    asked.map(({ entry }) => entry.senderId),
    asked.map(({ entry }) => entry.clientId),
  ], 'chat-find');
  if (found.length < open.length) throw new Error('a message vanished while it was being stored');
  return new Map(found.map((row) => [open[Number(row.ord) - 1]!, { seq: Number(row.seq), createTime: Number(row.time) }]));
}
