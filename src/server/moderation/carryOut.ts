import { RoomChatError } from '../../protocol/errors.js';
import type { ModerationRequest } from '../../protocol/wire.js';
import type { Channel } from '../channel.js';
import type { ModerationStore, SanctionKind } from '../store/ModerationStore.js';
import type { SanctionBook } from './sanctionBook.js';

export interface CarryOutOptions {
  channel: Pick<Channel, 'id' | 'remove' | 'end'>;
  store: Pick<ModerationStore, 'deleteMessages' | 'note'>;
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
export async function carryOut(request: ModerationRequest, { channel, store, book, by, onSanction }: CarryOutOptions): Promise<void> {
  const act = 'reason' in request && request.reason !== undefined ? { by, reason: request.reason } : { by };
  const because = act.reason === undefined ? '' : `: ${act.reason}`;

  async function lay(kind: SanctionKind, userId: string, seconds: number | undefined): Promise<void> {
    if (userId === by) throw new RoomChatError('invalid_request', `unable to ${kind} the user; it is you; name somebody else`);
    await book.lay({ kind, userId, room: channel.id }, act, seconds);
    onSanction?.(userId);
  }

  async function lift(kind: SanctionKind, userId: string): Promise<void> {
    await book.lift({ kind, userId, room: channel.id }, act);
    onSanction?.(userId);
  }

  switch (request.action) {
    case 'delete':
      await store.deleteMessages(channel.id, [request.seq], act);
      // Also where the store had nothing: a message of a room without persistence is in open logs only.
      return channel.remove([request.seq]);
    case 'mute':
      return lay('mute', request.userId, request.seconds);
    case 'unmute':
      return lift('mute', request.userId);
    case 'ban':
      await lay('ban', request.userId, request.seconds);
      return channel.end({ userId: request.userId }, { code: 'banned', reason: `a moderator banned you from the room${because}` }, 'banned');
    case 'unban':
      return lift('ban', request.userId);
    case 'kick':
      await store.note('kick', { room: channel.id, userId: request.userId }, act);
      return channel.end({ userId: request.userId }, { code: 'kicked', reason: `a moderator removed you from the room${because}` }, 'kicked');
    case 'close':
      await store.note('close', { room: channel.id }, act);
      return channel.end({}, { code: 'room_closed', reason: `a moderator closed the room${because}` }, 'left');
  }
}
