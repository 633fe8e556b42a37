import type { AuditRecord, ModerationStore, Sanction } from '../ModerationStore.js';
import { reportInput, reportOf, type ReportRow } from '../reportRow.js';
import { timeOf, type Query } from './query.js';

const SANCTION = `s.kind, s.user_id AS "userId", nullif(s.room, '') AS room, s.until::float8 AS until, s.reason, s.actor AS "by",
  s.create_time::float8 AS "createTime"`;
const AUDIT = `a.id::float8 AS id, a.time::float8 AS time, a.action, a.actor AS "by", a.room, a.user_id AS "userId",
  a.seq::float8 AS seq, a.until::float8 AS until, a.reason`;
const REPORT = `r.id::float8 AS id, r.room, r.seq::float8 AS seq, r.sender_id, r.sender, r.content, r.message_time::float8 AS message_time,
  r.reporter_id, r.reason, r.create_time::float8 AS create_time, r.resolver, r.resolve_time::float8 AS resolve_time, r.verdict`;

/** Sanctions, reports, deletion and the trail of all that: each with its audit record in one statement. */
export function createModeration(query: Query, now: () => number | null): ModerationStore {
  return {
    async deleteMessages(room, seqs, { by, reason = null }) {
      const rows = await query(
        `WITH noted AS (
           INSERT INTO chat_audit (time, action, actor, room, seq, reason)
           SELECT ${timeOf('$3')}, 'delete', $4::text, $1::text, s, $5::text FROM unnest($2::bigint[]) s
         )
         UPDATE chat_message m SET content = '""', delete_time = ${timeOf('$3')}
         WHERE m.room_id = (SELECT id FROM chat_room WHERE name = $1) AND m.seq = ANY ($2::bigint[]) AND m.delete_time IS NULL
         RETURNING m.seq::float8 AS seq, m.sender_id AS "senderId"`,
        [room, seqs, now(), by, reason],
      );
      return (rows as { seq: number; senderId: string }[]).sort((a, b) => a.seq - b.seq);
    },
    async sanction({ kind, userId, room, until }, { by, reason = null }) {
      const [row] = await query(
        `WITH s AS (
           INSERT INTO chat_sanction AS s (user_id, kind, room, until, reason, actor, create_time)
           VALUES ($1, $2, coalesce($3::text, ''), $4, $5, $6, ${timeOf('$7')})
           ON CONFLICT (user_id, kind, room) DO UPDATE
             SET until = excluded.until, reason = excluded.reason, actor = excluded.actor, create_time = excluded.create_time
           RETURNING *
         ), noted AS (
           INSERT INTO chat_audit (time, action, actor, room, user_id, until, reason)
           SELECT s.create_time, s.kind, s.actor, nullif(s.room, ''), s.user_id, s.until, s.reason FROM s
         )
         SELECT ${SANCTION} FROM s`,
        [userId, kind, room, until, reason, by, now()],
      );
      return row as unknown as Sanction;
    },
    async lift({ kind, userId, room }, { by, reason = null }) {
      const [row] = await query(
        `WITH lifted AS (
           DELETE FROM chat_sanction s WHERE s.user_id = $1 AND s.kind = $2 AND s.room = coalesce($3::text, '') RETURNING s.until
         ), noted AS (
           INSERT INTO chat_audit (time, action, actor, room, user_id, reason) VALUES (${timeOf('$6')}, 'un' || $2::text, $4, $3::text, $1, $5)
         )
         SELECT EXISTS (SELECT 1 FROM lifted l WHERE l.until IS NULL OR l.until > ${timeOf('$6')}) AS lifted`,
        [userId, kind, room, by, reason, now()],
      );
      return row!.lifted as boolean;
    },
    async sanctions({ userId = null, room = null, limit = 1_000 }) {
      const rows = await query(
        `SELECT ${SANCTION} FROM chat_sanction s
         WHERE (s.until IS NULL OR s.until > ${timeOf('$1')}) AND ($2::text IS NULL OR s.user_id = $2)
           AND ($3::text IS NULL OR s.room IN ($3, ''))
         ORDER BY s.create_time DESC, s.user_id, s.kind, s.room LIMIT $4`,
        [now(), userId, room, limit],
      );
      return rows as unknown as Sanction[];
    },
    async note(action, { room = null, userId = null, seq = null }: { room?: string | null; userId?: string | null; seq?: number | null }, { by, reason = null }) {
      await query(
        `INSERT INTO chat_audit (time, action, actor, room, user_id, seq, reason) VALUES (${timeOf('$1')}, $2, $3, $4, $5, $6, $7)`,
        [now(), action, by, room, userId, seq, reason],
      );
    },
    async slow(room, seconds, { by, reason = null }) {
      await query(
        `WITH slowed AS (
           INSERT INTO chat_slow_room (room, seconds) SELECT $1, $2::float8 WHERE $2::float8 > 0
           ON CONFLICT (room) DO UPDATE SET seconds = excluded.seconds
         ), ended AS (
           DELETE FROM chat_slow_room s WHERE s.room = $1 AND $2::float8 <= 0
         )
         INSERT INTO chat_audit (time, action, actor, room, reason) VALUES (${timeOf('$5')}, 'slow', $3, $1, $4)`,
        [room, seconds, by, reason, now()],
      );
    },
    async slowSeconds(room) {
      const [row] = await query('SELECT s.seconds FROM chat_slow_room s WHERE s.room = $1', [room], 'chat-slow');
      return (row?.seconds as number | undefined) ?? 0;
    },
    async audit({ room = null, userId = null, before = null, limit = 100 }: { room?: string | null; userId?: string | null; before?: number | null; limit?: number }) {
      const rows = await query(
        `SELECT ${AUDIT} FROM chat_audit a
         WHERE ($1::text IS NULL OR a.room = $1) AND ($2::text IS NULL OR a.user_id = $2) AND ($3::bigint IS NULL OR a.id < $3)
         ORDER BY a.id DESC LIMIT $4`,
        [room, userId, before, limit],
      );
      return rows as unknown as AuditRecord[];
    },
    async report(report) {
      const input = reportInput(report);
      await query(
        `INSERT INTO chat_report (room, seq, sender_id, sender, content, message_time, reporter_id, reason, create_time)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, ${timeOf('$9')}) ON CONFLICT DO NOTHING`,
        [input.room, input.seq, input.senderId, input.sender, input.content, input.messageTime, input.reporterId, input.reason, now()],
      );
      const [row] = await query(`SELECT ${REPORT} FROM chat_report r WHERE r.room = $1 AND r.seq = $2 AND r.reporter_id = $3`, [input.room, input.seq, input.reporterId]);
      return reportOf(row as unknown as ReportRow);
    },
    async reports({ room = null, open = null, before = null, limit = 100 }: { room?: string | null; open?: boolean | null; before?: number | null; limit?: number }) {
      const rows = await query(
        `SELECT ${REPORT} FROM chat_report r
         WHERE ($1::text IS NULL OR r.room = $1) AND ($2::boolean IS NULL OR (r.resolve_time IS NULL) = $2) AND ($3::bigint IS NULL OR r.id < $3)
         ORDER BY r.id DESC LIMIT $4`,
        [room, open, before, limit],
      );
      return (rows as unknown as ReportRow[]).map(reportOf);
    },
    async resolveReport(id, verdict, by) {
      const rows = await query(
        `WITH r AS (
           UPDATE chat_report SET resolver = $3, resolve_time = ${timeOf('$4')}, verdict = $2
           WHERE id = $1 AND resolve_time IS NULL RETURNING *
         )
         INSERT INTO chat_audit (time, action, actor, room, user_id, seq, reason)
         SELECT r.resolve_time, 'resolve', r.resolver, r.room, r.sender_id, r.seq, r.verdict FROM r RETURNING 1`,
        [id, verdict, by, now()],
      );
      return rows.length > 0;
    },
  };
}
