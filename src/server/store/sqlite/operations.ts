import { RoomChatError } from '../../../protocol/errors.js';
import type { Content } from '../../../protocol/messages.js';
import type { PageQuery, RoomRecord } from '../ChatStore.js';
import type { Database, Row, Statement } from './driver.js';
import { createModeration } from './moderation.js';
import { createNames } from './names.js';
import { createRetention } from './retention.js';
import { recordOf, type Sql } from './sql.js';
import { uuidBytes, uuidText } from './uuid.js';

/** An entry on its way to the database's thread. */
export type EntryRow = [clientId: string, senderId: string, sender: string, content: Content, persist: boolean];

/**
 * What became of an append, as plain numbers because they cross to another thread for every message: the room's
 * number before and after, then for each entry its number, its time, and 1 where it was stored before.
 */
export type AppendedNumbers = number[];

/** A message on its way back: content still as JSON. */
export type MessageRow = [seq: number, senderId: string, sender: string, content: string, createTime: number, clientId: string];

/** Everything that the database can be asked, each a plain synchronous function in the database's thread. */
export type Operations = ReturnType<typeof createOperations>;

export function createOperations(db: Database) {
  const statements = new Map<string, Statement>();
  const sql: Sql = (text) => {
    let statement = statements.get(text);
    if (!statement) statements.set(text, (statement = db.prepare(text)));
    return statement;
  };
  return { ...createMessages(sql), ...createModeration(sql), ...createNames(sql), ...createRetention(sql, (text) => db.exec(text)) };
}

function createMessages(sql: Sql) {
  const insert = sql(
    `INSERT INTO message (room_id, seq, sender_id, sender, client_id, content, create_time) VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT DO NOTHING`,
  );
  const roomRow = (name: string): Row | undefined => sql('SELECT * FROM room WHERE name = ?').get(name);

  function open(now: number, name: string, initial: { epoch: string; lastSeq: number }): RoomRecord {
    // Numbers given out before there was a row belong to messages that have none.
    sql('INSERT INTO room (name, epoch, last_seq, lossy_seq, touch_time) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING').run(name, initial.epoch, initial.lastSeq, initial.lastSeq, now);
    return recordOf(roomRow(name)!);
  }

  function append(name: string, now: number, entries: EntryRow[]): AppendedNumbers {
    const room = sql('SELECT id, last_seq, last_time, lossy_seq FROM room WHERE name = ?').get(name);
    if (!room) throw new RoomChatError('invalid_request', `unable to store message; the room ${name} is not open; open it first`);
    const id = room.id as number;
    const prev = room.last_seq as number;
    const createTime = Math.max(room.last_time as number, now);
    let last = prev;
    let lossy = room.lossy_seq as number;
    const numbers: AppendedNumbers = [prev, prev];
    // Numbers that this very call gave to messages that leave no row.
    const fleeting = new Map<string, number>();

    for (const [clientId, senderId, sender, content, persist] of entries) {
      const uuid = uuidBytes(clientId);
      const repeated = fleeting.size > 0 ? fleeting.get(`${clientId}${senderId}`) : undefined;
      if (repeated !== undefined) {
        numbers.push(repeated, createTime, 1);
        continue;
      }
      if (persist) {
        const { changes } = insert.run(id, last + 1, senderId, sender, uuid, JSON.stringify(content), createTime);
        if (Number(changes) === 0) {
          const known = sql('SELECT seq, create_time FROM message WHERE room_id = ? AND client_id = ? AND sender_id = ?').get(id, uuid, senderId)!;
          numbers.push(known.seq as number, known.create_time as number, 1);
          continue;
        }
        last++;
      } else {
        lossy = ++last;
        fleeting.set(`${clientId}${senderId}`, last);
      }
      numbers.push(last, createTime, 0);
    }

    numbers[1] = last;
    if (last > prev) sql('UPDATE room SET last_seq = ?, last_time = ?, lossy_seq = ? WHERE id = ?').run(last, createTime, lossy, id);
    return numbers;
  }

  function page(name: string, { after, before, limit, from }: PageQuery): MessageRow[] {
    const order = from === 'oldest' ? 'ASC' : 'DESC';
    const rows = sql(
      `SELECT m.seq, m.sender_id, m.sender, m.content, m.create_time, m.client_id FROM message AS m
       WHERE m.room_id = (SELECT id FROM room WHERE name = ?) AND m.seq > ? AND m.seq < ? AND m.delete_time IS NULL
       ORDER BY m.seq ${order} LIMIT ?`,
    ).all(name, after ?? 0, before ?? Number.MAX_SAFE_INTEGER, limit);
    if (from === 'newest') rows.reverse();
    return rows.map((row) => [
      row.seq as number,
      row.sender_id as string,
      row.sender as string,
      row.content as string,
      row.create_time as number,
      uuidText(row.client_id as Uint8Array),
    ]);
  }

  return {
    open,
    append,
    page,
    find(name: string): RoomRecord | null {
      const row = roomRow(name);
      return row ? recordOf(row) : null;
    },
    claim(now: number, name: string, epoch: string): void {
      open(now, name, { epoch, lastSeq: 0 });
      sql('UPDATE room SET claimed = 1 WHERE name = ? AND claimed = 0').run(name);
    },
    secret(name: string, fresh: Uint8Array): Uint8Array {
      sql('INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT DO NOTHING').run(`secret:${name}`, fresh);
      return sql('SELECT value FROM meta WHERE key = ?').get(`secret:${name}`)!.value as Uint8Array;
    },
    ping(): void {
      sql('SELECT id FROM room LIMIT 1').get();
    },
  };
}
