export interface View {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** Between a bubble and the edge of what is seen. */
const EDGE = 4;
/** The tail moves in steps: each is a picture drawn anew. */
const TAIL_STEP = 4;

/**
 * Where a bubble of this size goes whose tail is to point at a place: its bottom middle, and how far beside that the
 * tail points. Within what is seen, as long as the place itself is.
 */
export function placeBubble(tip: { x: number; y: number }, size: { width: number; height: number }, view: View): { x: number; y: number; tail: number } {
  const seen = tip.x >= view.left && tip.x <= view.right && tip.y >= view.top && tip.y <= view.bottom;
  if (!seen) return { ...tip, tail: 0 };
  const half = size.width / 2 + EDGE;
  const fits = view.right - view.left >= 2 * half;
  const x = fits ? Math.max(view.left + half, Math.min(view.right - half, tip.x)) : tip.x;
  return { x, y: Math.max(view.top + size.height + EDGE, tip.y), tail: Math.round((tip.x - x) / TAIL_STEP) * TAIL_STEP };
}
