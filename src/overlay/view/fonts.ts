import type { RunStyle } from '../model/lineRuns.js';
import type { Measure } from '../text/wrapRuns.js';
import type { Theme } from '../theme/themes.js';

/** Fonts and widths of a theme. Widths of short texts are remembered: words come again. */
export interface Fonts {
  font(style: RunStyle): string;
  size(style: RunStyle): number;
  measure: Measure;
  /** A web font has arrived: nothing measured before holds. */
  reset(): void;
}

const SMALL = 0.8;
const REMEMBERED = 4_000;
const LONGEST_REMEMBERED = 24;
/** Scripts in which a word is as wide alone as in its sentence. */
const PLAIN = /^[\x20-\x7e\u00a0-\u024f\u0370-\u03ff\u0400-\u04ff]*$/;

export function createFonts(theme: Theme, context: Pick<CanvasRenderingContext2D, 'font' | 'measureText'>): Fonts {
  const widths = new Map<string, number>();
  const fonts = new Map<string, string>();
  let current = '';

  const size = (style: string): number => (style === 'time' || style === 'day' ? theme.fontSize * SMALL : theme.fontSize);
  const font = (style: string): string => {
    let found = fonts.get(style);
    if (found === undefined) {
      const weight = style === 'name' || style === 'me' || style === 'mention' || style === 'action' ? theme.boldWeight : 400;
      found = `${style === 'emote' ? 'italic ' : ''}${weight} ${size(style)}px ${theme.fontFamily}`;
      fonts.set(style, found);
    }
    return found;
  };
  const fresh = (text: string, style: string): number => {
    const wanted = font(style);
    // Setting a font is costly even where it is the same.
    if (wanted !== current) context.font = current = wanted;
    return context.measureText(text).width;
  };

  const remembered = (text: string, style: string): number => {
    if (text.length > LONGEST_REMEMBERED) return fresh(text, style);
    const key = `${style}\n${text}`;
    let width = widths.get(key);
    if (width === undefined) {
      if (widths.size >= REMEMBERED) widths.clear();
      width = fresh(text, style);
      widths.set(key, width);
    }
    return width;
  };

  return {
    font,
    size,
    measure(text, style) {
      if (text.length <= LONGEST_REMEMBERED || !PLAIN.test(text)) return remembered(text, style);
      const words = text.split(' ');
      return words.reduce((sum, word) => sum + remembered(word, style), (words.length - 1) * remembered(' ', style));
    },
    reset() {
      widths.clear();
      current = '';
    },
  };
}
