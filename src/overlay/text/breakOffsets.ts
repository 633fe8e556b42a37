import { graphemes } from './graphemes.js';

type Kind = 'space' | 'zero' | 'glue' | 'open' | 'close' | 'hyphen' | 'slash' | 'wide' | 'asian' | 'letter';

const PLAIN = /^[\x20-\x7e]*$/;
const SPACE = /^[ \t\u1680\u2000-\u2006\u2008-\u200a\u205f\u3000]/;
const GLUE = /^[\u00a0\u202f\u2007\u2060\ufeff]/;
const OPEN = /^[([{\u00ab\u2018\u201c\u3008\u300a\u300c\u300e\u3010\u3014\u3016\u3018\u301a\u301d\uff08\uff3b\uff5b\uff5f]/;
// What must not begin a row: closing marks, stops, the small kana and the long vowel sign.
const CLOSE =
  /^[)\]},.!?;:%\u00bb\u2019\u201d\u2026\u3001\u3002\u3009\u300b\u300d\u300f\u3011\u3015\u3017\u3019\u301b\u301f\u3005\u303b\u3041\u3043\u3045\u3047\u3049\u3063\u3083\u3085\u3087\u308e\u3095\u3096\u309d\u309e\u30a1\u30a3\u30a5\u30a7\u30a9\u30c3\u30e3\u30e5\u30e7\u30ee\u30f5\u30f6\u30fb-\u30fe\uff01\uff05\uff09\uff0c\uff0e\uff1a\uff1b\uff1f\uff3d\uff5d\uff60-\uff64\uff67-\uff70\uff9e\uff9f]/;
const WIDE = /^(?:[\u2e80-\u2fdf\u3000-\u33ff\u3400-\u4dbf\u4e00-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef]|[\u{1f000}-\u{1faff}\u{20000}-\u{3ffff}]|\p{Emoji_Presentation}|\p{RI})/u;
// Scripts that write no space between words.
const ASIAN = /^[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]/;
const HAS_ASIAN = /[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]/;

/** Where a row of the text may end, ascending, without 0 and the end. Never inside a grapheme. */
export function breakOffsets(text: string): number[] {
  const offsets: number[] = [];
  const parts = PLAIN.test(text) ? text : graphemes(text);
  const words = HAS_ASIAN.test(text) ? wordStarts(text) : undefined;
  let before: Kind = 'glue';
  let offset = 0;
  for (const part of parts) {
    const kind = kindOf(part);
    if (offset > 0 && mayBreak(before, kind, offset, words)) offsets.push(offset);
    // An emoji that asks for its picture form is as wide as any other.
    before = kind === 'letter' && part.includes('\ufe0f') ? 'wide' : kind;
    offset += part.length;
  }
  return offsets;
}

function kindOf(part: string): Kind {
  const code = part.charCodeAt(0);
  if ((code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a) || (code >= 0x30 && code <= 0x39)) return 'letter';
  if (SPACE.test(part)) return 'space';
  if (code === 0x2d || code === 0x2010 || code === 0x2013) return 'hyphen';
  if (code === 0x2f) return 'slash';
  if (code === 0x200b) return 'zero';
  if (GLUE.test(part)) return 'glue';
  if (OPEN.test(part)) return 'open';
  if (CLOSE.test(part)) return 'close';
  if (ASIAN.test(part)) return 'asian';
  return WIDE.test(part) || part.includes('\ufe0f') ? 'wide' : 'letter';
}

function mayBreak(before: Kind, after: Kind, offset: number, words: Set<number> | undefined): boolean {
  if (after === 'space' || after === 'zero') return false;
  if (before === 'space' || before === 'zero') return true;
  if (before === 'glue' || after === 'glue' || before === 'open' || after === 'close') return false;
  if (before === 'wide' || after === 'wide') return true;
  if (before === 'asian' && after === 'asian') return words?.has(offset) ?? true;
  return (before === 'hyphen' || before === 'slash') && after === 'letter';
}

function wordStarts(text: string): Set<number> | undefined {
  if (!globalThis.Intl?.Segmenter) return undefined;
  const segmenter = new Intl.Segmenter(undefined, { granularity: 'word' });
  return new Set(Array.from(segmenter.segment(text), (part) => part.index));
}
