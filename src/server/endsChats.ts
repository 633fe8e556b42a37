import { RoomChatError } from '../protocol/errors.js';
import type { EndEvent } from '../protocol/messages.js';
import { belongsToMatch } from '../protocol/names.js';
import type { Access } from './access.js';
import type { Channel } from './channel.js';
import type { ChannelRegistry } from './channelRegistry.js';
import type { MatchNews } from './cluster/matchDirectory.js';

export interface EndsChatsOptions {
  channels: Pick<ChannelRegistry, 'each'>;
  check: Access['check'];
  onUnexpected(error: unknown): void;
}

/**
 * Keeps the chats of matches to their players: what a match room does on the server ends what it must end.
 * Each process hears of it, and looks after its own members.
 */
export function endsChats({ channels, check, onUnexpected }: EndsChatsOptions): MatchNews {
  function where(fits: (roomName: string) => boolean, act: (channel: Channel) => void): void {
    void channels.each((channel) => void (fits(channel.roomName) && act(channel))).catch(onUnexpected);
  }

  return {
    onMatchBound({ roomName }) {
      // Who came in while the room was open to anyone stays only where the match would let them in.
      const event: EndEvent = { code: 'match_ended', reason: 'the chat is now that of a match, which you are not in' };
      where((name) => belongsToMatch(name, roomName), (channel) => {
        for (const { identity } of channel.members.values()) {
          check(identity, channel.roomName, 'join', channel.id).catch((error: unknown) => {
            if (error instanceof RoomChatError && error.temporary) return;
            channel.endHere({ userId: identity.userId }, event, 'match_left');
          });
        }
      });
    },
    onPlayerOut({ roomName }, session, userId) {
      const inChannel = roomName.includes('/');
      const event: EndEvent = { code: 'match_ended', reason: inChannel ? 'you are no longer in this channel of the match' : 'you are no longer in the match' };
      where((name) => name === roomName, (channel) => {
        channel.endHere({ matchSession: session }, event, 'match_left');
        if (userId !== null) channel.endHere({ userId }, event, 'match_left');
      });
    },
    onMatchEnd({ roomName }, reason) {
      where((name) => belongsToMatch(name, roomName), (channel) => channel.endHere({}, { code: 'match_ended', reason }, 'match_left'));
    },
  };
}
