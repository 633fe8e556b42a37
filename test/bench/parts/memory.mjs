import { openField, sleep } from '../lib/field.mjs';
import { interleaved } from '../lib/stats.mjs';

export const about = 'what the server holds per joined client after garbage collection, KB of 1,000 bytes';

export async function run({ quick, rounds, note }) {
  const clients = quick ? 200 : 1000;
  const shapes = { [`one room of ${clients}`]: 1, [`${clients / 4} rooms of 4`]: clients / 4 };
  const rows = [];
  for (const [shape, rooms] of Object.entries(shapes)) {
    const seen = await interleaved({ ours: () => perClient('room-chat', clients, rooms), colyseus: () => perClient('colyseus', clients, rooms) }, Math.min(rounds, 3), note);
    note(`${shape}: ours ${seen.ours.kb.toFixed(1)} KB, Colyseus ${seen.colyseus.kb.toFixed(1)} KB a client`);
    rows.push({ case: `${shape}, beyond bare Colyseus`, unit: 'KB', ours: seen.ours.kb - seen.colyseus.kb, baseline: 10, against: 'the limit', goal: '<= 1' });
  }
  return { rows };
}

async function perClient(kind, count, rooms) {
  const field = await openField({ kind });
  const list = (from, to) => Array.from({ length: to - from }, (_, i) => ({ room: `memory-${(from + i) % rooms}`, name: `p${from + i}`, sends: false, reads: false }));
  try {
    // What the first clients bring along is not theirs alone.
    await field.connect(list(0, 20));
    await sleep(500);
    const before = await field.host.ask('memory');
    await field.connect(list(20, count));
    await sleep(500);
    const after = await field.host.ask('memory');
    return { kb: (after.held - before.held) / (count - 20) / 1_000 };
  } finally {
    await field.close();
  }
}
