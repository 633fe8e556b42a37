import type { Act } from '../ModerationStore.js';
import type { Erased, Found, Place } from '../privacy.js';
import type { ListedRoom, Pruned, PrunePolicy } from '../RetentionStore.js';
import { TOUCH_AFTER_MS } from '../RetentionStore.js';
import { recordOf, type Sql } from './sql.js';

/** Listing rooms, letting go of what is old, and what concerns one person. Everything in steps of bounded size. */
export function createRetention(sql: Sql, exec: (text: string) => void) {
  function lastOfStep([roomId, seq]: Place, step: number): Place | null {
    const row = sql('SELECT m.room_id, m.seq FROM message AS m WHERE (m.room_id, m.seq) > (?, ?) ORDER BY m.room_id, m.seq LIMIT 1 OFFSET ?').get(roomId, seq, step - 1);
    return row ? [row.room_id as number, row.seq as number] : null;
  }

  return {
    rooms({ after = '', limit }: { after?: string; limit: number }): ListedRoom[] {
      return sql('SELECT * FROM room WHERE name > ? ORDER BY name LIMIT ?').all(after, limit).map((row) => ({
        room: row.name as string,
        ...recordOf(row),
        lastTime: row.last_time as number,
      }));
    },
    countRooms(): number {
      return sql('SELECT count(*) AS n FROM room').get()!.n as number;
    },
    prune(name: string, { olderThan = 0, keep, spareSince, limit }: PrunePolicy): Pruned {
      const room = sql('SELECT id, last_seq, pruned_seq FROM room WHERE name = ?').get(name);
      if (!room) return { removed: 0, prunedSeq: 0, more: false };
      const id = room.id as number;
      const prunedSeq = room.pruned_seq as number;
      // The oldest of those to keep; where the numbers alone say that there are no more, nobody counts.
      const kept = keep === undefined || (room.last_seq as number) - prunedSeq <= keep ? undefined
        : sql('SELECT m.seq FROM message AS m WHERE m.room_id = ? ORDER BY m.seq DESC LIMIT 1 OFFSET ?').get(id, Math.max(keep, 1) - 1);
      const keepFrom = keep === 0 ? Number.MAX_SAFE_INTEGER : ((kept?.seq as number | undefined) ?? 0);
      // Numbers and times both grow, so what is to go is always the beginning.
      const cutAmong = (count: number): { removed: number; cut: number } => {
        const row = sql(
          `SELECT count(*) AS removed, max(o.seq) AS cut
           FROM (SELECT m.seq, m.create_time FROM message AS m WHERE m.room_id = ? ORDER BY m.seq LIMIT ?) AS o
           WHERE o.create_time < ? AND (o.create_time < ? OR o.seq < ?)`,
        ).get(id, count, spareSince, olderThan, keepFrom)!;
        return { removed: row.removed as number, cut: (row.cut as number | null) ?? 0 };
      };
      const { removed, cut } = cutAmong(limit);
      if (removed === 0) return { removed, prunedSeq, more: false };
      sql('DELETE FROM message WHERE room_id = ? AND seq <= ?').run(id, cut);
      sql('UPDATE room SET pruned_seq = ? WHERE id = ? AND pruned_seq < ?').run(cut, id, cut);
      return { removed, prunedSeq: Math.max(prunedSeq, cut), more: cutAmong(1).removed > 0 };
    },
    touchRooms(now: number, rooms: string[]): void {
      for (const room of rooms) sql('UPDATE room SET touch_time = ? WHERE name = ? AND touch_time < ?').run(now, room, now - TOUCH_AFTER_MS);
    },
    removeIdleRooms(rooms: string[], before: number): string[] {
      const remove = sql(
        `DELETE FROM room WHERE name = ? AND last_time < ? AND touch_time < ?
           AND NOT EXISTS (SELECT 1 FROM message AS m WHERE m.room_id = room.id) RETURNING name`,
      );
      return rooms.filter((room) => remove.get(room, before, before) !== undefined);
    },
    pruneRecords(before: number): void {
      sql('DELETE FROM audit WHERE time < ?').run(before);
      sql('DELETE FROM report WHERE resolve_time < ?').run(before);
      sql('DELETE FROM sanction WHERE until < ?').run(before);
      sql('DELETE FROM known_name WHERE time < ?').run(before);
    },
    findOf(userId: string, [roomId, seq]: Place, step: number): Found {
      const next = lastOfStep([roomId, seq], step);
      const rows = sql(
        `SELECT r.name, m.seq, m.sender, m.content, m.create_time FROM message AS m JOIN room AS r ON r.id = m.room_id
         WHERE (m.room_id, m.seq) > (?, ?) AND (m.room_id, m.seq) <= (?, ?) AND m.sender_id = ? AND m.delete_time IS NULL
         ORDER BY m.room_id, m.seq`,
      ).all(roomId, seq, ...(next ?? [Number.MAX_SAFE_INTEGER, 0]), userId);
      return { rows: rows.map((row) => [row.name, row.seq, row.sender, row.content, row.create_time] as Found['rows'][number]), next };
    },
    eraseOf(userId: string, [roomId, seq]: Place, step: number): Erased {
      const next = lastOfStep([roomId, seq], step);
      // What is erased is overwritten, also on pages that become free.
      exec('PRAGMA secure_delete = ON');
      const erased = sql(
        `DELETE FROM message WHERE (room_id, seq) > (?, ?) AND (room_id, seq) <= (?, ?) AND sender_id = ?
         RETURNING (SELECT name FROM room WHERE id = room_id) AS name, seq`,
      ).all(roomId, seq, ...(next ?? [Number.MAX_SAFE_INTEGER, 0]), userId);
      exec('PRAGMA secure_delete = FAST');
      return { erased: erased.map((row) => [row.name as string, row.seq as number]), next };
    },
    eraseTraces(now: number, userId: string, { by, reason }: Act): void {
      sql('DELETE FROM known_name WHERE user_id = ?').run(userId);
      sql(`UPDATE report SET sender_id = '', sender = '', content = '""' WHERE sender_id = ?`).run(userId);
      // Each keeps an id of its own: the same message may bear several reports.
      sql(`UPDATE report SET reporter_id = 'erased-' || id, reason = '' WHERE reporter_id = ?`).run(userId);
      sql('INSERT INTO audit (time, action, actor, user_id, reason) VALUES (?, ?, ?, ?, ?)').run(now, 'erase', by, userId, reason ?? null);
    },
    /** Empties the log, which still holds pages as they were. */
    checkpoint(): void {
      exec('PRAGMA wal_checkpoint(TRUNCATE)');
    },
  };
}
