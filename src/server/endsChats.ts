import { RoomChatError } from '../protocol/errors.js';
import type { EndEvent } from '../protocol/messages.js';
import type { Channel } from './channel.js';
import type { MatchNews } from './cluster/matchDirectory.js';
import type { Action, Identity } from './identity.js';

export interface EndsChatsOptions {
  /** Does something with each open channel of that room name. */
  endWhere(roomName: string, act: (channel: Channel) => void): void;
  /** Rejects where the user may not. */
  check(identity: Identity, roomName: string, action: Action, channelId: string): Promise<unknown>;
}

/**
 * Keeps the chats of matches to their players: what a match room does on the server ends what it must end.
 * Each process hears of it, and looks after its own members.
 */
export function endsChats({ endWhere, check }: EndsChatsOptions): MatchNews {
  return {
    onMatchBound({ roomName }) {
      // Who came in while the room was open to anyone stays only where the match would let them in.
      const event: EndEvent = { code: 'match_ended', reason: 'the chat is now that of a match, which you are not in' };
      endWhere(roomName, (channel) => {
        for (const { identity } of channel.members.values()) {
          check(identity, roomName, 'join', channel.id).catch((error: unknown) => {
            if (error instanceof RoomChatError && error.temporary) return;
            channel.endHere({ userId: identity.userId }, event, 'match_left');
          });
        }
      });
    },
    onPlayerOut({ roomName }, session, userId) {
      const event: EndEvent = { code: 'match_ended', reason: 'you are no longer in the match' };
      endWhere(roomName, (channel) => {
        channel.endHere({ matchSession: session }, event, 'match_left');
        if (userId !== null) channel.endHere({ userId }, event, 'match_left');
      });
    },
    onMatchEnd({ roomName }, reason) {
      endWhere(roomName, (channel) => channel.endHere({}, { code: 'match_ended', reason }, 'match_left'));
    },
  };
}
