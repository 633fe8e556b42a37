/** The glade as client and server both know it. Lengths are world units, times milliseconds. */
export const WORLD = { width: 1600, height: 1040 } as const;
export const MAX_PLAYERS = 4;
export const PLAYER_RADIUS = 24;
export const GEM_RADIUS = 20;
/** Units a second. */
export const SPEED = 290;
/** Points that win a round. */
export const GOAL = 15;
export const GEM_COUNT = 9;
/** How long a winner is celebrated before the next round. */
export const CELEBRATION_MS = 6_000;
/** How long a player who dropped out of reach keeps the place in the match. */
export const RETURN_SECONDS = 15;
/** The closing code by which a player learns that the same player goes on in another tab. */
export const TAKEN_OVER = 4_001;

export interface Point {
  x: number;
  y: number;
}

export interface Obstacle extends Point {
  radius: number;
  kind: 'stone' | 'mushroom' | 'tree';
}

export const OBSTACLES: readonly Obstacle[] = [
  { x: 330, y: 250, radius: 46, kind: 'tree' },
  { x: 1265, y: 225, radius: 46, kind: 'tree' },
  { x: 800, y: 512, radius: 62, kind: 'stone' },
  { x: 545, y: 430, radius: 26, kind: 'mushroom' },
  { x: 1080, y: 640, radius: 26, kind: 'mushroom' },
  { x: 290, y: 690, radius: 30, kind: 'mushroom' },
  { x: 1350, y: 560, radius: 28, kind: 'mushroom' },
  { x: 610, y: 800, radius: 40, kind: 'stone' },
  { x: 1010, y: 270, radius: 36, kind: 'stone' },
  { x: 1240, y: 850, radius: 46, kind: 'tree' },
  { x: 760, y: 190, radius: 24, kind: 'mushroom' },
];

/** The island's edge: a rounded rectangle. */
const EDGE = { margin: 70, corner: 220 } as const;

/** The nearest place where something of this radius may stand. */
export function keepInside({ x, y }: Point, radius: number): Point {
  const inset = EDGE.margin + radius;
  let px = clamp(x, inset, WORLD.width - inset);
  let py = clamp(y, inset, WORLD.height - inset);
  // In a corner the edge is a quarter of a circle.
  const reach = EDGE.corner - radius;
  const cx = clamp(px, EDGE.margin + EDGE.corner, WORLD.width - EDGE.margin - EDGE.corner);
  const cy = clamp(py, EDGE.margin + EDGE.corner, WORLD.height - EDGE.margin - EDGE.corner);
  const away = Math.hypot(px - cx, py - cy);
  if (px !== cx && py !== cy && away > reach) {
    px = cx + ((px - cx) / away) * reach;
    py = cy + ((py - cy) / away) * reach;
  }
  for (const obstacle of OBSTACLES) {
    const distance = Math.hypot(px - obstacle.x, py - obstacle.y);
    const least = obstacle.radius + radius;
    if (distance >= least) continue;
    const [ux, uy] = distance === 0 ? [1, 0] : [(px - obstacle.x) / distance, (py - obstacle.y) / distance];
    px = obstacle.x + ux * least;
    py = obstacle.y + uy * least;
  }
  return { x: px, y: py };
}

/** One step of a player towards a direction of length 0 to 1; the same on both sides, so that a client can run ahead. */
export function walk(from: Point, direction: Point, elapsedMs: number): Point {
  const length = Math.hypot(direction.x, direction.y);
  if (length === 0) return { x: from.x, y: from.y };
  const distance = (SPEED * elapsedMs) / 1_000 / Math.max(1, length);
  return keepInside({ x: from.x + direction.x * distance, y: from.y + direction.y * distance }, PLAYER_RADIUS);
}

export function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
