import { describe, expect, it } from 'vitest';
import type { Gametegra } from '../../src/client/createGametegra.js';
import type { RoomChatHandle } from '../../src/client/types.js';
import type { RoomChatError } from '../../src/protocol/errors.js';
import type { ChatMessage } from '../../src/protocol/messages.js';
import { createDeliveryBench, type DeliveryBench } from '../helpers/deliveryBench.js';
import { settle } from '../helpers/manualClock.js';
import { createRandom } from '../helpers/random.js';

interface Seen {
  handle: RoomChatHandle;
  /** Messages up to here were in the snapshot. */
  after: number;
  messages: ChatMessage[];
  gaps: RoomChatError[];
  left: boolean;
}

interface World extends DeliveryBench {
  roomName: string;
  players: Gametegra[];
  seen: Seen[];
  acknowledged: Map<string, number>;
  refused: string[];
  openPromises: number;
  joins: Promise<unknown>[];
}

const STEPS = 1_200;

async function play(seed: number, { persistence, faults }: { persistence: boolean; faults: boolean }): Promise<World> {
  const random = createRandom(seed);
  const pick = <T>(list: readonly T[]): T | undefined => list[Math.floor(random() * list.length)];
  const bench = await createDeliveryBench({ replaySize: 20, heartbeatMs: 1_000 });
  const players = ['Ann', 'Bob', 'Cleo', 'Dan'].map((name) => bench.player(name, { timing: { joinBudgetMs: 600_000, sendTimeoutMs: 600_000, reconnectBudgetMs: 3_600_000 } }));
  const world: World = Object.assign(bench, { roomName: 'lobby', players, seen: [] as Seen[], acknowledged: new Map<string, number>(), refused: [] as string[], openPromises: 0, joins: [] as Promise<unknown>[] });
  let said = 0;

  function send(handle: RoomChatHandle): void {
    const token = `said ${++said}`;
    world.openPromises++;
    handle.send(token).then(
      ({ seq }) => void world.acknowledged.set(token, seq),
      (error: RoomChatError) => void world.refused.push(error.code ?? String(error.stack)),
    ).finally(() => world.openPromises--);
  }

  function join(player: Gametegra): void {
    world.openPromises++;
    world.joins.push(player.roomChat.join(world.roomName, { persistence }).then(
      (handle) => {
        const entry: Seen = { handle, after: NaN, messages: [], gaps: [], left: false };
        handle.on('message', (message) => entry.messages.push(message));
        handle.on('error', (error) => entry.gaps.push(error));
        world.seen.push(entry);
      },
      (error: RoomChatError) => void world.refused.push(error.code ?? String(error.stack)),
    ).finally(() => world.openPromises--));
  }

  const actions: [weight: number, act: () => unknown][] = [
    [60, () => bench.connector.step(random())],
    [12, () => { const { handle } = pick(world.seen.filter(({ left }) => !left)) ?? {}; if (handle) send(handle); }],
    [2, () => join(pick(players)!)],
    [1, () => { const entry = pick(world.seen.filter(({ left }) => !left)); if (entry) { entry.left = true; void entry.handle.leave(); } }],
    [2, () => bench.clock.advance(random() * 400)],
    [8, () => settle()],
  ];
  if (faults) {
    actions.push(
      [1, () => pick(bench.connector.open)?.cut()],
      [0.5, () => pick(bench.connector.open)?.blackhole()],
      [0.5, () => { const wire = pick(bench.connector.open); if (wire) wire.tamper = (type, payload) => { wire.tamper = null; return type === 'batch' ? [] : [[type, payload]]; }; }],
      [0.5, () => { const wire = pick(bench.connector.open); if (wire) wire.tamper = (type, payload) => { wire.tamper = null; return type === 'batch' ? [[type, payload], [type, payload]] : [[type, payload]]; }; }],
      [0.3, () => void bench.store.failing.add('append')],
      [0.6, () => bench.store.failing.clear()],
      [0.1, () => bench.restart()],
    );
  }
  const total = actions.reduce((sum, [weight]) => sum + weight, 0);

  for (const player of players) join(player);
  for (let i = 0; i < STEPS; i++) {
    let at = random() * total;
    await actions.find(([weight]) => (at -= weight) < 0)![1]();
  }
  bench.store.failing.clear();
  for (let i = 0; i < 400 && (world.openPromises > 0 || world.seen.some(({ handle }) => handle.state === 'reconnecting')); i++) await bench.pass(500);
  // Two heartbeats: what was lost last is noticed by them.
  await bench.pass(3_000);
  return world;
}

function check(world: World, persistence: boolean): void {
  const stored = [...world.database.values()].flatMap(({ messages }) => messages);
  expect(world.openPromises, 'open promises').toBe(0);
  expect(world.refused.filter((code) => code !== 'left'), 'refusals').toEqual([]);
  expect(world.acknowledged.size).toBeGreaterThan(20);

  if (persistence) {
    const bySeq = new Map(stored.map(([seq, , , content]) => [content, seq]));
    expect(stored.length, 'stored twice').toBe(bySeq.size);
    for (const [token, seq] of world.acknowledged) expect(bySeq.get(token), `${token} acknowledged and stored`).toBe(seq);
  }
  const order = new Map<string, unknown>();
  for (const { handle, messages, gaps, left } of world.seen) {
    const contents = messages.map(({ content }) => content);
    expect(new Set(contents).size, 'delivered twice').toBe(contents.length);
    for (const { id, content } of messages) {
      expect(order.get(id) ?? content, 'one order').toBe(content);
      order.set(id, content);
    }
    if (!persistence) continue;
    expect(gaps).toEqual([]);
    const newest = handle.recent.messages.at(-1)?.seq ?? 0;
    const expected = stored.map(([seq]) => seq).filter((seq) => seq > newest);
    const got = messages.map(({ seq }) => seq);
    // Who left has seen everything up to then.
    expect(got, 'complete and in order').toEqual(left ? expected.slice(0, got.length) : expected);
  }
}

async function close(world: World): Promise<void> {
  await world.close();
  expect(world.connector.open).toEqual([]);
  expect(world.clock.pending, 'timers left').toBe(0);
}

const seeds = Array.from({ length: Number(process.env.SEEDS ?? 12) }, (_, i) => 1_000 + i);

describe('any interleaving', () => {
  it.each(seeds)('J4 J5 J6 R5 of joins, sends and leaves: each handle sees everything after its snapshot once, in one order (seed %i)', async (seed) => {
    const world = await play(seed, { persistence: true, faults: false });
    check(world, true);
    await close(world);
  });

  it.each(seeds)('R2 R4 R6 S3 S4 with losses, repeats, dead connections, failing stores and restarts (seed %i)', async (seed) => {
    const world = await play(seed, { persistence: true, faults: true });
    check(world, true);
    await close(world);
  });

  it.each(seeds.slice(0, 6))('S3 R5 of messages that are not stored: none twice, one order (seed %i)', async (seed) => {
    const world = await play(seed, { persistence: false, faults: true });
    check(world, false);
    await close(world);
  });
});
