const FIRST = ['Luma', 'Pip', 'Momo', 'Fizz', 'Juno', 'Nori', 'Tilly', 'Bibi', 'Echo', 'Wisp', 'Koko', 'Sunny', 'Miro', 'Olli', 'Zuzu', 'Fern'];
const LAST = ['Moss', 'Ember', 'Puddle', 'Comet', 'Clover', 'Pebble', 'Breeze', 'Acorn', 'Spark', 'Willow', 'Biscuit', 'Dew'];

/** A friendly name for someone who gives none. */
export function randomName(random: () => number = Math.random): string {
  const pick = (from: readonly string[]): string => from[Math.floor(random() * from.length)]!;
  return `${pick(FIRST)} ${pick(LAST)}`;
}
