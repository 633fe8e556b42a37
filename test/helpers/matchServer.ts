import { Room, type Client as ServerClient } from '@colyseus/core';
import { Client, type Room as ClientRoom } from 'colyseus.js';
import type { Gametegra, RoomChatHandle } from '../../src/client/index.js';
import { bindMatchChat, type MatchChat } from '../../src/server/matches.js';
import type { ChatServerOptions } from '../../src/server/createChatServer.js';
import { startServer, type TestServer } from './server.js';

export interface MatchOptions {
  /** An id of the match's own, as a game's matchmaker may give it. */
  roomId?: string;
  userId?: string;
  /** Seconds for which a dropped player's place is kept. */
  keepSeconds?: number;
}

/** A match as a game would write it. */
export class TestMatch extends Room {
  chat!: MatchChat;
  /** What the game's own hooks saw. */
  readonly log: string[] = [];
  private keepSeconds = 0;

  override onCreate({ roomId, keepSeconds = 0 }: MatchOptions): void {
    if (roomId !== undefined) this.roomId = roomId;
    this.keepSeconds = keepSeconds;
    this.chat = bindMatchChat(this);
    running.set(this.roomId, this);
  }

  override onAuth(_client: ServerClient, { userId }: MatchOptions): unknown {
    return userId === undefined ? true : { userId };
  }

  override async onLeave(client: ServerClient, consented?: boolean): Promise<void> {
    this.log.push(`leave ${consented}`);
    if (consented || this.keepSeconds === 0) return;
    try {
      await this.allowReconnection(client, this.keepSeconds);
      this.log.push('back');
    } catch {
      this.log.push('given up');
    }
  }

  override onDispose(): void {
    this.log.push('dispose');
    running.delete(this.roomId);
  }
}

const running = new Map<string, TestMatch>();

export interface MatchPlayer {
  readonly game: Gametegra;
  readonly room: ClientRoom;
  /** The match room on the server. */
  readonly match: TestMatch;
  /** This player's client there. */
  readonly seat: ServerClient;
  readonly chat: RoomChatHandle;
}

export interface MatchServer extends TestServer {
  /** A player in a match of that name, and in its chat. */
  inMatch(username: string, matchName: string, options?: MatchOptions & { token?: string }): Promise<MatchPlayer>;
}

/** A chat server with match rooms of a game beside it. */
export async function startMatchServer(options: ChatServerOptions = {}): Promise<MatchServer> {
  const server = await startServer({ ...options, define: (gameServer) => void gameServer.define('match', TestMatch).filterBy(['matchName']) });
  const extra: Pick<MatchServer, 'inMatch'> = {
    async inMatch(username, matchName, { token, ...matchOptions } = {}) {
      const room = await new Client(server.endpoint).joinOrCreate('match', { matchName, ...matchOptions });
      const match = running.get(room.roomId)!;
      const game = server.player(username, token === undefined ? {} : { token });
      game.match.bind(room);
      return { game, room, match, seat: match.clients.find(({ sessionId }) => sessionId === room.sessionId)!, chat: await game.roomChat.join() };
    },
  };
  return Object.assign(Object.create(server, Object.getOwnPropertyDescriptors(server)) as TestServer, extra);
}
