import type { RoomChatError } from '../../protocol/errors.js';
import type { ChatMessage, Content, PresenceEvent } from '../../protocol/messages.js';
import type { LogChange, LogLine, MessageLine, PendingLine, PresenceLine, SystemLine } from './logLine.js';

/** The lines of one chat, in order: what was said, what is being sent, who came and went. */
export interface ChatLog {
  readonly lines: readonly LogLine[];
  /** True once old lines were dropped to keep within `maxLines`. */
  readonly trimmed: boolean;
  /** False where it was known. */
  append(message: ChatMessage): boolean;
  /** Older messages, oldest first; returns how many were new. */
  prepend(messages: readonly ChatMessage[]): number;
  addPending(content: Content): number;
  /** The server accepted it; the message itself comes before or after. */
  settle(key: number, id: string): void;
  fail(key: number, content: Content, error: RoomChatError): void;
  /** Takes a failed line out and returns what it said. */
  takeFailed(key: number): Content | undefined;
  presence(event: PresenceEvent): void;
  system(text: string, tone?: SystemLine['tone']): void;
  remove(seqs: readonly number[]): void;
  onChange(listener: (change: LogChange) => void): () => void;
}

export interface ChatLogOptions {
  userId: string;
  now(): number;
  /** Beyond it the oldest go, some at a time. */
  maxLines?: number;
}

/** Comings and goings within this time share a line, milliseconds. */
const PRESENCE_SPAN = 60_000;
const TRIM_STEP = 256;

export function createChatLog({ userId, now, maxLines = 5_000 }: ChatLogOptions): ChatLog {
  const lines: LogLine[] = [];
  const known = new Set<string>();
  const listeners = new Set<(change: LogChange) => void>();
  let keys = 0;
  let unsettled = 0;
  let trimmed = false;

  const splice = (index: number, remove: number, added: readonly LogLine[]): void => {
    const removed = lines.splice(index, remove, ...added);
    for (const line of removed) if (isUnsettled(line)) unsettled--;
    for (const line of added) if (isUnsettled(line)) unsettled++;
    for (const listener of listeners) listener({ index, removed, added: added.length });
  };

  /** What is still being sent stays below everything. */
  const end = (): number => {
    let index = lines.length;
    for (let left = unsettled; left > 0; ) if (isUnsettled(lines[--index]!)) left--;
    return index;
  };

  const lineOf = (message: ChatMessage): MessageLine => ({
    kind: 'message',
    key: keys++,
    time: Date.parse(message.createTime) || now(),
    message,
    own: message.senderId === userId,
  });

  const dayBetween = (before: LogLine | undefined, line: LogLine): LogLine[] => {
    const previous = before?.time ?? now();
    return sameDay(previous, line.time) ? [] : [{ kind: 'day', key: keys++, time: line.time }];
  };

  /** The line that stands for this message until it is there. */
  const pendingOf = (message: ChatMessage): number => {
    if (message.senderId !== userId || unsettled === 0) return -1;
    const promised = lines.findLastIndex((line) => line.kind === 'pending' && line.id === message.id);
    if (promised >= 0) return promised;
    const said = JSON.stringify(message.content);
    return lines.findIndex((line, index) => index >= end() && line.kind === 'pending' && line.state === 'sending' && JSON.stringify(line.content) === said);
  };

  const insert = (line: MessageLine): void => {
    let index = end();
    const { seq, createTime } = line.message;
    for (let at = index - 1; at >= 0; at--) {
      const other = lines[at]!;
      if (other.kind !== 'message') continue;
      // A smaller number on a later message is a new numbering: it goes on below.
      if (other.message.seq < seq || other.message.createTime < createTime) break;
      index = at;
    }
    splice(index, 0, [...dayBetween(lines[index - 1], line), line]);
  };

  const trim = (): void => {
    if (lines.length <= maxLines + TRIM_STEP) return;
    trimmed = true;
    const count = lines.length - maxLines;
    for (const line of lines.slice(0, count)) if (line.kind === 'message') known.delete(line.message.id);
    splice(0, count, []);
  };

  return {
    lines,
    get trimmed() {
      return trimmed;
    },

    append(message) {
      if (known.has(message.id)) return false;
      known.add(message.id);
      const pending = pendingOf(message);
      if (pending >= 0) splice(pending, 1, []);
      insert(lineOf(message));
      trim();
      return true;
    },

    prepend(messages) {
      const added: LogLine[] = [];
      let count = 0;
      for (const message of messages) {
        if (known.has(message.id)) continue;
        known.add(message.id);
        count++;
        const line = lineOf(message);
        added.push(...dayBetween(added.at(-1), line), line);
      }
      const last = added.at(-1);
      const first = lines[0];
      if (!last) return 0;
      const joint = first?.kind === 'day' && sameDay(first.time, last.time) ? 1 : 0;
      if (first && !joint && first.kind !== 'day') added.push(...dayBetween(last, first));
      splice(0, joint, added);
      return count;
    },

    addPending(content) {
      const key = keys++;
      splice(lines.length, 0, [{ kind: 'pending', key, time: now(), content, state: 'sending' }]);
      return key;
    },

    settle(key, id) {
      const index = lines.findLastIndex((line) => line.key === key);
      const line = lines[index];
      if (line?.kind !== 'pending') return;
      splice(index, 1, known.has(id) ? [] : [{ ...line, state: 'sent', id }]);
    },

    fail(key, content, error) {
      const index = lines.findLastIndex((line) => line.key === key);
      const line = lines[index];
      // Already gone: someone else's device of the same user said the same at that moment.
      const before: PendingLine = line?.kind === 'pending' ? line : { kind: 'pending', key, time: now(), content, state: 'failed' };
      const failed: PendingLine = { ...before, state: 'failed', error };
      if (index >= 0) splice(index, 1, [failed]);
      else splice(end(), 0, [failed]);
    },

    takeFailed(key) {
      const index = lines.findLastIndex((line) => line.key === key);
      const line = lines[index];
      if (line?.kind !== 'pending' || line.state !== 'failed') return undefined;
      splice(index, 1, []);
      return line.content;
    },

    presence({ joins, leaves }) {
      const others = { joins: joins.filter((who) => who.userId !== userId), leaves: leaves.filter((who) => who.userId !== userId) };
      if (others.joins.length + others.leaves.length === 0) return;
      const index = end() - 1;
      const before = lines[index];
      if (before?.kind === 'presence' && now() - before.time < PRESENCE_SPAN) {
        splice(index, 1, [mergePresence(before, others)]);
      } else {
        splice(index + 1, 0, [{ kind: 'presence', key: keys++, time: now(), ...others }]);
        trim();
      }
    },

    system(text, tone = 'info') {
      splice(end(), 0, [{ kind: 'system', key: keys++, time: now(), text, tone }]);
      trim();
    },

    remove(seqs) {
      const gone = new Set(seqs);
      for (let index = lines.length - 1; index >= 0 && gone.size > 0; index--) {
        const line = lines[index]!;
        if (line.kind === 'message' && gone.delete(line.message.seq)) splice(index, 1, []);
      }
    },

    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

function isUnsettled(line: LogLine): boolean {
  return line.kind === 'pending' && line.state !== 'failed';
}

function sameDay(a: number, b: number): boolean {
  // Less than a minute apart is the usual case, and a minute's error at midnight harms nobody.
  return Math.abs(a - b) < 60_000 || new Date(a).toDateString() === new Date(b).toDateString();
}

/** The last thing that someone did counts. */
function mergePresence(line: PresenceLine, { joins, leaves }: Pick<PresenceEvent, 'joins' | 'leaves'>): PresenceLine {
  const moved = new Set([...joins, ...leaves].map((who) => who.userId));
  const still = (who: { userId: string }) => !moved.has(who.userId);
  return { ...line, joins: [...line.joins.filter(still), ...joins], leaves: [...line.leaves.filter(still), ...leaves] };
}
