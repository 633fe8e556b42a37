import { openField, sleep } from '../lib/field.mjs';
import { interleaved } from '../lib/stats.mjs';

export const about = 'deliveries per core-second of the server; 16 senders at saturation, 100 bytes, one room, ours with everything on';

const SENDERS = 16;
const GOALS = { 50: '>= 4', 200: '>= 5', 1000: '>= 8' };
const KINDS = ['room-chat', 'ws', 'colyseus', 'socketio'];
const AGAINST = { ws: 'bare ws loop', colyseus: 'Colyseus broadcast', socketio: 'socket.io' };

export async function run({ quick, rounds, note }) {
  const rows = [];
  for (const size of quick ? [50, 200] : [50, 200, 1000]) {
    const contestants = Object.fromEntries(KINDS.map((kind) => [kind, () => once(kind, size, quick ? 1 : 4)]));
    const seen = await interleaved(contestants, rounds, note);
    const ours = seen['room-chat'];
    for (const kind of KINDS.slice(1)) {
      rows.push({ case: `${size} clients`, unit: '1/core-s', ours: ours.perCore, baseline: seen[kind].perCore, against: AGAINST[kind], goal: kind === 'ws' ? GOALS[size] : null });
    }
    note(`${size} clients: ${KINDS.map((kind) => `${kind} ${Math.round(seen[kind].perSecond).toLocaleString('en-US')}/s at ${seen[kind].cores.toFixed(2)} cores`).join(', ')}; loop delay p99 ${ours.loopDelayP99.toFixed(1)} ms`);
  }
  return { rows };
}

async function once(kind, size, seconds) {
  const field = await openField({ kind, loads: size >= 200 ? 2 : 1 });
  try {
    await field.connect(Array.from({ length: size }, (_, i) => ({ room: 'fanout', name: `p${i}`, sends: i < SENDERS, reads: false })));
    await field.all('saturate', { window: 64, bytes: 100 });
    await sleep(seconds * 500);
    const { deliveries, cpuSeconds, seconds: wall, loopDelayP99 } = await field.measure(seconds);
    return { perCore: deliveries / cpuSeconds, perSecond: deliveries / wall, cores: cpuSeconds / wall, loopDelayP99 };
  } finally {
    await field.close();
  }
}
