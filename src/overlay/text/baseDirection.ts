const STRONG_RTL = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;
const STRONG = /\p{L}/u;

/** What says nothing of the language that follows: whom one speaks to, where a link leads. */
const NEUTRAL = /@\S+|https?:\/\/\S+/giu;

/** The direction of the first letter, as `dir="auto"` has it; of a name or a link only where there is nothing else. */
export function baseDirection(text: string): 'ltr' | 'rtl' {
  const letter = STRONG.exec(text.replace(NEUTRAL, '')) ?? STRONG.exec(text);
  return letter && STRONG_RTL.test(letter[0]) ? 'rtl' : 'ltr';
}
