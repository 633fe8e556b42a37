/** What was sent, to be called back by the arrow keys; the unsent draft waits below. */
export interface InputHistory {
  add(text: string): void;
  /** The one before, or undefined where there is none. `draft` is what stands in the input now. */
  older(draft: string): string | undefined;
  newer(): string | undefined;
}

export function createInputHistory(limit = 50): InputHistory {
  const sent: string[] = [];
  let position = 0;
  let kept = '';
  return {
    add(text) {
      const double = sent.indexOf(text);
      if (double >= 0) sent.splice(double, 1);
      sent.push(text);
      if (sent.length > limit) sent.shift();
      position = sent.length;
    },
    older(draft) {
      if (position === 0) return undefined;
      if (position === sent.length) kept = draft;
      return sent[--position];
    },
    newer() {
      if (position === sent.length) return undefined;
      return ++position === sent.length ? kept : sent[position];
    },
  };
}
