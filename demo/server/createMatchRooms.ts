import { Room, ServerError, type Client } from '@colyseus/core';
import { bindMatchChat } from '../../src/server/index.js';
import { parseUsername } from '../../src/protocol/parse.js';
import { parseMatchCode, type ListedMatch } from '../match/codes.js';
import { colorOfName, PLAYER_COLOR_COUNT } from '../match/colorOfName.js';
import { MatchState, Player } from '../match/matchState.js';
import { clamp, MAX_PLAYERS, RETURN_SECONDS, TAKEN_OVER, walk, type Point } from '../match/world.js';
import { createGemRules, startPoint } from './gemRules.js';

const TICK_MS = 33;
/** WebSocket's "service restart": tells players to come back. */
const RESTART = 1_012;
const REFUSED = 4_409;

/** What a client says when it comes in. */
interface JoinOptions {
  code?: unknown;
  name?: unknown;
  /** Known to one browser tab only: by it a player gets the old place back. */
  key?: unknown;
  /** Where the player stood before a restart of the server. */
  at?: unknown;
}

export interface MatchRooms {
  /** The room class to define; one room a match. */
  readonly MatchRoom: new () => Room;
  list(): ListedMatch[];
}

export function createMatchRooms(random: () => number = Math.random): MatchRooms {
  const open = new Map<string, InstanceType<typeof MatchRoom>>();

  class MatchRoom extends Room<MatchState> {
    override state = new MatchState();
    override maxClients = MAX_PLAYERS * 2;
    override patchRate = 40;
    private readonly keys = new Map<string, string>();
    private readonly directions = new Map<string, Point>();
    private readonly awaited = new Map<string, { reject: Function }>();
    private readonly rules = createGemRules({ state: this.state, random, later: (run, ms) => this.clock.setTimeout(run, ms) });

    override onCreate({ code }: JoinOptions): void {
      const parsed = parseMatchCode(code);
      if (parsed === null) throw new ServerError(REFUSED, 'unable to open the match; its code is not four letters; choose another');
      if (open.has(parsed)) throw new ServerError(REFUSED, 'unable to open the match; the code is in use; join it instead');
      // The code is the match's id, so that after a restart of the server its players meet in the same chat.
      this.roomId = parsed;
      bindMatchChat(this);
      open.set(parsed, this);
      this.rules.fill();
      this.setSimulationInterval((elapsed) => this.tick(Math.min(elapsed, 100)), TICK_MS);
      this.onMessage('move', (client, message) => this.directions.set(client.sessionId, readDirection(message)));
      this.onMessage('chat', (client, userId) => this.linkChat(client, userId));
      // Anything unknown would disconnect the player.
      this.onMessage('*', () => {});
    }

    override onJoin(client: Client, { name, key, at }: JoinOptions): void {
      const player = this.takeOver(key) ?? this.newPlayer(name, at);
      if (typeof key === 'string' && key.length <= 64) this.keys.set(client.sessionId, key);
      this.state.players.set(client.sessionId, player);
    }

    override async onLeave(client: Client, consented?: boolean): Promise<void> {
      const { sessionId } = client;
      this.directions.delete(sessionId);
      const player = this.state.players.get(sessionId);
      if (player && !consented) {
        player.away = true;
        try {
          const reconnection = this.allowReconnection(client, RETURN_SECONDS);
          this.awaited.set(sessionId, reconnection);
          await reconnection;
          player.away = false;
          return;
        } catch {
          // Not back in time.
        } finally {
          this.awaited.delete(sessionId);
        }
      }
      this.state.players.delete(sessionId);
      this.keys.delete(sessionId);
    }

    override onDispose(): void {
      open.delete(this.roomId);
    }

    override onBeforeShutdown(): void {
      void this.disconnect(RESTART);
    }

    override onUncaughtException(error: Error, where: string): void {
      console.error(`match ${this.roomId}, ${where}: ${error.message}`);
    }

    private newPlayer(name: unknown, at: unknown): Player {
      if (this.state.players.size >= MAX_PLAYERS) throw new ServerError(REFUSED, 'unable to join the match; it is full; open another');
      const place = startPoint(at, random);
      const used = new Set([...this.state.players.values()].map(({ color }) => color));
      let color = colorOfName(parseUsername(name));
      while (used.has(color)) color = (color + 1) % PLAYER_COLOR_COUNT;
      return new Player().assign({
        name: parseUsername(name), color, x: place.x, y: place.y, score: 0, away: false, chatUser: '',
      });
    }

    /** The place of the same tab's earlier connection, which the server may not know to be dead yet. */
    private takeOver(key: unknown): Player | null {
      const [old] = [...this.keys].find(([, known]) => known === key) ?? [];
      const player = old === undefined ? undefined : this.state.players.get(old);
      if (old === undefined || !player) return null;
      const copy = new Player().assign({ ...player.toJSON(), away: false });
      this.state.players.delete(old);
      this.keys.delete(old);
      this.awaited.get(old)?.reject(new Error('taken over'));
      this.clients.getById(old)?.leave(TAKEN_OVER);
      return copy;
    }

    private linkChat(client: Client, userId: unknown): void {
      const player = this.state.players.get(client.sessionId);
      if (!player || typeof userId !== 'string' || userId.length > 128) return;
      const taken = [...this.state.players.values()].some((other) => other !== player && other.chatUser === userId);
      if (!taken) player.chatUser = userId;
    }

    private tick(elapsedMs: number): void {
      for (const [sessionId, direction] of this.directions) {
        const player = this.state.players.get(sessionId);
        if (player) Object.assign(player, walk(player, direction, elapsedMs));
      }
      this.rules.collect();
    }
  }

  return {
    MatchRoom,
    list: () =>
      [...open].map(([code, { state }]) => ({
        code,
        players: [...state.players.values()].map(({ name, color }) => ({ name, color })),
        max: MAX_PLAYERS,
      })),
  };
}

function readDirection(message: unknown): Point {
  if (!Array.isArray(message)) return { x: 0, y: 0 };
  const [x, y] = message.map((part) => (Number.isFinite(part) ? clamp(part as number, -1, 1) : 0));
  return { x: x ?? 0, y: y ?? 0 };
}
