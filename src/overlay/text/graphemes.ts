/** Splits a text into what a reader calls characters. */
export type Graphemes = (text: string) => string[];

// Flags, then any character with the marks, joiners, variation selectors, skin tones and tags that belong to it.
const CLUSTER = /\r\n|\p{RI}{2}|[^](?:[\p{M}\u200d\ufe0e\ufe0f\u{1f3fb}-\u{1f3ff}\u{e0020}-\u{e007f}]|(?<=\u200d)[^])*/gu;
const ONE_EACH = /^[\x20-\x7e]*$/;

/** Without `Intl.Segmenter` (Firefox before 125) an approximation that keeps emoji and accents whole. */
export function createGraphemes(Segmenter: typeof Intl.Segmenter | undefined = globalThis.Intl?.Segmenter): Graphemes {
  if (!Segmenter) return (text) => (ONE_EACH.test(text) ? text.split('') : text.match(CLUSTER) ?? []);
  const segmenter = new Segmenter(undefined, { granularity: 'grapheme' });
  return (text) => (ONE_EACH.test(text) ? text.split('') : Array.from(segmenter.segment(text), (part) => part.segment));
}

export const graphemes: Graphemes = createGraphemes();
