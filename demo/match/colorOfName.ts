export const PLAYER_COLOR_COUNT = 8;

/** The same name has the same colour in the lobby, in a match, and after a restart of the server. */
export function colorOfName(name: string): number {
  let sum = 7;
  for (const character of name) sum = (Math.imul(sum, 31) + character.codePointAt(0)!) >>> 0;
  return (sum >>> 4) % PLAYER_COLOR_COUNT;
}
