const FIRST_MS = 400;
const MAX_MS = 10_000;

/** Pause before try number `failures` + 1: doubling up to 10 s, of which at least half and the rest at random. */
export function backoffMs(failures: number, random: number): number {
  const full = Math.min(MAX_MS, FIRST_MS * 2 ** Math.min(failures, 16));
  return full / 2 + (full / 2) * random;
}
