import { matchMaker, ServerError, type Room } from '@colyseus/core';
import { RoomChatError, toJoinRefusal } from '../protocol/errors.js';
import { COLYSEUS_ROOM } from '../protocol/limits.js';
import { channelIdOf, parseAppId, parseRoomName } from '../protocol/names.js';
import { isRecord } from '../protocol/parse.js';

/** A refusal by the chat itself; Colyseus needs a number. */
export const REFUSED = 4403;

const METHODS = ['joinOrCreate', 'create', 'join'];

/** The relay of each channel in this process. Colyseus has one matchmaker a process, so there is one list. */
const relays = new Map<string, string>();
const creating = new Map<string, Promise<Room['listing']>>();
let serving = false;

/** Called by a relay as it is made. */
export function registerRelay(channelId: string, room: Room): void {
  relays.set(channelId, room.roomId);
  // Only this process asks for it, by the list above. A shared listing would cost every other
  // room's search (a search on Redis reads them all) and each join a write. (0.17 and later write it by other ways.)
  Object.assign(listingOf(room), { save: async () => {}, remove: async () => {} });
}

/** Colyseus 0.17 gave it another name. */
function listingOf(room: Room): Room['listing'] {
  return room.listing ?? (room as unknown as { _listing: Room['listing'] })._listing;
}

export function forgetRelay(channelId: string, room: Room): void {
  if (relays.get(channelId) === room.roomId) relays.delete(channelId);
}

/**
 * Lets joins of the chat find their relay in this process, and make it here where it is missing:
 * any process can relay any channel, so none has to be searched for among the others.
 */
export function serveRelaysHere(): void {
  if (serving) return;
  serving = true;
  const { controller } = matchMaker;
  const invokeMethod = controller.invokeMethod;
  controller.invokeMethod = async function (this: typeof controller, method, roomName, options, ...rest) {
    if (roomName !== COLYSEUS_ROOM || !METHODS.includes(method)) return invokeMethod.call(this, method, roomName, options, ...rest);
    const listing = await relayOf(channelOf(options), options);
    const { sessionId } = await matchMaker.reserveSeatFor(listing as never, options as never, undefined);
    return seatOf(listing, sessionId);
  } as typeof invokeMethod;
}

/** The answer in both forms: clients of 0.16 read `room`, later ones the rest. */
function seatOf({ name, roomId, processId, publicAddress }: Room['listing'], sessionId: string): object {
  const room = { name, roomId, processId, ...(publicAddress !== undefined && { publicAddress }) };
  return { ...room, sessionId, room };
}

async function relayOf(channelId: string, options: unknown): Promise<Room['listing']> {
  // The list may name a relay that is being disposed; Colyseus' own no longer does.
  const room = matchMaker.getLocalRoomById(relays.get(channelId) ?? '');
  if (room) return listingOf(room);
  const running = creating.get(channelId);
  if (running) return running;
  const made = Promise.resolve(matchMaker.handleCreateRoom(COLYSEUS_ROOM, options as never)) as Promise<Room['listing']>;
  creating.set(channelId, made);
  try {
    return await made;
  } finally {
    creating.delete(channelId);
  }
}

function channelOf(options: unknown): string {
  const { appId, roomName } = isRecord(options) ? options : { appId: undefined, roomName: undefined };
  try {
    return channelIdOf(parseAppId(appId), parseRoomName(roomName));
  } catch (error) {
    // Later versions make it the status of the HTTP answer.
    if (error instanceof RoomChatError) throw new ServerError(400, toJoinRefusal(error));
    throw error;
  }
}
