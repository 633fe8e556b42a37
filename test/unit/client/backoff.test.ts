import { expect, it } from 'vitest';
import { backoffMs } from '../../../src/client/backoff.js';

it('R1 doubles the pause up to 10 s, half of it at random', () => {
  const range = (failures: number): number[] => [backoffMs(failures, 0), backoffMs(failures, 1)];
  expect([0, 1, 2, 3, 4, 5, 6].map(range)).toEqual([[200, 400], [400, 800], [800, 1_600], [1_600, 3_200], [3_200, 6_400], [5_000, 10_000], [5_000, 10_000]]);
  expect(range(10_000)).toEqual([5_000, 10_000]);
});
