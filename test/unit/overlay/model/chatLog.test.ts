import { describe, expect, it } from 'vitest';
import { createChatLog, type ChatLog } from '../../../../src/overlay/model/chatLog.js';
import type { LogLine } from '../../../../src/overlay/model/logLine.js';
import { RoomChatError } from '../../../../src/protocol/errors.js';
import type { ChatMessage, Content } from '../../../../src/protocol/messages.js';

const NOON = new Date(2026, 3, 1, 12).getTime();
const ME = 'u-me';

function message(seq: number, content: Content = `m${seq}`, senderId = 'u-bo', time = NOON + seq * 1_000): ChatMessage {
  return { id: `e-${seq}`, seq, sender: senderId.slice(2), senderId, content, createTime: new Date(time).toISOString() };
}

function setup(maxLines?: number): { log: ChatLog; at: { now: number }; said: () => string[] } {
  const at = { now: NOON };
  const log = createChatLog({ userId: ME, now: () => at.now, ...(maxLines === undefined ? {} : { maxLines }) });
  return { log, at, said: () => log.lines.map(describeLine) };
}

function describeLine(line: LogLine): string {
  if (line.kind === 'message') return String(line.message.content);
  if (line.kind === 'pending') return `${line.state}:${String(line.content)}`;
  if (line.kind === 'presence') return `+${line.joins.map((who) => who.username)} -${line.leaves.map((who) => who.username)}`;
  return line.kind;
}

describe('chatLog', () => {
  it('shows each message once, in order of seq', () => {
    const { log, said } = setup();
    for (const seq of [1, 2, 4, 2, 3, 4]) log.append(message(seq));
    expect(said()).toEqual(['m1', 'm2', 'm3', 'm4']);
  });

  it('goes on below where the numbering starts anew', () => {
    const { log, said } = setup();
    log.append(message(900, 'old', 'u-bo', NOON));
    log.append({ ...message(1, 'new', 'u-bo', NOON + 5_000), id: 'f-1' });
    expect(said()).toEqual(['old', 'new']);
  });

  it('O2 a pending line becomes the sent one, whichever comes first, answer or message', () => {
    const { log, said } = setup();
    const a = log.addPending('hi');
    const b = log.addPending('ho');
    log.append(message(1, 'from bo'));
    expect(said()).toEqual(['from bo', 'sending:hi', 'sending:ho']);
    log.append(message(2, 'hi', ME));
    log.settle(a, 'e-2');
    log.settle(b, 'e-3');
    expect(said()).toEqual(['from bo', 'hi', 'sent:ho']);
    log.append(message(3, 'ho', ME));
    expect(said()).toEqual(['from bo', 'hi', 'ho']);
  });

  it('O2 a text that the server changed replaces its pending line too', () => {
    const { log, said } = setup();
    const key = log.addPending('bad word');
    log.append(message(1, '*** word', ME));
    log.settle(key, 'e-1');
    expect(said()).toEqual(['*** word']);
  });

  it('O2 a failed line stays where it was, can be taken out, and others go on below', () => {
    const { log, said } = setup();
    const key = log.addPending('hi');
    log.fail(key, 'hi', new RoomChatError('rate_limited', 'unable to send message; too fast; wait'));
    log.append(message(1));
    expect(said()).toEqual(['failed:hi', 'm1']);
    expect(log.takeFailed(key)).toBe('hi');
    expect(log.takeFailed(key)).toBeUndefined();
    expect(said()).toEqual(['m1']);
  });

  it('a failure is told even where the same words from another device took the line', () => {
    const { log, said } = setup();
    const key = log.addPending('hi');
    log.append(message(1, 'hi', ME));
    log.fail(key, 'hi', new RoomChatError('timeout', 'x'));
    expect(said()).toEqual(['hi', 'failed:hi']);
  });

  it('O2 older pages go on top, each message once', () => {
    const { log, said } = setup();
    for (const seq of [5, 6]) log.append(message(seq));
    expect(log.prepend([3, 4, 5].map((seq) => message(seq)))).toBe(2);
    expect(log.prepend([message(3)])).toBe(0);
    expect(said()).toEqual(['m3', 'm4', 'm5', 'm6']);
  });

  it('a day begins with its line, however the pages come', () => {
    const day = 86_400_000;
    const { log, said } = setup();
    log.append(message(5));
    log.prepend([message(3, 'm3', 'u-bo', NOON - day), message(4, 'm4', 'u-bo', NOON - day + 9e6)]);
    log.prepend([message(1, 'm1', 'u-bo', NOON - 2 * day), message(2, 'm2', 'u-bo', NOON - day - 1e6)]);
    expect(said()).toEqual(['day', 'm1', 'day', 'm2', 'm3', 'm4', 'day', 'm5']);
  });

  it('O2 comings and goings share a line for a minute, and the last counts', () => {
    const { log, at, said } = setup();
    const who = (name: string) => ({ userId: name, username: name });
    log.presence({ joins: [who('a'), who(ME)], leaves: [] });
    log.presence({ joins: [who('b')], leaves: [{ ...who('a'), reason: 'left' }] });
    expect(said()).toEqual(['+b -a']);
    log.presence({ joins: [who(ME)], leaves: [] });
    at.now += 61_000;
    log.presence({ joins: [who('a')], leaves: [] });
    expect(said()).toEqual(['+b -a', '+a -']);
  });

  it('T5 what a moderator deleted is gone', () => {
    const { log, said } = setup();
    for (const seq of [1, 2, 3]) log.append(message(seq));
    log.remove([2, 9]);
    expect(said()).toEqual(['m1', 'm3']);
  });

  it('drops the oldest lines beyond the limit, and what is being sent stays last', () => {
    const { log } = setup(100);
    log.addPending('mine');
    for (let seq = 1; seq <= 1_000; seq++) log.append(message(seq));
    expect(log.lines.length).toBeLessThanOrEqual(100 + 256);
    expect(log.trimmed).toBe(true);
    expect(describeLine(log.lines.at(-1)!)).toBe('sending:mine');
    expect(describeLine(log.lines.at(-2)!)).toBe('m1000');
    // What was dropped may come back with an older page.
    expect(log.prepend([message(1)])).toBe(1);
  });

  it('tells each change so that a follower ends with the same lines', () => {
    const { log, said } = setup(50);
    const copy: LogLine[] = [];
    log.onChange(({ index, removed, added }) => copy.splice(index, removed.length, ...log.lines.slice(index, index + added)));
    const keys = [log.addPending('a'), log.addPending('b')];
    for (let seq = 1; seq < 500; seq++) log.append(message(seq, `m${seq}`, seq === 70 ? ME : 'u-bo'));
    log.fail(keys[0]!, 'a', new RoomChatError('timeout', 'x'));
    log.remove([490]);
    log.prepend([message(1)]);
    expect(copy.map(describeLine)).toEqual(said());
  });
});
