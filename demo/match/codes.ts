/** No letters that are taken for digits or for each other. */
const LETTERS = 'ABCDEFGHJKMNPQRSTUVWXYZ';
const CODE = /^[A-Z]{4}$/;

/** A match's name for people: four letters that are easily said. */
export function newMatchCode(random: () => number = Math.random): string {
  return Array.from({ length: 4 }, () => LETTERS[Math.floor(random() * LETTERS.length)]).join('');
}

/** What someone typed, as a code; null where it is none. */
export function parseMatchCode(text: unknown): string | null {
  const code = typeof text === 'string' ? text.trim().toUpperCase() : '';
  return CODE.test(code) ? code : null;
}

/** A match as `/api/matches` lists it. */
export interface ListedMatch {
  code: string;
  players: { name: string; color: number }[];
  max: number;
}
