import type { EndEvent } from '../protocol/messages.js';
import type { Channel } from './channel.js';
import type { Action, Identity } from './identity.js';
import type { MatchListener } from './matches.js';

export interface EndsChatsOptions {
  /** Does something with each open channel of that room name. */
  endWhere(roomName: string, act: (channel: Channel) => void): void;
  /** Rejects where the user may not. */
  check(identity: Identity, roomName: string, action: Action, channelId: string, matchSession: string | null): Promise<void>;
}

/** Keeps the chats of matches to their players: what a match room does on the server ends what it must end. */
export function endsChats({ endWhere, check }: EndsChatsOptions): MatchListener {
  return {
    onMatchBound({ roomName }) {
      // Who came in while the room was open to anyone stays only where the match would let them in.
      const event: EndEvent = { code: 'match_ended', reason: 'the chat is now that of a match, which you are not in' };
      endWhere(roomName, (channel) => {
        for (const { identity } of channel.members.values()) {
          check(identity, roomName, 'join', channel.id, null).catch(() => channel.end({ userId: identity.userId }, event, 'match_left'));
        }
      });
    },
    onPlayerOut({ roomName }, session, userId) {
      const event: EndEvent = { code: 'match_ended', reason: 'you are no longer in the match' };
      endWhere(roomName, (channel) => {
        channel.end({ matchSession: session }, event, 'match_left');
        if (userId !== null) channel.end({ userId }, event, 'match_left');
      });
    },
    onMatchEnd({ roomName }, reason) {
      endWhere(roomName, (channel) => channel.end({}, { code: 'match_ended', reason }, 'match_left'));
    },
  };
}
