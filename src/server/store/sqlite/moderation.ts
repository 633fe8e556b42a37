import type { Act, AuditRecord, NewestFirst, Sanction, SanctionKind } from '../ModerationStore.js';
import type { ReportInput, ReportRow } from '../reportRow.js';
import type { Row, SqlValue } from './driver.js';
import type { Sql } from './sql.js';

type Subject = Pick<Sanction, 'kind' | 'userId' | 'room'>;

/** Sanctions, reports, deletion and the trail of all that; `now` comes with each call. */
export function createModeration(sql: Sql) {
  function note(now: number, action: string, about: { room?: string | null; userId?: string; seq?: number; until?: number | null }, { by, reason }: Act): void {
    sql('INSERT INTO audit (time, action, actor, room, user_id, seq, until, reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?)').run(
      now, action, by, about.room ?? null, about.userId ?? null, about.seq ?? null, about.until ?? null, reason ?? null,
    );
  }

  /** `WHERE` of the conditions that are given, with their values. */
  function list(table: string, conditions: [sql: string, value: SqlValue | undefined][], order: string, limit: number): Row[] {
    const given = conditions.filter(([, value]) => value !== undefined);
    const where = given.map(([text]) => text).join(' AND ') || 'true';
    return sql(`SELECT * FROM ${table} WHERE ${where} ORDER BY ${order} LIMIT ?`).all(...given.map(([, value]) => value!), limit);
  }

  return {
    note,
    deleteMessages(now: number, room: string, seqs: number[], act: Act): { seq: number; senderId: string }[] {
      return seqs.flatMap((seq) => {
        note(now, 'delete', { room, seq }, act);
        const row = sql(
          `UPDATE message SET content = '""', delete_time = ?
           WHERE room_id = (SELECT id FROM room WHERE name = ?) AND seq = ? AND delete_time IS NULL RETURNING sender_id`,
        ).get(now, room, seq);
        return row ? [{ seq, senderId: row.sender_id as string }] : [];
      });
    },
    sanction(now: number, { kind, userId, room, until }: Subject & { until: number | null }, act: Act): Sanction {
      sql('INSERT OR REPLACE INTO sanction (user_id, kind, room, until, reason, actor, create_time) VALUES (?, ?, ?, ?, ?, ?, ?)').run(
        userId, kind, room ?? '', until, act.reason ?? null, act.by, now,
      );
      note(now, kind, { room, userId, until }, act);
      return { kind, userId, room, until, reason: act.reason ?? null, by: act.by, createTime: now };
    },
    lift(now: number, { kind, userId, room }: Subject, act: Act): boolean {
      const row = sql('DELETE FROM sanction WHERE user_id = ? AND kind = ? AND room = ? RETURNING until').get(userId, kind, room ?? '');
      note(now, `un${kind}`, { room, userId }, act);
      return row !== undefined && (row.until === null || (row.until as number) > now);
    },
    sanctions(now: number, { userId, room, limit = 1_000 }: { userId?: string; room?: string; limit?: number }): Sanction[] {
      return list(
        'sanction',
        [['(until IS NULL OR until > ?)', now], ['user_id = ?', userId], ["room IN (?, '')", room]],
        'create_time DESC, user_id, kind, room', limit,
      ).map((row) => ({
        kind: row.kind as SanctionKind,
        userId: row.user_id as string,
        room: row.room === '' ? null : (row.room as string),
        until: row.until as number | null,
        reason: row.reason as string | null,
        by: row.actor as string,
        createTime: row.create_time as number,
      }));
    },
    slow(now: number, room: string, seconds: number, act: Act): void {
      if (seconds > 0) sql('INSERT OR REPLACE INTO slow_room (room, seconds) VALUES (?, ?)').run(room, seconds);
      else sql('DELETE FROM slow_room WHERE room = ?').run(room);
      note(now, 'slow', { room }, act);
    },
    slowSeconds(room: string): number {
      return (sql('SELECT seconds FROM slow_room WHERE room = ?').get(room)?.seconds as number | undefined) ?? 0;
    },
    audit({ room, userId, before, limit = 100 }: NewestFirst & { room?: string; userId?: string }): AuditRecord[] {
      return list('audit', [['room = ?', room], ['user_id = ?', userId], ['id < ?', before]], 'id DESC', limit).map((row) => ({
        id: row.id as number,
        time: row.time as number,
        action: row.action as string,
        by: row.actor as string,
        room: row.room as string | null,
        userId: row.user_id as string | null,
        seq: row.seq as number | null,
        until: row.until as number | null,
        reason: row.reason as string | null,
      }));
    },
    report(now: number, input: ReportInput): ReportRow {
      sql(
        `INSERT INTO report (room, seq, sender_id, sender, content, message_time, reporter_id, reason, create_time)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
      ).run(input.room, input.seq, input.senderId, input.sender, input.content, input.messageTime, input.reporterId, input.reason, now);
      return sql('SELECT * FROM report WHERE room = ? AND seq = ? AND reporter_id = ?').get(input.room, input.seq, input.reporterId) as unknown as ReportRow;
    },
    reports({ room, open, before, limit = 100 }: NewestFirst & { room?: string; open?: boolean }): ReportRow[] {
      const state = open === undefined ? 'true' : `resolve_time IS ${open ? '' : 'NOT '}NULL`;
      return list('report', [['room = ?', room], [`${state} AND id < ?`, before ?? Number.MAX_SAFE_INTEGER]], 'id DESC', limit) as unknown as ReportRow[];
    },
    resolveReport(now: number, id: number, verdict: string, by: string): boolean {
      const row = sql(
        `UPDATE report SET resolver = ?, resolve_time = ?, verdict = ? WHERE id = ? AND resolve_time IS NULL RETURNING room, seq, sender_id`,
      ).get(by, now, verdict, id);
      if (row) note(now, 'resolve', { room: row.room as string, seq: row.seq as number, userId: row.sender_id as string }, { by, reason: verdict });
      return row !== undefined;
    },
  };
}
