import { expect, it } from 'vitest';
import { runSoak } from '../soak/runSoak.js';
import { FAULTS } from '../soak/soakFaults.js';

it('R2 R4 R5 R6 S3 S4 T6 T7 hold for clients under faults of every kind', { timeout: 180_000 }, async () => {
  const { counts, faults, complaints } = await runSoak({ minutes: 0.25, clients: 10, seed: 20_260_401, faults: 2 });
  expect(complaints).toEqual([]);
  expect(counts).toMatchObject({ lost: 0, twice: 0, outOfOrder: 0, openPromises: 0, refused: 0, ended: 0 });
  expect(counts.acknowledged).toBeGreaterThan(200);
  for (const fault of FAULTS) expect(faults[fault], fault).toBe(2);
});
