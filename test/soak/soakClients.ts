// A process of soak clients: each joins its room through its own proxy, sends now and then, and notes what it sees.
import { createGametegra, type Gametegra } from '../../src/client/index.js';
import type { RoomChatHandle } from '../../src/client/types.js';
import type { Content } from '../../src/protocol/messages.js';
import type { RoomChatError } from '../../src/protocol/errors.js';
import type { WireMessage } from '../../src/protocol/wire.js';
import { createSqliteStore } from '../../src/server/store/sqlite/sqlite.js';
import type { ClientReport, SoakOrder } from './soakReport.js';

interface SoakClient {
  gametegra: Gametegra;
  handle: RoomChatHandle | null;
  say(filler?: string): void;
  sending: ReturnType<typeof setInterval> | null;
  report: ClientReport;
}

/** Answers of a restarting server may take a while; nothing is to end by its deadline here. */
const PATIENT = { joinBudgetMs: 300_000, sendTimeoutMs: 300_000, reconnectBudgetMs: 600_000, outboxSize: 2_000 };
/** Together more than sockets hold. */
const BURST = 60;
const FILLER = 'x'.repeat(7_000);
const clients: SoakClient[] = [];
let rejections = 0;
process.on('unhandledRejection', () => rejections++);

async function start({ name, room, port, persistence, everyMs }: Extract<SoakOrder, { order: 'start' }>['clients'][number]): Promise<void> {
  const report: ClientReport = { name, room, persistence, after: 0, seen: [], acknowledged: [], refused: {}, gaps: 0, ends: 0, openPromises: 0, connected: false };
  const gametegra = createGametegra({ endpoint: `ws://127.0.0.1:${port}`, appId: 'soak', guest: { username: name }, timing: PATIENT });
  const client: SoakClient = { gametegra, handle: null, say: () => {}, sending: null, report };
  clients.push(client);
  const handle = await gametegra.roomChat.join(room, { persistence });
  client.handle = handle;
  const newest = handle.recent.messages.at(-1);
  report.after = newest?.seq ?? 0;
  handle.on('message', ({ id, seq, content }) => report.seen.push([id, seq, tokenOf(content)]));
  handle.on('error', ({ code }: RoomChatError) => { if (code === 'gap') report.gaps++; });
  handle.on('end', () => report.ends++);

  let count = 0;
  client.say = (filler) => {
    const token = `${name}/${++count}`;
    report.openPromises++;
    handle.send(filler === undefined ? token : { token, filler }).then(
      ({ id, seq }) => void report.acknowledged.push([id, seq, token]),
      ({ code }: RoomChatError) => void (report.refused[code] = (report.refused[code] ?? 0) + 1),
    ).finally(() => report.openPromises--);
  };
  client.sending = setInterval(() => client.say(), everyMs * (0.7 + 0.6 * Math.random()));
}

function tokenOf(content: Content): string {
  return typeof content === 'string' ? content : String(content.token);
}

/** What keeps a process alive, but for the channel to the parent and what it writes to. */
function leftovers(): string[] {
  return process.getActiveResourcesInfo().filter((kind) => /TCP|Timeout|GetAddr|Immediate/.test(kind));
}

/** Everything that is stored, room by room; the server must have ended. */
async function readRooms(path: string, rooms: string[]): Promise<[string, WireMessage[]][]> {
  const store = await createSqliteStore({ path });
  const read = await Promise.all(rooms.map(async (room): Promise<[string, WireMessage[]]> => [room, (await store.page(`2...soak_${room}`, { limit: 10_000_000, from: 'oldest' })).map(([seq, id, sender, content, ...rest]) => [seq, id, sender, tokenOf(content), ...rest])]));
  await store.close();
  return read;
}

async function carryOut(message: SoakOrder): Promise<unknown> {
  switch (message.order) {
    case 'start':
      await Promise.all(message.clients.map(start));
      return null;
    case 'hush':
      for (const { sending } of clients) if (sending) clearInterval(sending);
      return null;
    case 'burst':
      for (const { say } of clients) for (let i = 0; i < BURST; i++) say(FILLER);
      return null;
    case 'report':
      return clients.map(({ report, handle }) => ({ ...report, connected: handle?.state === 'connected' }));
    case 'settled':
      return clients.every(({ report, handle }) => report.openPromises === 0 && handle?.state === 'connected');
    case 'close':
      for (const { gametegra } of clients) gametegra.close();
      return null;
    case 'stored':
      return readRooms(message.path, message.rooms);
    case 'leftovers':
      return { kinds: leftovers(), rejections };
  }
}

process.on('message', (message: SoakOrder & { id: number }) => {
  void carryOut(message).then(
    (result) => process.send?.({ id: message.id, result }),
    (error: Error) => process.send?.({ id: message.id, error: String(error.stack) }),
  );
});
process.send?.({ id: 0 });
// Nothing of a test outlives it.
process.on('disconnect', () => process.exit(1));
