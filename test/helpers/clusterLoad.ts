import type { RoomChatHandle } from '../../src/client/index.js';
import type { TestCluster } from './cluster.js';

export interface LoadOptions {
  roomName: string;
  clients: number;
  /** How many of them send. */
  senders: number;
  /** Pause between two messages of one sender, milliseconds. */
  everyMs: number;
}

export interface LoadReport {
  clients: number;
  /** Sends that the server confirmed, and those that it refused, by code. */
  acknowledged: number;
  refused: Record<string, number>;
  /** Messages that clients received, all together. */
  received: number;
  /** Acknowledged messages that a client, or the history, does not have: summed over the clients. */
  lost: number;
  lostFromHistory: number;
  /** Messages stored more than once, and deliveries of one message more than once. */
  storedTwice: number;
  twice: number;
  outOfOrder: number;
  /** Times that a client was told that something cannot be had again. */
  gaps: number;
  ended: number;
  /** Longest time without any message to anyone, milliseconds. */
  longestSilenceMs: number;
}

export interface Load {
  /** Stops sending, waits until everyone has everything (or nothing has moved for a while), and counts. */
  finish(): Promise<LoadReport>;
}

/** Machines that run many tests at once are slow; what is measured is what is lost, not how long it takes. */
const PATIENT = { connectTimeoutMs: 30_000, joinBudgetMs: 90_000 };

/** Many clients of one room, spread over the processes, that note all they see. */
export async function startLoad(cluster: TestCluster, { roomName, clients, senders, everyMs }: LoadOptions): Promise<Load> {
  const acknowledged = new Set<string>();
  const refused: Record<string, number> = {};
  const logs: { id: string; seq: number }[][] = [];
  const chats: RoomChatHandle[] = [];
  let gaps = 0;
  let ended = 0;
  let lastMessage = Date.now();
  let longestSilenceMs = 0;
  let received = 0;

  const join = async (i: number): Promise<void> => {
    const chat = await cluster.player(`load${i}`, 'any', { timing: PATIENT }).roomChat.join(roomName);
    const log: { id: string; seq: number }[] = [];
    chat.on('message', ({ id, seq }) => {
      log.push({ id, seq });
      received++;
      const now = Date.now();
      longestSilenceMs = Math.max(longestSilenceMs, now - lastMessage);
      lastMessage = now;
    });
    chat.on('error', ({ code }) => void (code === 'gap' && gaps++));
    chat.on('end', () => void ended++);
    logs[i] = log;
    chats[i] = chat;
  };
  for (let i = 0; i < clients; i += 20) await Promise.all(Array.from({ length: Math.min(20, clients - i) }, (_, n) => join(i + n)));

  let sending = true;
  const sends: Promise<void>[] = [];
  const timers = Array.from({ length: senders }, (_, i) => {
    const chat = chats[Math.floor((i * clients) / senders)]!;
    let n = 0;
    return setInterval(() => {
      if (!sending) return;
      const content = `${i}:${n++}`;
      sends.push(chat.send(content).then(({ id }) => void acknowledged.add(id), ({ code }: { code: string }) => void (refused[code] = (refused[code] ?? 0) + 1)));
    }, everyMs);
  });
  lastMessage = Date.now();

  return {
    async finish() {
      sending = false;
      for (const timer of timers) clearInterval(timer);
      await Promise.all(sends);
      await settled(() => logs.every((log) => log.length >= acknowledged.size), () => received);

      let lost = 0;
      let twice = 0;
      let outOfOrder = 0;
      for (const log of logs) {
        const seen = new Set<string>();
        let seq = 0;
        for (const message of log) {
          if (seen.has(message.id)) twice++;
          else if (message.seq <= seq) outOfOrder++;
          seen.add(message.id);
          seq = message.seq;
        }
        for (const id of acknowledged) if (!seen.has(id)) lost++;
      }
      const history = await readAll(chats[0]!);
      const lostFromHistory = [...acknowledged].filter((id) => !history.ids.has(id)).length;
      return { clients, acknowledged: acknowledged.size, refused, received, lost, lostFromHistory, storedTwice: history.messages - history.contents.size, twice, outOfOrder, gaps, ended, longestSilenceMs };
    },
  };
}

/** Resolves when `done`, or when `progress` has not moved for 10 s: then what is missing is missing. */
async function settled(done: () => boolean, progress: () => number): Promise<void> {
  let before = progress();
  let idleSince = Date.now();
  while (!done() && Date.now() - idleSince < 10_000) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    if (progress() === before) continue;
    before = progress();
    idleSince = Date.now();
  }
}

/** The whole history; every content was sent once. */
async function readAll(chat: RoomChatHandle): Promise<{ messages: number; ids: Set<string>; contents: Set<unknown> }> {
  const history = { messages: 0, ids: new Set<string>(), contents: new Set<unknown>() };
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<RoomChatHandle['getHistory']>> = await patiently(() => chat.getHistory(100, cursor, true));
    for (const { id, content } of page.messages) {
      history.messages++;
      history.ids.add(id);
      history.contents.add(content);
    }
    cursor = page.nextCursor;
  } while (cursor !== null);
  return history;
}

async function patiently<T>(work: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      const { temporary, retryAfterMs = 200 } = error as { temporary?: boolean; retryAfterMs?: number };
      if (!temporary) throw error;
      await new Promise((resolve) => setTimeout(resolve, retryAfterMs));
    }
  }
}
