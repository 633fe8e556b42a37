import type { EventEmitter } from 'node:events';
import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server } from '@colyseus/core';
import { RoomChatError } from '../protocol/errors.js';
import { addRoomChat, joinCluster } from './addRoomChat.js';
import { ChatTransport } from './ChatTransport.js';
import type { ChatService, ChatServiceOptions } from './chatService.js';
import { cleanFrame } from './frames/cleanFrame.js';
import { connectRedis, type RedisConnection } from './cluster/redis.js';
import { guardHttp, type GuardOptions } from './ops/guardHttp.js';
import { createHttpRoutes } from './ops/httpRoutes.js';
import { noLog } from './ops/log.js';
import { createMetrics } from './ops/metrics.js';
import { isPostgres, openStore } from './openStore.js';
import type { ChatStore } from './store/ChatStore.js';

export interface ChatServerOptions extends Omit<ChatServiceOptions, 'store'> {
  /** 0 takes a free one. Default 2567. */
  port?: number;
  /** Default: all addresses. */
  host?: string;
  /** A store, a `postgres://` address, or the path of an SQLite file; the server closes what it opened itself. Default `chat.db`. */
  store?: ChatStore | string;
  /** `redis://` address by which several processes share their rooms; they need a store that they share too. */
  redis?: string;
  /** Host, port and path under which clients reach this very process, where one address leads to several: `chat-2.example.com`. */
  publicAddress?: string;
  /** Rooms of the game itself, defined before the server listens. */
  define?(gameServer: Server): void;
  /** Answers HTTP requests that are not the chat's. */
  http?: HttpServer;
  /** What joins may cost, and who stands in front. */
  guard?: Pick<GuardOptions, 'joins' | 'maxConnections' | 'trustProxy'>;
  /** Bearer token without which `/metrics` is not shown. */
  metricsToken?: string;
}

export interface ChatServer {
  readonly port: number;
  /** `http://host:port` */
  readonly address: string;
  readonly service: ChatService;
  readonly gameServer: Server;
  readonly store: ChatStore;
  /** Tells the clients to come back later, finishes what was accepted, and stops; within `drainMs` (default 5,000). */
  close(options?: { drainMs?: number }): Promise<void>;
}

const CALLBACKS = ['authorize', 'onMessage', 'define'] as const;

/** Without types nothing else would say it: a port that is no number would be taken for the name of a socket. */
function checkOptions(options: ChatServerOptions): void {
  const { port = 0, store } = options;
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new RoomChatError('invalid_option', `unable to start; port is ${String(port)}; give a whole number from 0 to 65535`);
  if (typeof store === 'string' && /^\w+:\/\//.test(store) && !isPostgres(store)) throw new RoomChatError('invalid_option', `unable to start; no store speaks ${store.split(':')[0]}; give a postgres:// address, or the path of an SQLite file`);
  const wrong = CALLBACKS.find((name) => options[name] !== undefined && typeof options[name] !== 'function');
  if (wrong) throw new RoomChatError('invalid_option', `unable to start; ${wrong} is no function; give one, or leave it out`);
}

/** Largest frame a client may send: room for the largest content, far from a danger. */
const MAX_FRAME_BYTES = 64 * 1024;
/** What each step of a shutdown has at least, milliseconds. */
const LEAST_STEP_MS = 500;

/** Starts a chat server; rejects where the port is taken or the store cannot be opened. */
export async function createChatServer(options: ChatServerOptions = {}): Promise<ChatServer> {
  checkOptions(options);
  const { port = 2567, host, store: storeOption = 'chat.db', define, http = createServer(notFound), guard, metricsToken, redis: redisUrl, publicAddress, ...serviceOptions } = options;
  const metrics = serviceOptions.metrics ?? (await createMetrics());
  if (redisUrl !== undefined && typeof storeOption === 'string' && !isPostgres(storeOption)) {
    throw new RoomChatError('invalid_option', 'unable to start; redis is given with an SQLite store, and processes that share rooms must share a database; give a postgres:// address as store, or leave redis out');
  }
  const onTrouble = (error: Error): void => {
    metrics.unexpectedError();
    serviceOptions.log?.error('the database has failed; it is started anew', { error });
  };
  const store = typeof storeOption === 'string' ? await openStore(storeOption, { onTrouble }) : storeOption;
  let service: ChatService | undefined;
  let redis: RedisConnection | undefined;
  try {
    if (redisUrl !== undefined) redis = await connectRedis(redisUrl, serviceOptions.log ?? noLog);
    const transport = new ChatTransport({ server: http, maxPayload: MAX_FRAME_BYTES });
    cleanFrames((transport as unknown as { wss: EventEmitter }).wss);
    const gameServer = new Server({
      greet: false,
      gracefullyShutdown: false,
      transport,
      logger: quietLogger,
      ...(redis && { presence: redis.presence, driver: redis.driver }),
      ...(publicAddress !== undefined && { publicAddress }),
    });
    const cluster = redis && await joinCluster(redis.presence, serviceOptions, redis.onBack);
    const chat = await addRoomChat(gameServer, { ...serviceOptions, store, metrics, ...(cluster && { cluster }) });
    service = chat;
    define?.(gameServer);
    const isDraining = (): boolean => chat.isDraining;
    const httpGuard = guardHttp(http, {
      ...guard,
      isDraining,
      onRefused: (code) => metrics.joinRefused(code),
      onUnexpected: chat.rules.onUnexpected,
      routes: createHttpRoutes({ ping: () => store.ping(), isDraining, impaired: () => (redis && !redis.isUp() ? 'Redis does not answer: processes tell each other through the database, some seconds later' : null), metrics, ...(metricsToken !== undefined && { metricsToken }) }),
    });
    await gameServer.listen(port, host).catch((cause) => {
      throw explainListen(cause, port);
    });
    httpGuard.guardAgain();
    return listening({ gameServer, transport, http, service, store, redis, ownsStore: typeof storeOption === 'string', host });
  } catch (error) {
    await service?.close();
    redis?.close();
    if (typeof storeOption === 'string') await store.close();
    throw error;
  }
}

/** In code as by the command: one sentence. The system's own error is the cause, its code stays. */
function explainListen(cause: NodeJS.ErrnoException, port: number): Error {
  const why = cause.code === 'EADDRINUSE' ? 'the port is taken' : cause.message;
  return Object.assign(new Error(`unable to listen on port ${port}; ${why}; stop what uses it, or give another port`, { cause }), { code: cause.code });
}

interface Parts {
  gameServer: Server;
  transport: ChatTransport;
  http: HttpServer;
  service: ChatService;
  store: ChatStore;
  redis: RedisConnection | undefined;
  ownsStore: boolean;
  host: string | undefined;
}

function listening({ gameServer, transport, http, service, store, redis, ownsStore, host }: Parts): ChatServer {
  const { port } = http.address() as AddressInfo;
  let closing: Promise<void> | null = null;

  async function close(drainMs: number): Promise<void> {
    const deadline = Date.now() + drainMs;
    const left = (): number => Math.max(LEAST_STEP_MS, deadline - Date.now());
    try {
      await within(left(), service.drain());
      // Rejects where the game has shut it down itself.
      await within(left(), gameServer.gracefullyShutdown(false).catch(() => {}));
      await within(left(), service.close());
    } finally {
      // Nobody closes the socket of a client that does not answer, and it would keep the process.
      for (const socket of (transport as unknown as { wss: { clients: Set<{ terminate(): void }> } }).wss.clients) socket.terminate();
      http.closeAllConnections();
      redis?.close();
      if (ownsStore) await store.close();
    }
  }

  return {
    port,
    address: `http://${host === undefined || host === '0.0.0.0' || host === '::' ? 'localhost' : host.includes(':') ? `[${host}]` : host}:${port}`,
    service,
    gameServer,
    store,
    close({ drainMs = 5_000 } = {}) {
      closing ??= close(drainMs);
      return closing;
    },
  };
}

/** A frame that takes all memory would end the chat too, whichever room of the game it is for. */
function cleanFrames(sockets: EventEmitter): void {
  sockets.on('connection', (socket: EventEmitter) => {
    const emit = socket.emit;
    socket.emit = function (event: string | symbol, ...args: unknown[]) {
      if (event === 'message' && args[0] instanceof Uint8Array) args[0] = cleanFrame(args[0], { foreign: true });
      return emit.call(this, event, ...args);
    };
  });
}

async function within(ms: number, work: Promise<unknown>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  await Promise.race([work, new Promise((resolve) => (timer = setTimeout(resolve, ms)))]).finally(() => clearTimeout(timer));
}

// Colyseus prints every refused join and every malformed frame; the chat's own log has them.
const quietLogger = { info() {}, debug() {}, warn() {}, error() {}, trace() {} };

const notFound: Parameters<typeof createServer>[1] = (_request, response) => {
  response.writeHead(404, { 'content-type': 'text/plain' }).end('room chat: nothing here\n');
};
