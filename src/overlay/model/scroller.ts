/** A scroll position with ease and fling. All lengths in the unit of the view, times in milliseconds. */
export interface Scroller {
  /** Where the top of the view stands in the content. */
  readonly top: number;
  /** True where new lines shall stay in sight. */
  readonly atEnd: boolean;
  readonly moving: boolean;
  setExtent(content: number, view: number): void;
  /** Content above changed its height: what is seen stays. */
  shift(delta: number): void;
  by(delta: number, smooth?: boolean): void;
  to(top: number, smooth?: boolean): void;
  toEnd(smooth?: boolean): void;
  grab(): void;
  drag(delta: number, elapsed: number): void;
  release(): void;
  /** Moves on; true while there is more to come. */
  step(elapsed: number): boolean;
}

/** Within this distance of the end one counts as there. */
const END_SLACK = 4;
const EASE_MS = 60;
const FLING_MS = 320;
const FLING_MIN = 0.02;

export function createScroller({ smooth: smoothAllowed = true } = {}): Scroller {
  let content = 0;
  let view = 0;
  let top = 0;
  let target = 0;
  let velocity = 0;
  let held = false;
  let stuck = true;

  const limit = (): number => Math.max(0, content - view);
  const clamp = (value: number): number => Math.max(0, Math.min(limit(), value));
  const goTo = (value: number, smooth: boolean): void => {
    velocity = 0;
    target = clamp(value);
    stuck = target >= limit() - END_SLACK;
    if (!smooth || !smoothAllowed) top = target;
  };

  return {
    get top() {
      return top;
    },
    get atEnd() {
      return stuck;
    },
    get moving() {
      return top !== target || velocity !== 0;
    },

    setExtent(newContent, newView) {
      const grown = newContent - content;
      const first = content === 0 || newView !== view;
      content = newContent;
      view = newView;
      if (stuck && !held) {
        target = limit();
        // A far jump is not worth a ride.
        if (first || !smoothAllowed || Math.abs(target - top) > 2 * view || grown < 0) top = target;
      } else {
        target = clamp(target);
        top = clamp(top);
      }
    },

    shift(delta) {
      top += delta;
      target += delta;
    },

    by: (delta, smooth = true) => goTo(target + delta, smooth),
    to: (value, smooth = false) => goTo(value, smooth),
    toEnd(smooth = true) {
      goTo(limit(), smooth);
      stuck = true;
    },

    grab() {
      held = true;
      velocity = 0;
      target = top;
    },
    drag(delta, elapsed) {
      const before = velocity;
      goTo(top + delta, false);
      // Fingers jitter: the last moves count together.
      if (elapsed > 0 && smoothAllowed) velocity = 0.7 * (delta / elapsed) + 0.3 * before;
    },
    release() {
      held = false;
      if (Math.abs(velocity) < FLING_MIN) velocity = 0;
    },

    step(elapsed) {
      if (held) return false;
      if (velocity !== 0) {
        const before = top;
        top = target = clamp(top + velocity * elapsed);
        velocity *= Math.exp(-elapsed / FLING_MS);
        if (Math.abs(velocity) < FLING_MIN || top === before) velocity = 0;
        stuck = top >= limit() - END_SLACK;
      } else if (top !== target) {
        top += (target - top) * (1 - Math.exp(-elapsed / EASE_MS));
        if (Math.abs(target - top) < 0.5) top = target;
      }
      return top !== target || velocity !== 0;
    },
  };
}
