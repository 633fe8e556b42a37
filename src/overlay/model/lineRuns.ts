import type { ChatMessage, Content, Presence } from '../../protocol/messages.js';
import { baseDirection } from '../text/baseDirection.js';
import { cleanText } from '../text/cleanText.js';
import { splitText } from '../text/splitText.js';
import type { Run } from '../text/wrapRuns.js';
import { fill, plural, type Texts } from '../texts.js';
import type { Display } from './displayContent.js';
import type { LogLine, PendingLine, PresenceLine } from './logLine.js';

export type RunStyle = 'time' | 'name' | 'text' | 'soft' | 'warning' | 'error' | 'emote' | 'mention' | 'me' | 'link' | 'action' | 'day';

/** What a click on a run does. */
export type LineAction =
  | { type: 'sender'; sender: Presence; message: ChatMessage }
  | { type: 'link'; url: string }
  | { type: 'retry' | 'dismiss'; key: number };

export interface StyledRun extends Run {
  style: RunStyle;
  /** Whose colour it wears. */
  userId?: string;
  action?: LineAction;
}

/** A line ready for wrapping and drawing. */
export interface LineRuns {
  runs: StyledRun[];
  direction: 'ltr' | 'rtl';
  align: 'start' | 'center';
  /** It names the reader. */
  mentionsMe: boolean;
}

export interface LineContext {
  texts: Texts;
  locale: string | undefined;
  me: Presence;
  /** Everyone whose `@name` counts as a mention. */
  names(): readonly string[];
  display(message: Pick<ChatMessage, 'content' | 'sender' | 'senderId'>): Display | null;
  /** Empty where times are not shown. */
  time(ms: number): string;
  day(ms: number): string;
}

const NAMES_SHOWN = 3;

/** What a line says, in runs; null where it says nothing. */
export function lineRuns(line: LogLine, context: LineContext): LineRuns | null {
  const { texts, me } = context;
  switch (line.kind) {
    case 'message': {
      const { message } = line;
      const sender = { userId: message.senderId, username: message.sender };
      return said(message.content, sender, line.time, context, message);
    }
    case 'pending': {
      const spoken = said(line.content, me, line.time, context);
      return spoken && { ...spoken, runs: [...spoken.runs, ...afterwards(line, texts)] };
    }
    case 'presence':
      return { runs: [{ text: presenceText(line, context), style: 'soft' }], direction: baseDirection(texts.ended), align: 'start', mentionsMe: false };
    case 'system':
      return { runs: [{ text: cleanText(line.text), style: line.tone === 'warning' ? 'warning' : 'soft' }], direction: baseDirection(line.text), align: 'start', mentionsMe: false };
    case 'day':
      return { runs: [{ text: context.day(line.time), style: 'day' }], direction: 'ltr', align: 'center', mentionsMe: false };
  }
}

function said(content: Content, sender: Presence, ms: number, context: LineContext, message?: ChatMessage): LineRuns | null {
  const shown = context.display({ content, sender: sender.username, senderId: sender.userId });
  if (!shown) return null;
  const text = cleanText(shown.text);
  const { userId } = sender;
  const name = cleanText(sender.username);
  const runs: StyledRun[] = [];
  const time = context.time(ms);
  if (time) runs.push({ text: time, style: 'time' }, { text: '  ', style: 'time' });
  const nameRun: StyledRun = { text: shown.emote ? `* ${name}` : `${name}:`, style: 'name', userId };
  if (message) nameRun.action = { type: 'sender', sender, message };
  runs.push(nameRun, { text: ' ', style: 'text' });
  let mentionsMe = false;
  for (const part of splitText(text, text.includes('@') ? context.names() : [])) {
    if (part.kind === 'plain') runs.push({ text: part.text, style: shown.emote ? 'emote' : 'text' });
    if (part.kind === 'link') runs.push({ text: part.text, style: 'link', action: { type: 'link', url: part.url } });
    if (part.kind === 'mention') {
      const isMe = part.username.toLowerCase() === context.me.username.toLowerCase();
      mentionsMe ||= isMe && userId !== context.me.userId;
      runs.push({ text: part.text, style: isMe ? 'me' : 'mention' });
    }
  }
  return { runs, direction: baseDirection(text), align: 'start', mentionsMe };
}

function afterwards(line: PendingLine, texts: Texts): StyledRun[] {
  if (line.state === 'sent') return [];
  if (line.state === 'sending') return [{ text: `  ${texts.sending}`, style: 'soft' }];
  const reason = (line.error && texts.errors[line.error.code]) ?? line.error?.message ?? '';
  return [
    { text: '\n', style: 'error' },
    { text: `${fill(texts.notSent, { reason: cleanText(reason) })}  `, style: 'error' },
    { text: texts.retry, style: 'action', action: { type: 'retry', key: line.key } },
    { text: '   ', style: 'text' },
    { text: texts.dismiss, style: 'action', action: { type: 'dismiss', key: line.key } },
  ];
}

function presenceText(line: PresenceLine, { texts, locale }: LineContext): string {
  const parts: string[] = [];
  const named = (people: readonly Presence[]): string => {
    const names = people.slice(0, NAMES_SHOWN).map((who) => cleanText(who.username));
    const rest = people.length - names.length;
    if (rest > 0) names.push(plural(texts.others, rest, locale));
    return new Intl.ListFormat(locale, { type: 'conjunction' }).format(names);
  };
  if (line.joins.length > 0) parts.push(plural(texts.joined, line.joins.length, locale, { names: named(line.joins) }));
  const quiet = line.leaves.filter((who) => who.reason !== 'kicked' && who.reason !== 'banned');
  if (quiet.length > 0) parts.push(plural(texts.left, quiet.length, locale, { names: named(quiet) }));
  for (const who of line.leaves) {
    if (who.reason === 'kicked' || who.reason === 'banned') parts.push(fill(texts[who.reason], { name: cleanText(who.username) }));
  }
  return parts.join(' · ');
}
