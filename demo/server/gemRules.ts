import { Gem, GEM_POINTS, type MatchState } from '../match/matchState.js';
import { CELEBRATION_MS, GEM_COUNT, GEM_RADIUS, GOAL, keepInside, PLAYER_RADIUS, WORLD, type Point } from '../match/world.js';

export interface GemRules {
  /** Puts gems where some are missing. */
  fill(): void;
  /** Gives each gem to the player who stands on it, and ends the round when one has enough. */
  collect(): void;
}

interface Options {
  state: MatchState;
  random(): number;
  later(run: () => void, ms: number): unknown;
}

const RARE = GEM_POINTS.length - 1;
/** No gem appears nearer to another one, or to a player. */
const APART = 130;
const REGROW_MS = 900;

export function createGemRules({ state, random, later }: Options): GemRules {
  let count = 0;
  let growing = 0;
  state.round = 1;
  state.winner = '';

  function place(): Point {
    let best: Point = { x: WORLD.width / 2, y: WORLD.height / 4 };
    let bestDistance = -1;
    // Of a few places the one farthest from everything else.
    for (let attempt = 0; attempt < 12 && bestDistance < APART; attempt++) {
      const point = keepInside({ x: random() * WORLD.width, y: random() * WORLD.height }, GEM_RADIUS + PLAYER_RADIUS);
      const others = [...state.gems.values(), ...state.players.values()];
      const distance = Math.min(Infinity, ...others.map(({ x, y }) => Math.hypot(x - point.x, y - point.y)));
      if (distance > bestDistance) [best, bestDistance] = [point, distance];
    }
    return best;
  }

  function fill(): void {
    while (state.gems.size < GEM_COUNT) {
      const kind = random() < 0.12 ? RARE : Math.floor(random() * RARE);
      state.gems.set(String(++count), new Gem().assign({ ...place(), kind }));
    }
  }

  function regrow(): void {
    growing++;
    later(() => {
      growing--;
      if (growing === 0 && state.winner === '') fill();
    }, REGROW_MS);
  }

  function nextRound(): void {
    for (const player of state.players.values()) player.score = 0;
    state.round++;
    state.winner = '';
    fill();
  }

  return {
    fill,
    collect() {
      if (state.winner !== '') return;
      for (const [id, gem] of [...state.gems.entries()]) {
        for (const [sessionId, player] of state.players.entries()) {
          if (player.away || Math.hypot(player.x - gem.x, player.y - gem.y) > PLAYER_RADIUS + GEM_RADIUS) continue;
          state.gems.delete(id);
          player.score += GEM_POINTS[gem.kind] ?? 1;
          regrow();
          if (player.score < GOAL) break;
          state.winner = sessionId;
          state.gems.clear();
          later(nextRound, CELEBRATION_MS);
          return;
        }
      }
    },
  };
}

/** Where a newcomer stands: where he stood before a restart, or somewhere around the middle. */
export function startPoint(at: unknown, random: () => number): Point {
  const { x, y } = (at ?? {}) as Partial<Point>;
  if (Number.isFinite(x) && Number.isFinite(y)) return keepInside({ x: x!, y: y! }, PLAYER_RADIUS);
  const angle = random() * Math.PI * 2;
  return keepInside({ x: WORLD.width / 2 + Math.cos(angle) * 260, y: WORLD.height / 2 + Math.sin(angle) * 190 }, PLAYER_RADIUS);
}
