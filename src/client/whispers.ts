import type { Presence } from '../protocol/messages.js';
import type { Invite } from '../protocol/wire.js';
import type { RoomChatHandle } from './types.js';

export interface WhispersOptions {
  /** False ignores whoever whispers. */
  accept: boolean;
  isOpen(roomName: string): boolean;
  join(roomName: string): Promise<RoomChatHandle>;
  onWhisper(handle: RoomChatHandle, from: Presence): void;
  /** The room could not be joined. */
  onFailed(roomName: string, error: unknown): void;
}

/** Rooms of two. */
export interface Whispers {
  /** Who is on the other side of a room: shows the server that this user belongs there. */
  otherOf(roomName: string): string | undefined;
  /** This client opens a room. */
  opened(roomName: string, userId: string): void;
  invited(invite: Invite): void;
}

/** Most rooms that others may open here: nobody can fill a player's client with whispers. */
const MAX_INVITED = 16;

export function createWhispers({ accept, isOpen, join, onWhisper, onFailed }: WhispersOptions): Whispers {
  const others = new Map<string, string>();
  const invited = new Map<string, RoomChatHandle | null>();

  function tidy(): void {
    for (const [roomName, handle] of invited) if (handle?.state === 'ended') invited.delete(roomName);
  }

  return {
    otherOf: (roomName) => others.get(roomName),
    opened: (roomName, userId) => void others.set(roomName, userId),
    invited({ roomName, from }) {
      if (!accept || isOpen(roomName) || invited.get(roomName) === null) return;
      tidy();
      if (invited.size >= MAX_INVITED) return;
      others.set(roomName, from.userId);
      invited.set(roomName, null);
      join(roomName).then(
        (handle) => {
          invited.set(roomName, handle);
          onWhisper(handle, from);
        },
        (error: unknown) => {
          invited.delete(roomName);
          onFailed(roomName, error);
        },
      );
    },
  };
}
