/**
 * Letters of other scripts, digits and signs that read as a Latin letter in the usual fonts.
 * i, l, 1 and | count as one shape, as do o and 0. Accents are gone before this is looked at.
 */
const LOWER: Record<string, string> = {
  a: 'аɑα@4', b: 'ьвßβʙ8', c: 'сϲƈ¢', d: 'ԁɗđ', e: 'еєэεҽ3€', f: 'ғƒϝ', g: 'ɡԍց9', h: 'һнћհ', j: 'јϳ', k: 'кκқ',
  l: 'iіıι1|!ӏון׀ǀ∣łɩ', m: 'м', n: 'пηոռ', o: 'оοσ0օ०০๐ⲟøס', p: 'рρþ', q: 'ԛզ', r: 'гɾ', s: 'ѕʂ5$', t: 'тτ7†',
  u: 'υսʋ', v: 'ѵν', w: 'ԝωшѡա', x: 'хχ×', y: 'уγүყ', z: 'ʐζ2ᴢ',
};
/** Capitals whose shape is another letter's than that of their small form. */
const UPPER: Record<string, string> = { h: 'Η', n: 'Ν', y: 'Υ', m: 'Μ', e: 'Σ' };

const TO_LATIN = new Map(
  [LOWER, UPPER].flatMap((table) => Object.entries(table).flatMap(([latin, others]) => [...others].map((other) => [other, latin] as const))),
);

// The blank braille cell is a symbol to Unicode, and nothing to the eye.
const INVISIBLE = /[\p{Default_Ignorable_Code_Point}\p{Cc}\p{Cf}\u2800]/gu;
const MARKS_AND_GAPS = /[\p{M}\p{Z}\p{P}\s]/gu;

/**
 * What two usernames have in common when a player would take one for the other:
 * case, accents, width, gaps, punctuation and look-alike letters are folded away.
 * Empty only for a name of which nothing can be seen. For comparing, never for showing.
 */
export function foldName(name: string): string {
  const visible = name.normalize('NFKD').replace(INVISIBLE, '');
  const letters = substitute(substitute(visible).toLowerCase())
    .replace(MARKS_AND_GAPS, '')
    .replaceAll('rn', 'm')
    .replaceAll('vv', 'w');
  // A name of punctuation only still is a name.
  return letters === '' ? visible.replace(/[\p{Z}\s]/gu, '') : letters;
}

function substitute(text: string): string {
  let folded = '';
  for (const character of text) folded += TO_LATIN.get(character) ?? character;
  return folded;
}
