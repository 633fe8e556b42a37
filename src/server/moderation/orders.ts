import { RoomChatError } from '../../protocol/errors.js';
import type { EndEvent, LeaveReason } from '../../protocol/messages.js';
import { parseAppId, parseRoomName } from '../../protocol/names.js';
import type { ModerationRequest, ReportRequest } from '../../protocol/wire.js';
import type { Channel } from '../channel.js';
import type { ChannelRegistry } from '../channelRegistry.js';
import type { Notices } from '../cluster/notices.js';
import type { Identity } from '../identity.js';
import type { ModerationStore, Report } from '../store/ModerationStore.js';
import type { Target } from '../topic.js';
import { carryOut, type OrderPlace } from './carryOut.js';
import type { SanctionBook } from './sanctionBook.js';
import type { SlowMode } from './slowMode.js';

export interface OrdersOptions {
  channels: Pick<ChannelRegistry, 'get' | 'each'>;
  store: Pick<ModerationStore, 'deleteMessages' | 'note' | 'report' | 'slow'>;
  book: SanctionBook;
  slowMode: SlowMode;
  notices: Pick<Notices, 'publish'>;
  onUnexpected(error: unknown): void;
}

/** One room, or all of them. */
export type Place = { appId: string; roomName: string } | 'everywhere';

/** What moderators order and users report, here and in the other processes. */
export interface Orders {
  /** Carries the order out, whoever gave it; `by` enters the audit trail. */
  carryOut(place: Place, request: ModerationRequest, by: string): Promise<void>;
  carryOutIn(channel: Channel, request: ModerationRequest, by: string): Promise<void>;
  report(channel: Channel, reporter: Identity, request: ReportRequest): Promise<Report>;
  /** Another process changed the sanctions of a user; without one, nobody knows whose. */
  sanctionsChanged(userId?: string): Promise<void>;
  /** Ends the chats of a user in all rooms of this process. */
  endHere(target: Target, event: EndEvent, presence: LeaveReason): void;
}

export function createOrders({ channels, store, book, slowMode, notices, onUnexpected }: OrdersOptions): Orders {
  function endHere(target: Target, event: EndEvent, presence: LeaveReason): void {
    void channels.each((channel) => channel.endHere(target, event, presence)).catch(onUnexpected);
  }

  const everywhere: OrderPlace = {
    id: null,
    remove() {},
    slow() {},
    end(target, event, presence) {
      endHere(target, event, presence);
      notices.publish({ kind: 'end', target, event, presence });
    },
  };

  function placeOf(channel: Channel): OrderPlace {
    const { id } = channel;
    return {
      id,
      remove: (seqs) => channel.remove(seqs),
      end: (target, event, presence) => channel.end(target, event, presence),
      slow(seconds) {
        slowMode.set(id, seconds);
        notices.publish({ kind: 'slow', channelId: id, seconds });
      },
    };
  }

  function order(place: OrderPlace, request: ModerationRequest, by: string): Promise<void> {
    return carryOut(request, { place, store, book, by, onSanction: (userId) => notices.publish({ kind: 'sanctions', userId }) });
  }

  /** The message that a report is about; an error where there is none. */
  async function reported(channel: Channel, request: ReportRequest) {
    if ('seq' in request) {
      const { messages } = await channel.replay({ epoch: channel.epoch, seq: request.seq - 1 });
      const message = messages.find(([seq]) => seq === request.seq);
      if (message) return message;
      throw new RoomChatError('invalid_request', 'unable to report the message; it is not there, or no more; report one that can be read');
    }
    // A position of no numbering: what comes is the newest of the room, stored or not.
    const { messages } = await channel.replay({ epoch: '', seq: 0 });
    const last = messages.findLast(([, senderId]) => senderId === request.userId);
    if (last) return last;
    throw new RoomChatError('invalid_request', 'unable to report the user; nothing the user said is among the newest messages; report an older message by its seq');
  }

  return {
    async carryOut(place, request, by) {
      if (place === 'everywhere') return order(everywhere, request, by);
      return order(placeOf(await channels.get(parseAppId(place.appId), parseRoomName(place.roomName))), request, by);
    },
    carryOutIn: (channel, request, by) => order(placeOf(channel), request, by),
    async report(channel, reporter, request) {
      const message = await reported(channel, request);
      return store.report({ room: channel.id, message, reporterId: reporter.userId, reason: request.reason });
    },
    async sanctionsChanged(userId) {
      await book.refresh(userId);
      await channels.each((channel) => {
        for (const { identity } of [...channel.members.values()]) {
          if (userId !== undefined && identity.userId !== userId) continue;
          try {
            book.checkJoin(channel.id, identity.userId);
          } catch (error) {
            // The order to end may not have come this far.
            channel.endHere({ userId: identity.userId }, { code: 'banned', reason: (error as Error).message }, 'banned');
          }
        }
      });
    },
    endHere,
  };
}
