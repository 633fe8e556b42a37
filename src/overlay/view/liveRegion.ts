/** Reads new lines out to those who cannot see the canvas. */
export interface LiveRegion {
  say(text: string): void;
  /** Each frame; adds what waits, though not many times a second. */
  flush(now: number): void;
  describe(label: string): void;
  destroy(): void;
}

const KEPT = 30;
/** More at once is noise for an ear. */
const AT_ONCE = 4;
/** Between two additions, milliseconds: faster is neither heard nor cheap. */
const PAUSE = 500;

/** `more` words what was left out of a burst. */
export function createLiveRegion(parent: HTMLElement, more: (count: number) => string): LiveRegion {
  const element = document.createElement('div');
  element.setAttribute('role', 'log');
  element.setAttribute('aria-live', 'polite');
  element.setAttribute('aria-relevant', 'additions');
  element.style.cssText = 'position:absolute;width:1px;height:1px;margin:-1px;overflow:hidden;clip-path:inset(50%);white-space:pre-wrap;contain:strict';
  parent.append(element);
  let waiting: string[] = [];
  let last = -Infinity;
  return {
    say: (text) => void waiting.push(text),
    flush(now) {
      if (waiting.length === 0 || now - last < PAUSE) return;
      last = now;
      const left = waiting.length - AT_ONCE;
      const lines = left > 0 ? [more(left), ...waiting.slice(-AT_ONCE)] : waiting;
      waiting = [];
      for (const line of lines) {
        const entry = document.createElement('div');
        entry.textContent = line;
        element.append(entry);
      }
      while (element.childElementCount > KEPT) element.firstElementChild!.remove();
    },
    describe: (label) => element.setAttribute('aria-label', label),
    destroy: () => element.remove(),
  };
}
