import type { Client, Room } from 'colyseus.js';
import type { MatchState } from '../match/matchState.js';
import { TAKEN_OVER, type Point } from '../match/world.js';
import type { PlayerState } from './player.js';

export type MatchRoom = Room<MatchState>;

/** A player's connection to a match, which outlives broken sockets and restarts of the server. */
export interface MatchLink {
  readonly code: string;
  /** The room as it is connected now; the last one while it is not. */
  readonly room: MatchRoom;
  readonly connected: boolean;
  /** Leaves the match for good. */
  leave(): Promise<void>;
}

export interface MatchLinkOptions {
  client: Client;
  code: string;
  player: PlayerState;
  /** Where the player stands, should the server have forgotten. */
  place(): Point | null;
  /** Connected, the first time and again. */
  onRoom(room: MatchRoom): void;
  onLost(): void;
  /** It will not come back; the sentence is for the player. */
  onOver(reason: string): void;
}

/** As long as room chat waits for a lost match room. */
const RETURN_MS = 20_000;
const CONSENTED = 4_000;

/** Joins a match by its code, or opens it; rejects with a sentence for the player. */
export async function joinMatch(options: MatchLinkOptions): Promise<MatchLink> {
  const { client, code, player } = options;
  let left = false;
  let connected = false;
  let room = await enter();
  begin();

  /** Takes up the old place where the server still keeps it, else joins anew. */
  async function enter(): Promise<MatchRoom> {
    const token = player.returnToken.read(code);
    if (token !== null) {
      try {
        return await client.reconnect<MatchState>(token);
      } catch (error) {
        // The place is gone only where the server says so; out of reach it may still be kept.
        if (!isAnswer(error)) throw new Error('the server cannot be reached', { cause: error });
        player.returnToken.clear();
      }
    }
    try {
      return await client.joinOrCreate<MatchState>('match', { code, name: player.name, key: player.key, at: options.place() });
    } catch (error) {
      throw new Error(isRefusal(error) ? (error as Error).message : 'the server cannot be reached', { cause: error });
    }
  }

  function begin(): void {
    connected = true;
    player.returnToken.write(code, room.reconnectionToken);
    const mine = room;
    room.onLeave((closeCode) => {
      if (left || mine !== room) return;
      connected = false;
      if (closeCode === CONSENTED) return over('You are no longer in the match.');
      if (closeCode === TAKEN_OVER) return over('You go on in another tab.');
      options.onLost();
      void comeBack();
    });
    options.onRoom(room);
  }

  async function comeBack(): Promise<void> {
    const until = Date.now() + RETURN_MS;
    for (let wait = 250; !left && Date.now() < until; wait = Math.min(1_000, wait * 1.5)) {
      await new Promise((resolve) => setTimeout(resolve, wait));
      if (left) return;
      try {
        const next = await enter();
        if (left) return void next.leave();
        room = next;
        return begin();
      } catch (error) {
        if (isRefusal((error as Error).cause)) return over((error as Error).message);
      }
    }
    if (!left) over('The match could not be reached again.');
  }

  function over(reason: string): void {
    left = true;
    player.returnToken.clear();
    options.onOver(reason);
  }

  return {
    code,
    get room() {
      return room;
    },
    get connected() {
      return connected;
    },
    async leave() {
      if (left) return;
      left = true;
      player.returnToken.clear();
      if (connected) await room.leave(true);
      connected = false;
    },
  };
}

/** The server's matchmaker has answered, and not merely the network failed. */
function isAnswer(error: unknown): boolean {
  return Number((error as { code?: unknown } | null)?.code) >= 4_000;
}

/** The match room itself said no: another try would get the same answer. */
function isRefusal(error: unknown): boolean {
  return (error as { code?: unknown } | null)?.code === 4_409;
}
