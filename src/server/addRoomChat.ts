import { LocalPresence, matchMaker, type Server } from '@colyseus/core';
import { systemClock } from '../protocol/clock.js';
import { COLYSEUS_ROOM } from '../protocol/limits.js';
import { createChatRoomClass } from './ChatRoom.js';
import { createChatService, type ChatService, type ChatServiceOptions } from './chatService.js';
import { createCluster, type Cluster, type SharedPresence } from './cluster/cluster.js';
import { serveRelaysHere } from './relays.js';

/**
 * Adds room chat to a Colyseus server that is there already; call it before `listen`.
 * The store stays the caller's: close the service first, then the store. Where the Colyseus server has a
 * presence that processes share (Redis), its rooms span the processes, and the store must be one that they share too.
 * Frames of less than 16 KiB are let through by its WebSocket transport, where that was set to less.
 *
 *     const chat = await addRoomChat(gameServer, { store: await createSqliteStore({ path: 'chat.db' }) });
 */
export async function addRoomChat(gameServer: Pick<Server, 'define'> & Partial<Pick<Server, 'transport'>>, options: ChatServiceOptions): Promise<ChatService> {
  // Whoever calls it without options is told of the store below.
  const cluster = options?.cluster ?? (await joinOthers(options));
  const service = await createChatService({ ...options, ...(cluster && { cluster }) });
  gameServer.define(COLYSEUS_ROOM, createChatRoomClass(service)).filterBy(['appId', 'roomName']);
  serveRelaysHere();
  allowFrames(gameServer.transport);
  return service;
}

/** Room for the largest message of the chat, in bytes of a frame. */
const FRAME_BYTES = 16 * 1024;

/** Colyseus' default of 4 KiB closes the connection over messages that chat allows, and over their every retry. */
function allowFrames(transport: unknown): void {
  const { options } = (transport as { wss?: { options?: { maxPayload?: number } } } | undefined)?.wss ?? {};
  // 0 is no limit.
  if (options?.maxPayload && options.maxPayload < FRAME_BYTES) options.maxPayload = FRAME_BYTES;
}

/** By the presence of the Colyseus server that was made last: there is one matchmaker a process. */
async function joinOthers(options: ChatServiceOptions): Promise<Cluster | null> {
  await matchMaker.onReady;
  const { presence } = matchMaker;
  if (presence instanceof LocalPresence) return null;
  // What RedisPresence hears and speaks by; another presence may have none.
  const { sub, pub } = presence as { sub?: Events; pub?: Events };
  return joinCluster(presence, options, (listener) => [sub, pub].forEach((client) => client?.on?.('ready', listener)));
}

interface Events {
  on?(event: 'ready', listener: () => void): void;
}

/** Joins this process to all that share the presence. */
export async function joinCluster(presence: SharedPresence, { clock = systemClock, heartbeatMs = 5_000, log }: Omit<ChatServiceOptions, 'store'>, onReconnect: (listener: () => void) => void): Promise<Cluster> {
  // Colyseus 0.17 and later set themselves up after the constructor.
  await matchMaker.onReady;
  return createCluster({
    presence, clock, onReconnect,
    processId: matchMaker.processId,
    aliveMs: heartbeatMs,
    onUnexpected: (error) => log?.error('unexpected message of another process', { error }),
  });
}
