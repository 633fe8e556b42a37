/** The one of `known` that `name` was most likely meant to be, or null where none is near. */
export function nearest(name: string, known: readonly string[]): string | null {
  let best: string | null = null;
  // A third of the letters wrong is another word, not a slip.
  let least = Math.ceil(name.length / 3) + 1;
  for (const candidate of known) {
    const steps = distance(name, candidate);
    if (steps < least) [best, least] = [candidate, steps];
  }
  return best;
}

/** Levenshtein: letters to insert, delete or replace. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next[j] = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1));
    }
    row = next;
  }
  return row[b.length]!;
}
