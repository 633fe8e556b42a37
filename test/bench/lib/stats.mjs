export function median(values) {
  return quantile(values, 0.5);
}

/** `share` 0 to 1; between two values the straight line. */
export function quantile(values, share) {
  if (values.length === 0) return NaN;
  const sorted = Float64Array.from(values).sort();
  const place = (sorted.length - 1) * share;
  const low = Math.floor(place);
  return sorted[low] + (sorted[Math.ceil(place)] - sorted[low]) * (place - low);
}

/**
 * Runs the contestants in turns, so that what the machine does meanwhile hits all of them alike,
 * and returns for each the median of every figure that it reports.
 * @param {Record<string, () => Promise<Record<string, number>>>} contestants
 */
export async function interleaved(contestants, rounds) {
  const names = Object.keys(contestants);
  const seen = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (let turn = 0; turn < names.length; turn++) {
      // Another order each round: the first in a round finds the coolest machine.
      const name = names[(turn + round) % names.length];
      seen[name].push(await contestants[name]());
    }
  }
  return Object.fromEntries(names.map((name) => {
    const figures = Object.keys(seen[name][0]);
    return [name, Object.fromEntries(figures.map((figure) => [figure, median(seen[name].map((result) => result[figure]))]))];
  }));
}
