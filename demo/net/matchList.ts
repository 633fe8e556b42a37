import type { ListedMatch } from '../match/codes.js';

const EVERY_MS = 1_500;

/** Asks the server for the open matches again and again; null where it does not answer. Returns the undo. */
export function watchMatches(changed: (matches: ListedMatch[] | null) => void): () => void {
  let stopped = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const ask = async (): Promise<void> => {
    let matches: ListedMatch[] | null = null;
    try {
      const response = await fetch('/api/matches');
      if (response.ok) matches = (await response.json()) as ListedMatch[];
    } catch {
      // The server restarts; the next question will tell.
    }
    if (stopped) return;
    changed(matches);
    timer = setTimeout(() => void ask(), EVERY_MS);
  };
  void ask();
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}
