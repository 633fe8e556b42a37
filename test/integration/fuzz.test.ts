import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleForProcess, type ProcessBundle } from '../contract/storeProcess.js';
import { ATTACKS } from '../soak/fuzzAttacks.js';
import { runFuzz, type FuzzReport } from '../soak/fuzz.js';

let bundle: ProcessBundle;
let report: FuzzReport;
beforeAll(async () => {
  bundle = await bundleForProcess({ server: '../soak/fuzzServer.ts', attacker: '../soak/fuzzAttacker.ts' });
  report = await runFuzz({ scripts: { server: bundle.path('server'), attacker: bundle.path('attacker') }, ms: 1_000, quietMs: 100, connections: 1_000, speakers: 2, rounds: 1, restMs: 0 });
});
afterAll(() => bundle?.remove());

// `npm run fuzz` does the same for longer, and says how long the bystander's messages took.
describe('a server under attack', () => {
  it('T6 lives, and meets nothing that it did not foresee', () => {
    expect([report.serverExit, report.unexpected]).toEqual([null, []]);
  });

  it('T6 disconnects no bystander', () => {
    expect(report.harm).toEqual([]);
  });

  it.each(Object.keys(ATTACKS))('T6 R2 delivers every message of the bystander: %s', (attack) => {
    const row = report.rows.find((one) => one.attack === attack)!;
    expect(row.strikes).toBeGreaterThan(0);
    expect(row.sent).toBeGreaterThan(0);
    expect(row.heard).toBe(row.sent);
  });
});
