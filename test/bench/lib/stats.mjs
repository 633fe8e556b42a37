import { watchStolen } from './stolen.mjs';

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

/** A measurement from which the host took more than this share of the processors' time is made again, so many times. */
const STOLEN_TOO_MUCH = 0.03;
const REPEATS = 2;

/**
 * Runs the contestants in turns, so that what the machine does meanwhile hits all of them alike,
 * and returns for each the median of every figure that it reports. Of a measurement that was made
 * again the one with the least stolen counts, whatever it shows.
 * @param {Record<string, () => Promise<Record<string, number>>>} contestants
 * @param {(text: string) => void} [note]
 */
export async function interleaved(contestants, rounds, note = () => {}) {
  const names = Object.keys(contestants);
  const seen = Object.fromEntries(names.map((name) => [name, []]));
  let worst = 0;
  let repeated = 0;
  for (let round = 0; round < rounds; round++) {
    for (let turn = 0; turn < names.length; turn++) {
      // Another order each round: the first in a round finds the coolest machine.
      const name = names[(turn + round) % names.length];
      let calmest = await watched(contestants[name]);
      for (let i = 0; i < REPEATS && calmest.stolen > STOLEN_TOO_MUCH; i++, repeated++) {
        const again = await watched(contestants[name]);
        if (again.stolen < calmest.stolen) calmest = again;
      }
      worst = Math.max(worst, calmest.stolen);
      seen[name].push(calmest.result);
    }
  }
  if (repeated > 0) note(`the host took processor time away: ${repeated} measurements were made again, of those that count up to ${(worst * 100).toFixed(0)} % was taken`);
  return Object.fromEntries(names.map((name) => {
    const figures = Object.keys(seen[name][0]);
    return [name, Object.fromEntries(figures.map((figure) => [figure, median(seen[name].map((result) => result[figure]))]))];
  }));
}

async function watched(contestant) {
  const stolen = watchStolen();
  const result = await contestant();
  return { result, stolen: stolen() };
}
