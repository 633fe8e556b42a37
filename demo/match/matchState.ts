import { schema, type SchemaType } from '@colyseus/schema';

export const Player = schema({
  name: 'string',
  /** Which of the palette's colours. */
  color: 'uint8',
  x: 'float32',
  y: 'float32',
  score: 'uint16',
  /** Out of reach, and may yet come back. */
  away: 'boolean',
  /** The player's user in the match's chat, once known: for bubbles and emotes. */
  chatUser: 'string',
}, 'Player');
export type Player = SchemaType<typeof Player>;

export const Gem = schema({ x: 'float32', y: 'float32', kind: 'uint8' }, 'Gem');
export type Gem = SchemaType<typeof Gem>;

export const MatchState = schema({
  players: { map: Player },
  gems: { map: Gem },
  round: 'uint16',
  /** Who has won the round and is celebrated, or empty. */
  winner: 'string',
}, 'MatchState');
export type MatchState = SchemaType<typeof MatchState>;

/** Points by a gem's kind; the last kind is the rare one. */
export const GEM_POINTS: readonly number[] = [1, 1, 1, 3];
