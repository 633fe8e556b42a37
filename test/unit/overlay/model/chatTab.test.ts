import { describe, expect, it } from 'vitest';
import { createChatTab, type ChatTab, type ChatTabOptions } from '../../../../src/overlay/model/chatTab.js';
import { displayContent } from '../../../../src/overlay/model/displayContent.js';
import { ENGLISH } from '../../../../src/overlay/texts.js';
import { BO, fakeHandle, type FakeHandle, type FakeHandleOptions } from '../../../helpers/fakeHandle.js';

function setup(handleOptions: FakeHandleOptions = {}, options: Partial<ChatTabOptions> = {}): { handle: FakeHandle; tab: ChatTab; said: () => string[]; at: { watched: boolean } } {
  const now = (): number => Date.UTC(2026, 3, 1, 10);
  const handle = fakeHandle({ now, ...handleOptions });
  const at = { watched: true };
  const tab = createChatTab({
    handle,
    bus: handle.bus,
    label: 'lobby',
    texts: ENGLISH,
    now,
    maxLines: 5_000,
    showPresence: true,
    printable: (content) => displayContent(content, () => undefined) !== null,
    muted: () => false,
    mentionsMe: (message) => String(message.content).includes('@Ada'),
    watched: () => at.watched,
    changed: () => {},
    ...options,
  });
  const said = () =>
    tab.log.lines.map((line) => {
      if (line.kind === 'message') return typeof line.message.content === 'string' ? line.message.content : String(line.message.content.text);
      return line.kind === 'system' ? line.text : line.kind === 'pending' ? `${line.state}:${String(line.content)}` : line.kind;
    });
  return { handle, tab, said, at };
}

/** What was promised is settled. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('chatTab', () => {
  it('begins with what the join brought', () => {
    const { said, tab } = setup({ history: 60 });
    expect(said()).toEqual(Array.from({ length: 50 }, (_, index) => `message ${index + 11}`));
    expect(tab.hasOlder).toBe(true);
  });

  it('O2 loads older pages until the first message', async () => {
    const { said, tab, handle } = setup({ history: 180 });
    await Promise.all([tab.loadOlder(), tab.loadOlder()]);
    expect(handle.historyCalls).toBe(1);
    await tab.loadOlder();
    expect(said()).toEqual(Array.from({ length: 180 }, (_, index) => `message ${index + 1}`));
    expect(tab.hasOlder).toBe(false);
    await tab.loadOlder();
    expect(handle.historyCalls).toBe(2);
  });

  it('O2 what was dropped for room is found again by scrolling up', async () => {
    const { tab, handle, said } = setup({ history: 50 }, { maxLines: 60 });
    for (let index = 51; index <= 400; index++) handle.receive(`message ${index}`);
    expect(said()[0]).not.toBe('message 1');
    while (tab.hasOlder) await tab.loadOlder();
    expect(said()).toEqual(Array.from({ length: 400 }, (_, index) => `message ${index + 1}`));
  });

  it('O2 a page that cannot be had says so, and the next try goes on', async () => {
    const { tab, handle, said } = setup({ history: 60 });
    const whole = handle.getHistory;
    handle.getHistory = () => Promise.reject(new Error('offline'));
    await tab.loadOlder();
    expect(said().at(-1)).toBe(ENGLISH.olderFailed);
    handle.getHistory = whole;
    await tab.loadOlder();
    expect(said()[0]).toBe('message 1');
  });

  it('O2 a line is pending, then sent; a refused one can be tried again or dropped', async () => {
    const { tab, handle, said } = setup();
    handle.hold = true;
    tab.send('one');
    tab.send('two');
    expect(said()).toEqual(['sending:one', 'sending:two']);
    await handle.accept();
    await handle.refuse('rate_limited');
    await settled();
    expect(said()).toEqual(['one', 'failed:two']);
    const failed = tab.log.lines[1]!;
    expect(failed.kind === 'pending' && failed.error?.code).toBe('rate_limited');
    tab.retry(failed.key);
    expect(said()).toEqual(['one', 'sending:two']);
    await handle.refuse('muted');
    await settled();
    tab.dismiss(tab.log.lines[1]!.key);
    expect(said()).toEqual(['one']);
    expect(handle.sent).toEqual(['one', 'two', 'two']);
  });

  it('B2 an object is printed only where it carries text', () => {
    const { handle, said } = setup();
    handle.receive({ type: 'move', x: 3 });
    handle.receive({ type: 'trade', text: 'Bo offers a sword' });
    handle.receive({ type: 'odd', text: 5 });
    handle.receive({ type: 'blank', text: '  ' });
    expect(said()).toEqual(['Bo offers a sword']);
  });

  it('B2 an object without text leaves no line when sent, but a refusal is told', async () => {
    const { tab, handle, said } = setup();
    handle.hold = true;
    tab.send({ type: 'emote', id: 3 });
    expect(said()).toEqual([]);
    await handle.refuse('rate_limited');
    await settled();
    expect(said()[0]).toContain('Not sent');
  });

  it('O2 counts what nobody looked at, and notes a mention', () => {
    const { tab, handle, at } = setup();
    handle.receive('seen');
    at.watched = false;
    handle.receive('a');
    handle.receive('b @Ada');
    expect([tab.unread, tab.mentioned]).toEqual([2, true]);
    tab.seen();
    expect([tab.unread, tab.mentioned]).toEqual([0, false]);
  });

  it('O8 a muted player counts for nothing', () => {
    const { tab, handle, at } = setup({}, { muted: (userId) => userId === BO.userId });
    at.watched = false;
    handle.receive('spam');
    expect(tab.unread).toBe(0);
  });

  it('R1 shows the state of its own connection only', () => {
    const { tab, handle } = setup();
    handle.bus.emit('roomchat:state', { roomName: 'x', channelId: 'other', state: 'reconnecting' });
    expect(tab.connection).toBe('connected');
    handle.setState('reconnecting');
    expect(tab.connection).toBe('reconnecting');
  });

  it('O6 a lost and a new connection, a gap and an end are announced to those who see no colours', () => {
    const heard: string[] = [];
    const { handle } = setup({}, { announce: (text) => heard.push(text) });
    handle.setState('reconnecting');
    handle.setState('connected');
    handle.emit('error', { code: 'gap' } as never);
    handle.emit('end', { code: 'kicked', reason: '' });
    handle.setState('ended');
    expect(heard).toEqual([ENGLISH.reconnecting, ENGLISH.connected, ENGLISH.gap, ENGLISH.end.kicked]);
  });

  it('T5 what a moderator deletes leaves the open log', () => {
    const { handle, said } = setup({ history: 3 });
    handle.delete(2);
    expect(said()).toEqual(['message 1', 'message 3']);
  });

  it('R3 a gap is told, and an end gives its reason', () => {
    const { handle, said, tab } = setup();
    handle.emit('error', { code: 'gap' } as never);
    handle.emit('end', { code: 'match_ended', reason: 'over' });
    expect(said()).toEqual([ENGLISH.gap, ENGLISH.end.match_ended]);
    expect([tab.connection, tab.ended?.code]).toEqual(['ended', 'match_ended']);
  });

  it('leaves no listener behind', () => {
    const { tab, handle } = setup();
    expect(handle.listenerCount + handle.bus.listenerCount).toBe(6);
    tab.destroy();
    expect(handle.listenerCount + handle.bus.listenerCount).toBe(0);
  });
});
