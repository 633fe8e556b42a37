// Direction overrides and isolates could make a line read as something else; controls draw as boxes.
const UNWANTED = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufff9-\ufffb]/g;
const LINE_ENDS = /\r\n?|[\u2028\u2029\u0085]/g;
const TOWERS = /(\p{M}{4})\p{M}+/gu;

/** A text as it may be drawn: no controls, no stacked accents over other lines, at most one empty row in a row. */
export function cleanText(text: string): string {
  return text.replace(LINE_ENDS, '\n').replaceAll('\t', ' ').replace(UNWANTED, '').replace(TOWERS, '$1').replace(/\n{3,}/g, '\n\n').trim();
}
