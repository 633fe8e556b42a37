import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Gametegra } from '../../src/client/createGametegra.js';
import type { RoomChatHandle } from '../../src/client/types.js';
import type { PresenceEvent } from '../../src/protocol/messages.js';
import { noLog } from '../../src/server/ops/log.js';
import { createDeliveryBench, type DeliveryBench } from '../helpers/deliveryBench.js';
import { expectSentence, rejectionOf } from '../helpers/errors.js';

let bench: DeliveryBench;
let unexpected: unknown[];

beforeEach(async () => {
  unexpected = [];
  bench = await createDeliveryBench({ log: { ...noLog, error: (...line: unknown[]) => void unexpected.push(line) } });
});

afterEach(async () => {
  await bench.close();
  expect(bench.clock.pending, 'timers left').toBe(0);
});

async function carried<T>(promise: Promise<T>): Promise<T> {
  let settled = false;
  promise.then(() => (settled = true), () => (settled = true));
  for (let i = 0; i < 400 && !settled; i++) await bench.pass(50);
  return promise;
}

function join(player: Gametegra, room = 'lobby'): Promise<RoomChatHandle> {
  return carried(player.roomChat.join(room));
}

/** What a handle is told of who comes and goes, by names. */
function presenceOf(handle: RoomChatHandle): string[] {
  const told: string[] = [];
  handle.on('presence', ({ joins, leaves, count }: PresenceEvent) => {
    told.push(...joins.map(({ username }) => `+${username}`), ...leaves.map(({ username, reason }) => `-${username} ${reason}`));
    if (count !== undefined) told.push(`count ${count}`);
  });
  return told;
}

/** Keeps a guest the same user, as a page's session storage does. */
function storage() {
  const items = new Map<string, string>();
  return { getItem: (key: string) => items.get(key) ?? null, setItem: (key: string, value: string) => void items.set(key, value) };
}

describe('who is there', () => {
  it('P4 does not flap when a page is reloaded: a connection breaks, and the same guest comes again', async () => {
    const ann = await join(bench.player('Ann'));
    const told = presenceOf(ann);
    const memory = storage();
    await join(bench.player('Bob', { guest: { username: 'Bob', storage: memory } }));
    // The old page is gone with its connection; nothing of it runs on.
    bench.connector.open[1]!.blackhole();
    bench.connector.ping();
    await bench.pass(2_000);
    await join(bench.player('Bob', { guest: { username: 'Bob', storage: memory } }));
    await bench.pass(30_000);
    expect(told).toEqual(['+Bob']);
    expect(ann.presences.map(({ username }) => username)).toEqual(['Ann', 'Bob']);
  });

  it('P4 does not flap when a connection is lost, replaced for its silence, or restarted by the server', async () => {
    const ann = await join(bench.player('Ann'));
    const told = presenceOf(ann);
    await join(bench.player('Bob'));
    for (const trouble of ['cut', 'blackhole'] as const) {
      bench.connector.open.at(-1)![trouble]();
      await bench.pass(9_000);
      bench.connector.ping();
      await bench.pass(20_000);
    }
    (await bench.service.channel('test', 'lobby')).members.forEach((member) => member.send('reconnect', { reason: 'test', afterMs: 100 }));
    await bench.pass(20_000);
    expect(told).toEqual(['+Bob']);
  });

  it('P4 does not flap when the server is killed and starts again; who does not come back to it is lost after the grace time', async () => {
    const ann = await join(bench.player('Ann'));
    const told = presenceOf(ann);
    await join(bench.player('Bob'));
    const cleo = bench.player('Cleo');
    await join(cleo);
    await bench.pass(100);
    await bench.restart();
    cleo.close();
    await bench.pass(14_000);
    expect(told).toEqual(['+Bob', '+Cleo']);
    expect(ann.presences.map(({ username }) => username)).toEqual(['Ann', 'Bob', 'Cleo']);
    await bench.pass(2_000);
    expect(told).toEqual(['+Bob', '+Cleo', '-Cleo lost']);
    expect([ann.presences.map(({ username }) => username), ann.presenceCount]).toEqual([['Ann', 'Bob'], 2]);
  });

  it('P1 P4 tells of a leave at once, and of a loss when the grace time is over, each with its reason', async () => {
    const ann = await join(bench.player('Ann'));
    const told = presenceOf(ann);
    const [bob, cleo] = [await join(bench.player('Bob')), await join(bench.player('Cleo'))];
    await carried(bob.leave());
    await bench.pass(100);
    expect(told).toEqual(['+Bob', '+Cleo', '-Bob left']);
    bench.connector.open.at(-1)!.blackhole();
    bench.connector.ping();
    bench.connector.refusal = 'hang';
    await bench.pass(14_900);
    expect(told).toHaveLength(3);
    await bench.pass(200);
    expect(told.at(-1)).toBe('-Cleo lost');
    expect(cleo.state).toBe('reconnecting');
    bench.connector.refusal = null;
  });

  it('P5 is a number in a large room, and a list again in a small one', async () => {
    await bench.close();
    bench = await createDeliveryBench({ presenceListLimit: 4 });
    const ann = await join(bench.player('Ann'));
    const told = presenceOf(ann);
    const others: RoomChatHandle[] = [];
    for (let i = 1; i <= 5; i++) others.push(await join(bench.player(`Guest ${i}`)));
    await bench.pass(100);
    expect(told.at(-1)).toBe('count 6');
    expect([ann.presences, ann.presenceCount, others[4]!.presences, others[4]!.presenceCount]).toEqual([[], 6, [], 6]);
    bench.connector.open[0]!.cut();
    await bench.pass(1_000);
    expect([ann.presences, ann.presenceCount]).toEqual([[], 6]);
    for (const other of others.slice(1)) await carried(other.leave());
    await bench.pass(100);
    expect(ann.presences.map(({ username }) => username)).toEqual(['Ann', 'Guest 1']);
    expect(others[0]!.presences).toHaveLength(2);
  });
});

describe('a server that stops', () => {
  it('T7 stores what it accepted, refuses what comes later for a while, and its clients take both to the next one', async () => {
    const [ann, bob] = [await join(bench.player('Ann')), await join(bench.player('Bob'))];
    const seen: unknown[] = [];
    bob.on('message', ({ content }) => seen.push(content));
    bench.store.holding.add('append');
    const accepted = ann.send('accepted');
    await bench.flush();
    const draining = bench.service.drain();
    await bench.flush();
    const late = ann.send('late');
    const newcomer = rejectionOf(bench.player('Cleo', { timing: { joinBudgetMs: 100 } }).roomChat.join('lobby'));
    await bench.flush();
    bench.store.release();
    await carried(draining);
    expect((await carried(accepted)).seq).toBe(1);
    expect([ann.state, bob.state]).toEqual(['reconnecting', 'reconnecting']);
    expectSentence(await carried(newcomer), 'unavailable');
    await bench.restart();
    expect((await carried(late)).seq).toBe(2);
    await bench.pass(3_000);
    expect(seen).toEqual(['accepted', 'late']);
    expect([ann.state, bob.state]).toEqual(['connected', 'connected']);
  });

  it('T7 takes nothing more while it drains, so that it comes to an end', async () => {
    const ann = await join(bench.player('Ann'));
    bench.store.holding.add('append');
    const accepted = ann.send('accepted');
    await bench.flush();
    const draining = bench.service.drain();
    const late = ann.send('late');
    await bench.flush();
    bench.store.release();
    await carried(draining);
    await carried(accepted);
    expect([...bench.database.values()].flatMap(({ messages }) => messages.map(([, , , content]) => content))).toEqual(['accepted']);
    await bench.restart();
    expect((await carried(late)).seq).toBe(2);
  });

  it('T7 drains to its end while everyone goes on sending', async () => {
    const ann = await join(bench.player('Ann'));
    let drained = false;
    const sending: Promise<unknown>[] = [];
    const draining = bench.service.drain().then(() => (drained = true));
    for (let i = 0; i < 20 && !drained; i++) {
      sending.push(ann.send(`text ${i}`));
      await bench.flush();
    }
    await draining;
    expect(drained).toBe(true);
    await bench.restart();
    await carried(Promise.all(sending));
    expect([...bench.database.values()].flatMap(({ messages }) => messages)).toHaveLength(sending.length);
  });
});

describe('a store in trouble', () => {
  it('T6 S4 that does not store: sends wait and go out in order when it does', async () => {
    const ann = await join(bench.player('Ann'));
    bench.store.failing.add('append');
    const sending = ['a', 'b', 'c'].map((text) => ann.send(text));
    await bench.pass(5_000);
    bench.store.failing.clear();
    expect((await carried(Promise.all(sending))).map(({ seq }) => seq)).toEqual([1, 2, 3]);
  });

  it('T6 that finds nothing: joins wait for it, heartbeats go on, and what it cannot answer is refused', async () => {
    const ann = await join(bench.player('Ann'));
    await carried(ann.send('a'));
    for (const call of ['find', 'page', 'open'] as const) bench.store.failing.add(call);
    expectSentence(await rejectionOf(carried(ann.getHistory())), 'unavailable');
    const joining = bench.player('Bob').roomChat.join('another');
    await bench.pass(5_000);
    expect(ann.state).toBe('connected');
    bench.store.failing.clear();
    expect((await carried(joining)).state).toBe('connected');
  });

  it('T6 that hangs: the room stays up, and nothing is lost when it comes back', async () => {
    const ann = await join(bench.player('Ann'));
    bench.store.holding.add('append').add('find').add('page');
    const sending = ann.send('a');
    await bench.pass(20_000);
    expect(ann.state).toBe('connected');
    bench.store.release();
    expect((await carried(sending)).seq).toBe(1);
  });

  it('T7 does not keep a drain from ending, nor lose what it refused', async () => {
    const ann = await join(bench.player('Ann'));
    bench.store.failing.add('append');
    const sending = ann.send('a');
    await bench.flush();
    await carried(bench.service.drain());
    await bench.restart();
    expect((await carried(sending)).seq).toBe(1);
    expect(unexpected).toEqual([]);
  });
});

describe('joins and leaves that cross', () => {
  it('J6 end in the state of the last call, with no connection left over', async () => {
    const player = bench.player('Ann');
    const { roomChat } = player;
    const all = [roomChat.join('lobby'), roomChat.join('lobby'), roomChat.join('lobby', { hidden: true })];
    const [one, two, other] = await carried(Promise.allSettled(all));
    expect([one!.status, two!.status]).toEqual(['fulfilled', 'fulfilled']);
    expectSentence(await rejectionOf(all[2]!), 'options_conflict');
    expect(other!.status).toBe('rejected');
    expect(bench.connector.open).toHaveLength(1);
    const handles = await Promise.all(all.slice(0, 2));
    const leaving = handles.map((handle) => handle.leave());
    const again = roomChat.join('lobby', { hidden: true });
    await Promise.all(leaving);
    const handle = await carried(again);
    expect(bench.connector.open).toHaveLength(1);
    void handle.leave();
    const last = roomChat.join('lobby');
    const refused = rejectionOf(last);
    player.close();
    expectSentence(await refused, 'left');
    await bench.pass(1_000);
    expect(bench.connector.open).toEqual([]);
    expect((await bench.service.channel('test', 'lobby')).members.size).toBe(0);
  });

  it('J6 of a room that cannot be joined yet: each ends, and the next join begins anew', async () => {
    const { roomChat } = bench.player('Ann', { timing: { joinBudgetMs: 2_000 } });
    bench.connector.refusal = 'hang';
    const failing = [rejectionOf(roomChat.join('lobby')), rejectionOf(roomChat.join('lobby'))];
    const conflict = rejectionOf(roomChat.join('lobby', { hidden: true }));
    expectSentence(await conflict, 'options_conflict');
    for (const error of failing) expectSentence(await carried(error), 'unavailable');
    bench.connector.refusal = null;
    const handle = await carried(roomChat.join('lobby', { hidden: true }));
    expect([handle.state, bench.connector.open.length]).toEqual(['connected', 1]);
  });
});
