import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ChatMessage, HistoryPage, RoomChatHandle } from '../../src/client/index.js';
import { expectSentence, rejectionOf } from '../helpers/errors.js';
import { startServer, type TestServer } from '../helpers/server.js';

let server: TestServer;

beforeAll(async () => {
  server = await startServer();
});

afterAll(() => server.stop());

const numbers = ({ messages }: HistoryPage): number[] => messages.map(({ content }) => Number(content));
const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, i) => from + i);

/** A room with the messages "1" to so many. */
async function roomOf(count: number, roomName = `history-${count}`): Promise<RoomChatHandle> {
  const chat = await server.player('Ada').roomChat.join(roomName);
  if (chat.recent.messages.length === 0) for (const n of range(1, count)) await chat.send(String(n));
  return chat;
}

/** Every page by `nextCursor`, in the order of the walk. */
async function walk(chat: RoomChatHandle, limit: number, forward: boolean, between: () => Promise<unknown> = async () => {}): Promise<HistoryPage[]> {
  const pages: HistoryPage[] = [];
  let cursor: string | null = null;
  do {
    const page: HistoryPage = await chat.getHistory(limit, cursor, forward);
    pages.push(page);
    cursor = page.nextCursor;
    await between();
  } while (cursor !== null);
  return pages;
}

describe('getHistory', () => {
  it('H1 has the shape of the documentation, oldest first', async () => {
    const chat = await roomOf(2);
    const page = await chat.getHistory(20);
    expect(Object.keys(page).sort()).toEqual(['messages', 'nextCursor', 'prevCursor']);
    expect(page).toMatchObject({ nextCursor: null, prevCursor: null });
    expect(page.messages).toMatchObject([{ sender: 'Ada', content: '1' }, { sender: 'Ada', content: '2' }]);
    expect(page.messages.map(({ createTime }) => new Date(createTime).toISOString())).toEqual(page.messages.map(({ createTime }) => createTime));
  });

  it('H1 is empty in an empty room, both ways', async () => {
    const chat = await roomOf(0);
    for (const forward of [false, true]) expect(await chat.getHistory(10, undefined, forward)).toEqual({ messages: [], nextCursor: null, prevCursor: null });
  });

  it('H1 H2 gives the newest 50 without arguments, the oldest where forward', async () => {
    const chat = await roomOf(120);
    expect(numbers(await chat.getHistory())).toEqual(range(71, 120));
    expect(numbers(await chat.getHistory(10))).toEqual(range(111, 120));
    expect(numbers(await chat.getHistory(10, undefined, true))).toEqual(range(1, 10));
    expect(numbers(await chat.getHistory(undefined, undefined, true))).toEqual(range(1, 50));
  });

  it('H4 counts a larger limit as 100', async () => {
    const chat = await roomOf(120);
    expect(numbers(await chat.getHistory(100))).toEqual(range(21, 120));
    expect(numbers(await chat.getHistory(101))).toEqual(range(21, 120));
    expect(numbers(await chat.getHistory(1e9, undefined, true))).toEqual(range(1, 100));
  });

  it.each([5, 7, 40, 60, 119, 120])('H3 visits every message once by nextCursor, %i at a time, both ways', async (limit) => {
    const chat = await roomOf(120);
    const back = await walk(chat, limit, false);
    expect(back.reverse().flatMap(numbers)).toEqual(range(1, 120));
    const forth = await walk(chat, limit, true);
    expect(forth.flatMap(numbers)).toEqual(range(1, 120));
    for (const pages of [back, forth]) expect(pages.every(({ messages }) => messages.length > 0)).toBe(true);
  });

  it('H3 goes the other way by prevCursor, to the very page before', async () => {
    const chat = await roomOf(120);
    for (const forward of [false, true]) {
      const first = await chat.getHistory(30, null, forward);
      expect(first.prevCursor).toBeNull();
      const second = await chat.getHistory(30, first.nextCursor, forward);
      expect(numbers(await chat.getHistory(30, second.prevCursor, forward))).toEqual(numbers(first));
    }
  });

  it('H3 visits every message once while others are being written', async () => {
    const chat = await roomOf(30, 'history-busy');
    const writer = await server.player('Bob').roomChat.join('history-busy');
    let last = 30;
    const write = async (): Promise<unknown> => Promise.all([writer.send(String(++last)), writer.send(String(++last))]);
    const back = await walk(chat, 4, false, write);
    expect(back.reverse().flatMap(numbers)).toEqual(range(1, 30));
    const end = last;
    let stop = 5;
    const forth = await walk(chat, 7, true, async () => (stop-- > 0 ? write() : undefined));
    expect(forth.flatMap(numbers)).toEqual(range(1, last));
    expect(last).toBeGreaterThan(end);
  });

  it('H5 has the messages in the order of their numbers, which everyone sees alike', async () => {
    const chats = await Promise.all(['Ada', 'Bob', 'Cyd'].map((name) => server.player(name).roomChat.join('history-order')));
    await Promise.all(chats.flatMap((chat) => range(1, 15).map((n) => chat.send(String(n)))));
    const pages = await Promise.all(chats.map((chat) => chat.getHistory(100)));
    expect(pages[1]).toEqual(pages[0]);
    expect(pages[2]).toEqual(pages[0]);
    expect(pages[0]!.messages.map(({ seq }) => seq)).toEqual(range(1, 45));
    const times = pages[0]!.messages.map(({ createTime }) => createTime);
    expect([...times].sort()).toEqual(times);
  });

  it('J5 goes on from where the join left off', async () => {
    await roomOf(120);
    const { recent, getHistory } = await server.player('Bob').roomChat.join('history-120');
    expect(numbers(recent)).toEqual(range(71, 120));
    expect(numbers(await getHistory(50, recent.nextCursor))).toEqual(range(21, 70));
  });

  it('S3 has the same messages after a restart, with the same numbers and cursors', async () => {
    const chat = await roomOf(12, 'history-restart');
    const page = await chat.getHistory(5);
    const all = await chat.getHistory();
    await server.restart();
    const again = await server.player('Bob').roomChat.join('history-restart');
    expect(await again.getHistory()).toEqual(all);
    expect(numbers(await again.getHistory(5, page.nextCursor))).toEqual(range(3, 7));
    const next = await again.send('13');
    expect(next.seq).toBe((all.messages.at(-1) as ChatMessage).seq + 1);
  });
});

describe('a wrong question', () => {
  it.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, '20', null, {}, true])('H4 with the limit %j rejects', async (limit) => {
    const chat = await roomOf(2);
    expectSentence(await rejectionOf(chat.getHistory(limit as number)), 'invalid_limit');
    expect((await chat.getHistory(1)).messages).toHaveLength(1);
  });

  it.each(['', 'nonsense', 'x'.repeat(200), 5, {}, '../../etc/passwd'])('H4 with the cursor %j rejects', async (cursor) => {
    const chat = await roomOf(2);
    expectSentence(await rejectionOf(chat.getHistory(10, cursor as string)), 'invalid_cursor');
  });

  it('H4 with a cursor of another room, or one that was changed, rejects', async () => {
    const chat = await roomOf(120);
    const other = await roomOf(2);
    const cursor = (await chat.getHistory(10)).nextCursor!;
    expectSentence(await rejectionOf(other.getHistory(10, cursor)), 'invalid_cursor');
    for (let i = 0; i < cursor.length; i++) {
      const forged = cursor.slice(0, i) + (cursor[i] === 'A' ? 'B' : 'A') + cursor.slice(i + 1);
      expect((await rejectionOf(chat.getHistory(10, forged))).code).toBe('invalid_cursor');
    }
  });

  it.each([0, 'yes', null, {}])('H1 with the direction %j rejects', async (forward) => {
    const chat = await roomOf(2);
    expectSentence(await rejectionOf(chat.getHistory(10, null, forward as boolean)), 'invalid_option');
  });
});
