import { contrast, toHex, type Rgb } from './contrast.js';

/** Hues that an eye tells apart; the colour wheel has more reds and greens than names. */
const HUES = [2, 24, 44, 70, 115, 152, 176, 198, 218, 250, 284, 322];

/** A colour for everyone, the same on every device, with at least the contrast asked for against `back`. */
export function senderColor(userId: string, back: string, least = 4.6): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < userId.length; at++) hash = Math.imul(hash ^ userId.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = (hash ^ (hash >>> 13)) >>> 0;
  const hue = HUES[hash % HUES.length]!;
  // Two strengths of each hue: strong, and pale.
  return readable(hue, (hash >>> 8) % 2 === 0 ? 78 : 45, back, least);
}

/** The most colourful lightness of a hue that can still be read. */
function readable(hue: number, saturation: number, back: string, least: number): string {
  const lighter = contrast('#ffffff', back) > contrast('#000000', back);
  let color = '';
  for (let lightness = lighter ? 64 : 42; lightness >= 0 && lightness <= 100; lightness += lighter ? 2 : -2) {
    color = hsl(hue, saturation, lightness);
    if (contrast(color, back) >= least) return color;
  }
  return color;
}

function hsl(hue: number, saturation: number, lightness: number): string {
  const l = lightness / 100;
  const a = (saturation / 100) * Math.min(l, 1 - l);
  const part = (n: number): number => {
    const k = (n + hue / 30) % 12;
    return 255 * (l - a * Math.max(-1, Math.min(k - 3, 9 - k, 1)));
  };
  return toHex([part(0), part(8), part(4)] as Rgb);
}

