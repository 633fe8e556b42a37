import { RoomChatError } from '../../protocol/errors.js';
import type { ModerationRequest } from '../../protocol/wire.js';
import type { Channel } from '../channel.js';
import type { ModerationStore, SanctionKind } from '../store/ModerationStore.js';
import type { SanctionBook } from './sanctionBook.js';
import { assertSlowSeconds } from './slowMode.js';

/** Where an order counts: an open channel, or (id null) all rooms. */
export interface OrderPlace extends Pick<Channel, 'remove' | 'end'> {
  id: string | null;
  /** Seconds between two messages of one user; 0 ends it. */
  slow(seconds: number): void;
}

export interface CarryOutOptions {
  place: OrderPlace;
  store: Pick<ModerationStore, 'deleteMessages' | 'note' | 'slow'>;
  book: SanctionBook;
  /** User id of the moderator, or the name of the program that acts. */
  by: string;
  /** The sanctions of this user changed: for the other processes, whose books do not know. */
  onSanction?(userId: string): void;
}

/**
 * Carries out what a moderator asks for, in the store (with its audit trail) first and in the open room after.
 * Whether the moderator may is the caller's question.
 */
export async function carryOut(request: ModerationRequest, { place, store, book, by, onSanction }: CarryOutOptions): Promise<void> {
  const act = request.reason === undefined ? { by } : { by, reason: request.reason };
  const because = act.reason === undefined ? '' : `: ${act.reason}`;
  const room = place.id;
  const where = room === null ? 'all rooms' : 'the room';

  async function lay(kind: SanctionKind, userId: string, seconds: number | undefined): Promise<void> {
    if (userId === by) throw new RoomChatError('invalid_request', `unable to ${request.action} the user; it is you; name somebody else`);
    await book.lay({ kind, userId, room }, act, seconds);
    onSanction?.(userId);
  }

  async function lift(kind: SanctionKind, userId: string): Promise<void> {
    await book.lift({ kind, userId, room }, act);
    onSanction?.(userId);
  }

  /** What only a room can have done to it. */
  function theRoom(): string {
    if (room !== null) return room;
    throw new RoomChatError('invalid_request', `unable to ${request.action} everywhere; it concerns one room; name the room`);
  }

  switch (request.action) {
    case 'delete':
      await store.deleteMessages(theRoom(), [request.seq], act);
      // Also where the store had nothing: a message of a room without persistence is in open logs only.
      return place.remove([request.seq]);
    case 'mute':
    case 'shadow_mute':
      return lay(request.action, request.userId, request.seconds);
    case 'unmute':
      return lift('mute', request.userId);
    case 'unshadow_mute':
      return lift('shadow_mute', request.userId);
    case 'ban':
      await lay('ban', request.userId, request.seconds);
      return place.end({ userId: request.userId }, { code: 'banned', reason: `a moderator banned you from ${where}${because}` }, 'banned');
    case 'unban':
      return lift('ban', request.userId);
    case 'kick':
      await store.note('kick', { ...(room !== null && { room }), userId: request.userId }, act);
      return place.end({ userId: request.userId }, { code: 'kicked', reason: `a moderator removed you from ${where}${because}` }, 'kicked');
    case 'slow':
      assertSlowSeconds(request.seconds);
      // The seconds are in the reason: the trail has no column for them.
      await store.slow(theRoom(), request.seconds, { by, reason: `${request.seconds} s${because}` });
      return place.slow(request.seconds);
    case 'close':
      await store.note('close', { room: theRoom() }, act);
      return place.end({}, { code: 'room_closed', reason: `a moderator closed the room${because}` }, 'left');
  }
}
