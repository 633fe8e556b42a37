import type { Server } from '@colyseus/core';
import { COLYSEUS_ROOM } from '../protocol/limits.js';
import { createChatRoomClass } from './ChatRoom.js';
import { createChatService, type ChatService, type ChatServiceOptions } from './chatService.js';
import { serveRelaysHere } from './relays.js';

/**
 * Adds room chat to a Colyseus server that is there already; call it before `listen`.
 * The store stays the caller's: close the service first, then the store.
 *
 *     const chat = await addRoomChat(gameServer, { store: await createSqliteStore({ path: 'chat.db' }) });
 */
export async function addRoomChat(gameServer: Pick<Server, 'define'>, options: ChatServiceOptions): Promise<ChatService> {
  const service = await createChatService(options);
  gameServer.define(COLYSEUS_ROOM, createChatRoomClass(service)).filterBy(['appId', 'roomName']);
  serveRelaysHere();
  return service;
}
