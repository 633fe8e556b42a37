import type { Content } from '../../protocol/messages.js';
import type { ModerationStore, Report } from './ModerationStore.js';

/** A report on its way to the database; content as JSON. */
export interface ReportInput {
  room: string;
  seq: number;
  senderId: string;
  sender: string;
  content: string;
  messageTime: number;
  reporterId: string;
  reason: string;
}

/** A report as both databases keep it. */
export interface ReportRow {
  id: number;
  room: string;
  seq: number;
  sender_id: string;
  sender: string;
  content: string;
  message_time: number;
  reporter_id: string;
  reason: string;
  create_time: number;
  resolver: string | null;
  resolve_time: number | null;
  verdict: string | null;
}

export function reportInput({ room, message, reporterId, reason }: Parameters<ModerationStore['report']>[0]): ReportInput {
  const [seq, senderId, sender, content, messageTime] = message;
  return { room, seq, senderId, sender, content: JSON.stringify(content), messageTime, reporterId, reason };
}

export function reportOf(row: ReportRow): Report {
  return {
    id: row.id,
    room: row.room,
    seq: row.seq,
    senderId: row.sender_id,
    sender: row.sender,
    content: JSON.parse(row.content) as Content,
    messageTime: row.message_time,
    reporterId: row.reporter_id,
    reason: row.reason,
    createTime: row.create_time,
    resolved: row.resolve_time === null ? null : { by: row.resolver!, time: row.resolve_time, verdict: row.verdict! },
  };
}
