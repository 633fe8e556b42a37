import type { Corner } from '../OverlayOptions.js';
import type { Box } from './panelParts.js';

export interface Insets {
  top: number;
  right: number;
  bottom: number;
  left: number;
}

export interface PlaceRequest {
  /** What is seen of the game, in CSS pixels. */
  visible: Box;
  safe: Insets;
  position: Corner;
  width: number;
  height: number;
  margin: number;
  unit: number;
}

/** Below this width (in units) a panel takes all of it, as on a phone held upright. */
const NARROW = 480;

/** Where the panel goes, in CSS pixels; never wider or higher than what is seen. */
export function placePanel({ visible, safe, position, width, height, margin, unit }: PlaceRequest): Box {
  const gap = margin * unit;
  const left = visible.x + Math.max(gap, safe.left);
  const right = visible.x + visible.width - Math.max(gap, safe.right);
  const top = visible.y + Math.max(gap, safe.top);
  const bottom = visible.y + visible.height - Math.max(gap, safe.bottom);
  const roomX = Math.max(0, right - left);
  const roomY = Math.max(0, bottom - top);
  const narrow = visible.width < NARROW * unit;
  const w = narrow ? roomX : Math.min(width * unit, roomX);
  const h = Math.min(height * unit, roomY);
  const x = position.endsWith('right') ? right - w : position.endsWith('left') ? left : left + (roomX - w) / 2;
  const y = position.startsWith('top') ? top : bottom - h;
  return { x, y, width: w, height: h };
}

/** What two boxes share; without size where nothing. */
export function intersect(a: Box, b: Box): Box {
  const x = Math.max(a.x, b.x);
  const y = Math.max(a.y, b.y);
  return {
    x,
    y,
    width: Math.max(0, Math.min(a.x + a.width, b.x + b.width) - x),
    height: Math.max(0, Math.min(a.y + a.height, b.y + b.height) - y),
  };
}
