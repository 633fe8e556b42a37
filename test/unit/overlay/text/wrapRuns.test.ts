import { describe, expect, it } from 'vitest';
import { breakOffsets } from '../../../../src/overlay/text/breakOffsets.js';
import { createGraphemes, graphemes } from '../../../../src/overlay/text/graphemes.js';
import { wrapRuns } from '../../../../src/overlay/text/wrapRuns.js';

// Every grapheme is one wide, ideographs and emoji two: what a row holds can be counted by hand.
const WIDE = /[\u3000-\u9fff\uac00-\ud7a3\uff00-\uffef]|\p{Emoji_Presentation}/u;
const measure = (text: string): number => graphemes(text).reduce((sum, part) => sum + (WIDE.test(part) ? 2 : 1), 0);
const rows = (text: string, width: number): string[] => wrapRuns([{ text, style: 'text' }], width, measure).map((row) => row.map((part) => part.text).join(''));

describe('wrapRuns', () => {
  it('O2 breaks at spaces and leaves them out at the ends of rows', () => {
    expect(rows('the boss spawns at the gate', 11)).toEqual(['the boss', 'spawns at', 'the gate']);
  });

  it('O2 breaks between ideographs, and keeps closing marks off the start of a row', () => {
    expect(rows('我们在北门集合。请带药水', 14)).toEqual(['我们在北门集', '合。请带药水']);
    expect(rows('「こんにちは」ちょっと待って', 10)).toEqual(['「こんにち', 'は」ちょっ', 'と待って']);
  });

  it('O2 keeps Latin words whole beside ideographs', () => {
    expect(rows('加入Discord频道', 9)).toEqual(['加入', 'Discord频', '道']);
  });

  it('O2 breaks words that are longer than a row, between graphemes', () => {
    expect(rows('aaaaaaaaaaaa', 5)).toEqual(['aaaaa', 'aaaaa', 'aa']);
    expect(rows('hm aaaaaaaaaaaa', 5)).toEqual(['hm aa', 'aaaaa', 'aaaaa']);
  });

  it('O2 never splits an emoji or an accent', () => {
    const family = '👨‍👩‍👧‍👦';
    const flag = '🏳️‍🌈';
    const accented = 'e\u0301';
    expect(rows(family.repeat(4), 4)).toEqual([family.repeat(2), family.repeat(2)]);
    for (const row of rows(`${flag}${family}${accented.repeat(7)}🇫🇷🇩🇪`, 3)) {
      expect(graphemes(row).every((part) => graphemes(`${flag}${family}${accented}🇫🇷🇩🇪`).includes(part))).toBe(true);
    }
  });

  it('O2 breaks Thai between words, which it writes without spaces', () => {
    const text = 'สวัสดีครับยินดีต้อนรับ';
    const starts = new Set([...new Intl.Segmenter('th', { granularity: 'word' }).segment(text)].map((part) => part.index));
    expect(breakOffsets(text).length).toBeGreaterThan(1);
    expect(breakOffsets(text).every((offset) => starts.has(offset))).toBe(true);
  });

  it('O2 keeps glued words together and breaks after hyphens and slashes', () => {
    expect(rows('10\u00a0km away', 6)).toEqual(['10\u00a0km', 'away']);
    expect(rows('well-known a/b/cd', 5)).toEqual(['well-', 'known', 'a/b/', 'cd']);
  });

  it('O2 ends rows at line breaks, empty ones included', () => {
    expect(rows('one\n\ntwo', 10)).toEqual(['one', '', 'two']);
  });

  it('wraps across runs and remembers which run each piece is of', () => {
    const runs = [{ text: 'Ada: ', style: 'name' }, { text: 'hello there', style: 'text' }];
    expect(wrapRuns(runs, 10, measure)).toEqual([
      [{ run: 0, text: 'Ada: ', width: 5 }, { run: 1, text: 'hello', width: 5 }],
      [{ run: 1, text: 'there', width: 5 }],
    ]);
  });

  it('measures a line that fits once per run', () => {
    let calls = 0;
    wrapRuns([{ text: 'Ada:', style: 'a' }, { text: ' hi there', style: 'b' }], 99, (text) => (calls++, text.length));
    expect(calls).toBe(2);
  });

  it('no row is wider than asked for, whatever is in it', () => {
    const alphabet = ['a', ' ', '-', '、', '漢', '👩‍🚀', 'é', '\u00a0', '(', ')', 'ก', '/', '\u200b', 'ب'];
    let seed = 7;
    const next = (): number => (seed = (seed * 1_103_515_245 + 12_345) & 0x7fffffff);
    for (let round = 0; round < 300; round++) {
      const text = Array.from({ length: 1 + (next() % 40) }, () => alphabet[(next() >> 8) % alphabet.length]!).join('');
      const out = rows(text, 6);
      for (const row of out) expect(measure(row.replace(/[\s\u200b]+$/, ''))).toBeLessThanOrEqual(6);
      const bare = (value: string): string => value.replace(/[ \u200b]/g, '');
      expect(bare(out.join(''))).toBe(bare(text));
    }
  });
});

describe('graphemes without Intl.Segmenter', () => {
  it('keeps families, flags, skin tones and accents whole', () => {
    const split = createGraphemes(undefined as never);
    expect(createGraphemes(null as never)('👨‍👩‍👧‍👦🇫🇷👍🏽e\u0301x')).toEqual(['👨‍👩‍👧‍👦', '🇫🇷', '👍🏽', 'e\u0301', 'x']);
    expect(split('abc')).toEqual(['a', 'b', 'c']);
  });
});
