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
 * One statement for a whole group over many rooms. It locks the rooms in the order of their ids, so that two
 * processes cannot wait for each other; reads their heads as they are once the locks are had; inserts, and moves the
 * heads on. Each entry comes with its place behind its room's head: nothing has to be joined, and the plan stays
 * right however the tables grow.
 *
 * An entry that is stored already takes no row, and leaves a harmless hole in the numbers.
 */
const APPEND = `
WITH locked AS MATERIALIZED (
  SELECT r.id, r.name, r.last_seq, greatest(r.last_time, ${timeOf('$4')}) AS time
  FROM chat_room r WHERE r.name = ANY ($1::text[]) ORDER BY r.id FOR UPDATE
), room AS MATERIALIZED (
  SELECT array_agg(l.id ORDER BY w.i) AS ids, array_agg(l.last_seq ORDER BY w.i) AS heads, array_agg(l.time ORDER BY w.i) AS times
  FROM unnest($1::text[]) WITH ORDINALITY AS w (name, i) LEFT JOIN locked l ON l.name = w.name
), inserted AS (
  INSERT INTO chat_message (room_id, seq, sender_id, sender, client_id, content, create_time)
  SELECT room.ids[e.room], room.heads[e.room] + e.place, e.sender_id, e.sender, e.client_id, e.content, room.times[e.room]
  FROM room, unnest($5::int[], $6::int[], $7::text[], $8::text[], $9::uuid[], string_to_array($10, E'\\n'))
    AS e (room, place, sender_id, sender, client_id, content)
  WHERE room.ids[e.room] IS NOT NULL
  ON CONFLICT DO NOTHING RETURNING 1
), moved AS (
  UPDATE chat_room r SET last_seq = r.last_seq + w.count, last_time = room.times[w.i],
    lossy_seq = CASE WHEN w.lossy > 0 THEN r.last_seq + w.lossy ELSE r.lossy_seq END
  FROM room, unnest($2::int[], $3::int[]) WITH ORDINALITY AS w (count, lossy, i)
  WHERE r.id = room.ids[w.i]
)
SELECT room.heads::float8[] AS heads, room.times::float8[] AS times, (SELECT count(*) FROM inserted)::int AS stored FROM room`;

/** Never prepared: its plan is to fit the tables as they are. */
const FIND = `
SELECT e.ord::int AS ord, m.seq::float8 AS seq, m.create_time::float8 AS time
FROM unnest($1::text[], $2::text[], $3::uuid[]) WITH ORDINALITY AS e (room, sender_id, client_id, ord)
JOIN chat_room r ON r.name = e.room
JOIN chat_message m ON m.room_id = r.id AND m.client_id = e.client_id AND m.sender_id = e.sender_id`;

/** An entry of the group, each (room, sender, client id) once. */
interface Numbered {
  entry: AppendEntry;
  /** Which of the group's rooms, from 0. */
  room: number;
  /** Its number is the room's head plus this. */
  place: number;
}

/** Appends a group of calls; each gets its own outcome. */
export async function appendGroup(query: Query, calls: AppendCall[]): Promise<Outcome<AppendResult>[]> {
  const { rooms, counts, lossy, numbered, places, indexOf } = number(calls);
  const kept = numbered.filter(({ entry }) => entry.persist);
  const [row] = await query(
    APPEND,
    [
      rooms,
      counts,
      lossy,
      calls.reduce<number | null>((latest, { now }) => (now === null ? latest : Math.max(now, latest ?? now)), null),
      `{${kept.map(({ room }) => room + 1).join()}}`,
      `{${kept.map(({ place }) => place).join()}}`,
      arrayOf(kept.map(({ entry }) => entry.senderId)),
      arrayOf(kept.map(({ entry }) => entry.sender)),
      `{${kept.map(({ entry }) => entry.clientId).join()}}`,
      // JSON has no line breaks of its own.
      kept.map(({ entry }) => JSON.stringify(entry.content)).join('\n'),
    ],
    'chat-append',
  );
  // Null for a room that is not open.
  const heads = row!.heads as (number | null)[];
  const times = row!.times as number[];
  const storable = kept.filter(({ room }) => heads[room] != null);
  const known = (row!.stored as number) === storable.length ? new Map<Numbered, Stored>() : await findStored(query, rooms, storable);

  const before = new Map<number, number>();
  const answered = new Set<Numbered>();
  return calls.map(({ room: name }, call): Outcome<AppendResult> => {
    const room = indexOf(name);
    const head = heads[room];
    if (head == null) return { ok: false, error: roomNotOpen(name) };
    const prev = before.get(room) ?? head;
    let last = prev;
    const appended = places[call]!.map((mine): Appended => {
      const seq = head + mine.place;
      // Used up also where it became a hole.
      last = Math.max(last, seq);
      const found = known.get(mine);
      const duplicate = answered.has(mine) || (found !== undefined && found.seq !== seq);
      answered.add(mine);
      return { seq: found?.seq ?? seq, createTime: found?.createTime ?? times[room]!, duplicate };
    });
    before.set(room, last);
    return { ok: true, value: { prev, last, appended } };
  });
}

export function roomNotOpen(room: string): RoomChatError {
  return new RoomChatError('invalid_request', `unable to store message; the room ${room} is not open; open it first`);
}

/** Gives each entry its place in its room; a repeat within the group is answered from the first. */
function number(calls: AppendCall[]) {
  const rooms: string[] = [];
  const indexes = new Map<string, number>();
  const counts: number[] = [];
  const lossy: number[] = [];
  const byKey = new Map<string, Numbered>();
  const keyOf = (room: string, { clientId, senderId }: AppendEntry): string => `${clientId}${room}\n${senderId}`;
  const places = calls.map(({ room: name, entries }) => {
    let room = indexes.get(name);
    if (room === undefined) {
      room = rooms.push(name) - 1;
      indexes.set(name, room);
      counts.push(0);
      lossy.push(0);
    }
    const known = room;
    return entries.map((entry): Numbered => {
      const key = keyOf(name, entry);
      const before = byKey.get(key);
      if (before) return before;
      const place = ++counts[known]!;
      if (!entry.persist) lossy[known] = place;
      const mine = { entry, room: known, place };
      byKey.set(key, mine);
      return mine;
    });
  });
  return {
    rooms,
    counts,
    lossy,
    numbered: [...byKey.values()],
    /** For each call, what became of its entries, in their order. */
    places,
    indexOf: (room: string): number => indexes.get(room)!,
  };
}

/** An array of texts as PostgreSQL reads it. The driver's own way to write one takes more time than all the rest of a send. */
function arrayOf(texts: string[]): string {
  return `{${texts.map((text) => `"${SPECIAL.test(text) ? text.replace(/["\\]/g, '\\$&') : text}"`).join()}}`;
}

const SPECIAL = /["\\]/;

type Stored = Pick<Appended, 'seq' | 'createTime'>;

/** Under which number each of the entries is stored, now or before. */
async function findStored(query: Query, rooms: string[], entries: Numbered[]): Promise<Map<Numbered, Stored>> {
  const found = await query(FIND, [
    entries.map(({ room }) => rooms[room]),
    entries.map(({ entry }) => entry.senderId),
    entries.map(({ entry }) => entry.clientId),
  ]);
  return new Map(found.map(({ ord, seq, time }) => [entries[(ord as number) - 1]!, { seq: seq as number, createTime: time as number }]));
}
