import { openField, sleep } from '../lib/field.mjs';
import { interleaved, quantile } from '../lib/stats.mjs';
import { syncCost } from '../lib/syncCost.mjs';

export const about = 'from send to delivery, ms';

export async function run({ quick, rounds, note }) {
  const seconds = quick ? 2 : 8;
  const rooms = quick ? 200 : 1000;
  // A hundredth of 20 messages a second is soon one single message.
  const calm = { clients: 10, perSecond: 20, seconds: quick ? seconds : 3 * seconds };
  const seen = await interleaved({
    colyseus: () => calmRoom('colyseus', calm),
    off: () => calmRoom('room-chat', { ...calm, persistence: false }),
    on: () => calmRoom('room-chat', calm),
    idle: () => manyRooms({ rooms, speaking: 1, seconds }),
    busy: () => manyRooms({ rooms, speaking: rooms, seconds }),
    busyColyseus: () => manyRooms({ kind: 'colyseus', rooms, speaking: rooms, seconds }),
    sync: async () => ({ p50: await syncCost() }),
  }, rounds, note);
  const against = 'Colyseus broadcast';
  note(`${rooms} rooms × 4: ${Math.round(seen.busy.perSecond).toLocaleString('en-US')} deliveries/s at ${seen.busy.cores.toFixed(2)} cores`);
  return {
    rows: [
      { case: '20/s, persistence off, p50', unit: 'ms', ours: seen.off.p50, baseline: seen.colyseus.p50, against, goal: '<= 1.2' },
      { case: '20/s, persistence off, p99', unit: 'ms', ours: seen.off.p99, baseline: seen.colyseus.p99, against, goal: '<= 1.2' },
      { case: '20/s, persistence on, p50 over off', unit: 'ms', ours: seen.on.p50 - seen.off.p50, baseline: seen.sync.p50, against: 'one write and fdatasync', goal: '<= 1' },
      { case: '20/s, persistence on, p99', unit: 'ms', ours: seen.on.p99, baseline: seen.off.p99, against: 'persistence off' },
      { case: `${rooms} rooms × 4 players, CPU per delivery`, unit: 'µs', ours: seen.busy.cpuPerDelivery * 1e6, baseline: seen.busyColyseus.cpuPerDelivery * 1e6, against },
      { case: `${rooms} rooms × 4 players, p99`, unit: 'ms', ours: seen.busy.p99, baseline: seen.idle.p99, against: 'one room speaking', goal: '<= 1.5' },
    ],
  };
}

async function calmRoom(kind, { clients, perSecond, seconds, persistence = true }) {
  const field = await openField({ kind, persistence });
  try {
    await field.connect(Array.from({ length: clients }, (_, i) => ({ room: 'latency', name: `p${i}`, sends: true, reads: true })));
    await field.all('pace', { perSecond, bytes: 100 });
    await sleep(1_000);
    return percentiles(await field.measure(seconds));
  } finally {
    await field.close();
  }
}

/** The shape of real games: each player of the speaking rooms says something every 2 s. */
async function manyRooms({ kind = 'room-chat', rooms, speaking, seconds }) {
  const field = await openField({ kind, loads: 2 });
  try {
    const list = [];
    for (let room = 0; room < rooms; room++) {
      for (let player = 0; player < 4; player++) list.push({ room: `match-${room}`, name: `p${player}`, sends: room < speaking, reads: room < speaking });
    }
    // Neighbours of a room in the same load process or not: as it comes.
    await field.connect(list);
    await field.all('pace', { perSecond: Math.max(10, (speaking * 4) / 2 / 2), bytes: 60 });
    await sleep(1_000);
    const measured = await field.measure(seconds);
    return {
      ...percentiles(measured),
      cpuPerDelivery: measured.cpuSeconds / measured.deliveries,
      perSecond: measured.deliveries / measured.seconds,
      cores: measured.cpuSeconds / measured.seconds,
    };
  } finally {
    await field.close();
  }
}

function percentiles({ latencies }) {
  if (latencies.length === 0) throw new Error('unable to measure latency; nothing was delivered');
  return { p50: quantile(latencies, 0.5), p99: quantile(latencies, 0.99) };
}
