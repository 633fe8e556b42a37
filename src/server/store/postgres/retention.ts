import { createPrivacy, type Place } from '../privacy.js';
import { TOUCH_AFTER_MS, type ListedRoom, type PrivacyStore, type RetentionStore } from '../RetentionStore.js';
import { timeOf, type Query } from './query.js';

/** Behind every place. */
const END: Place = [Number.MAX_SAFE_INTEGER, 0];

/** Listing rooms, letting go of what is old, and what concerns one person. Everything in steps of bounded size. */
export function createRetention(query: Query, now: () => number | null): RetentionStore & PrivacyStore {
  /** The messages behind the place $2, $3, up to the place $4, $5: $6 at most. The limit is there for the planner: it leads to the right index. */
  const STEP = `WITH step AS MATERIALIZED (
    SELECT m.* FROM chat_message m WHERE (m.room_id, m.seq) > ($2::bigint, $3::bigint) AND (m.room_id, m.seq) <= ($4::bigint, $5::bigint)
    ORDER BY m.room_id, m.seq LIMIT $6
  )`;

  async function lastOfStep([roomId, seq]: Place, step: number): Promise<Place | null> {
    const [row] = await query(
      `SELECT m.room_id::float8 AS room_id, m.seq::float8 AS seq FROM chat_message m
       WHERE (m.room_id, m.seq) > ($1::bigint, $2::bigint) ORDER BY m.room_id, m.seq LIMIT 1 OFFSET $3`,
      [roomId, seq, step - 1],
    );
    return row ? [row.room_id as number, row.seq as number] : null;
  }

  return {
    async rooms({ after = '', limit }) {
      const rows = await query(
        `SELECT name AS room, epoch, last_seq::float8 AS "lastSeq", lossy_seq::float8 AS "lossySeq", pruned_seq::float8 AS "prunedSeq",
           claimed, last_time::float8 AS "lastTime"
         FROM chat_room WHERE name > $1 ORDER BY name LIMIT $2`,
        [after, limit],
      );
      return rows as unknown as ListedRoom[];
    },
    async countRooms() {
      return (await query('SELECT count(*)::float8 AS n FROM chat_room'))[0]!.n as number;
    },
    async prune(room, { olderThan = 0, keep = null, spareSince, limit }: { olderThan?: number; keep?: number | null; spareSince: number; limit: number }) {
      const [row] = await query(
        `WITH room AS (
           SELECT id, pruned_seq, last_seq FROM chat_room WHERE name = $1
         ), kept AS (
           -- The oldest of those to keep; where the numbers alone say that there are no more, nobody counts.
           SELECT m.seq FROM chat_message m
           WHERE m.room_id = (SELECT id FROM room WHERE last_seq - pruned_seq > $3::bigint)
           ORDER BY m.seq DESC LIMIT 1 OFFSET greatest($3::bigint, 1) - 1
         ), doomed AS MATERIALIZED (
           SELECT o.seq FROM (
             SELECT m.seq, m.create_time FROM chat_message m WHERE m.room_id = (SELECT id FROM room) ORDER BY m.seq LIMIT $5::bigint + 1
           ) o
           WHERE o.create_time < $4::bigint
             AND (o.create_time < $2::bigint OR $3::bigint = 0 OR o.seq < (SELECT seq FROM kept))
           ORDER BY o.seq
         ), cut AS (
           SELECT max(d.seq) AS seq FROM (SELECT seq FROM doomed ORDER BY seq LIMIT $5::bigint) d
         ), gone AS (
           DELETE FROM chat_message m WHERE m.room_id = (SELECT id FROM room) AND m.seq <= (SELECT seq FROM cut) RETURNING 1
         ), marked AS (
           UPDATE chat_room r SET pruned_seq = greatest(r.pruned_seq, (SELECT seq FROM cut))
           WHERE r.id = (SELECT id FROM room) AND (SELECT seq FROM cut) IS NOT NULL
         )
         SELECT (SELECT count(*) FROM gone)::float8 AS removed, (SELECT count(*) FROM doomed) > $5::bigint AS more,
           greatest(pruned_seq, (SELECT seq FROM cut))::float8 AS "prunedSeq"
         FROM room`,
        [room, olderThan, keep, spareSince, limit],
        'chat-prune',
      );
      if (!row) return { removed: 0, prunedSeq: 0, more: false };
      return { removed: row.removed as number, prunedSeq: row.prunedSeq as number, more: row.more as boolean };
    },
    // Rows are locked in the order in which appends lock them.
    async touchRooms(rooms) {
      await query(
        `WITH due AS MATERIALIZED (
           SELECT r.id FROM chat_room r
           WHERE r.name = ANY ($1::text[]) AND r.touch_time < ${timeOf('$2')} - ${TOUCH_AFTER_MS} ORDER BY r.id FOR UPDATE
         )
         UPDATE chat_room r SET touch_time = ${timeOf('$2')} FROM due WHERE r.id = due.id`,
        [rooms, now()],
        'chat-touch',
      );
    },
    async removeIdleRooms(rooms, before) {
      const rows = await query(
        `WITH idle AS MATERIALIZED (
           SELECT r.id FROM chat_room r
           WHERE r.name = ANY ($1::text[]) AND r.last_time < $2::bigint AND r.touch_time < $2::bigint
             AND NOT EXISTS (SELECT 1 FROM chat_message m WHERE m.room_id = r.id)
           ORDER BY r.id FOR UPDATE OF r SKIP LOCKED
         )
         DELETE FROM chat_room r USING idle WHERE r.id = idle.id RETURNING r.name`,
        [rooms, before],
      );
      return rows.map(({ name }) => name as string);
    },
    async pruneRecords(before) {
      await query(
        `WITH audits AS (DELETE FROM chat_audit WHERE time < $1::bigint), reports AS (DELETE FROM chat_report WHERE resolve_time < $1::bigint),
           names AS (DELETE FROM chat_known_name WHERE time < $1::bigint)
         DELETE FROM chat_sanction WHERE until < $1::bigint`,
        [before],
      );
    },
    ...createPrivacy({
      async find(userId, from, step) {
        const next = await lastOfStep(from, step);
        const rows = await query(
          `${STEP} SELECT r.name, m.seq::float8 AS seq, m.sender, m.content, m.create_time::float8 AS create_time
           FROM step m JOIN chat_room r ON r.id = m.room_id
           WHERE m.sender_id = $1 AND m.delete_time IS NULL ORDER BY m.room_id, m.seq`,
          [userId, ...from, ...(next ?? END), step],
        );
        return { rows: rows.map((row) => [row.name, row.seq, row.sender, row.content, row.create_time] as [string, number, string, string, number]), next };
      },
      async erase(userId, from, step) {
        const next = await lastOfStep(from, step);
        const rows = await query(
          `${STEP} DELETE FROM chat_message m USING step s, chat_room r
           WHERE m.room_id = s.room_id AND m.seq = s.seq AND s.sender_id = $1 AND r.id = m.room_id RETURNING r.name, m.seq::float8 AS seq`,
          [userId, ...from, ...(next ?? END), step],
        );
        return { erased: rows.map((row) => [row.name, row.seq] as [string, number]), next };
      },
      async finishErasure(userId, { by, reason = null }) {
        await query(
          `WITH theirs AS (
             UPDATE chat_report SET
               sender_id = CASE WHEN sender_id = $1 THEN '' ELSE sender_id END,
               sender = CASE WHEN sender_id = $1 THEN '' ELSE sender END,
               content = CASE WHEN sender_id = $1 THEN '""' ELSE content END,
               -- Each keeps an id of its own: the same message may bear several reports.
               reporter_id = CASE WHEN reporter_id = $1 THEN 'erased-' || id ELSE reporter_id END,
               reason = CASE WHEN reporter_id = $1 THEN '' ELSE reason END
             WHERE sender_id = $1 OR reporter_id = $1
           ), names AS (
             DELETE FROM chat_known_name WHERE user_id = $1
           )
           INSERT INTO chat_audit (time, action, actor, user_id, reason) VALUES (${timeOf('$4')}, 'erase', $2, $1, $3)`,
          [userId, by, reason, now()],
        );
      },
    }),
  };
}
