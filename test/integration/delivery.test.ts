import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RoomChatHandle } from '../../src/client/types.js';
import type { RoomChatError } from '../../src/protocol/errors.js';
import { createDeliveryBench, type DeliveryBench } from '../helpers/deliveryBench.js';

let bench: DeliveryBench;

beforeEach(async () => {
  bench = await createDeliveryBench();
});

afterEach(async () => {
  await bench.close();
  expect(bench.clock.pending, 'timers left').toBe(0);
});

interface Told {
  messages: string[];
  gaps: [number | undefined, number | null | undefined][];
}

/** Resolves when the network has been carried on so far that the promise settles. */
async function carried<T>(promise: Promise<T>): Promise<T> {
  let settled = false;
  promise.then(() => (settled = true), () => (settled = true));
  for (let i = 0; i < 400 && !settled; i++) await bench.pass(50);
  return promise;
}

async function join(username: string, options: { persistence?: boolean; room?: string } = {}): Promise<RoomChatHandle & Told> {
  const { room = 'lobby', persistence = true } = options;
  const handle = await carried(bench.player(username).roomChat.join(room, { persistence }));
  const told: Told = { messages: [], gaps: [] };
  handle.on('message', ({ content }) => told.messages.push(content as string));
  handle.on('error', ({ from, to }: RoomChatError) => told.gaps.push([from, to]));
  return Object.assign(handle, told);
}

async function say(handle: RoomChatHandle, ...texts: string[]): Promise<void> {
  await carried(Promise.all(texts.map((text) => handle.send(text))));
  // What is gathered under load goes out.
  await bench.pass(50);
}

const texts = (count: number, word = 'text'): string[] => Array.from({ length: count }, (_, i) => `${word} ${i + 1}`);
const wireOf = (index: number) => bench.connector.open[index]!;

describe('after a lost connection', () => {
  it('R2 delivers what was said meanwhile, in order and once, before anything newer', async () => {
    const [ann, bob] = [await join('Ann'), await join('Bob')];
    wireOf(1).cut();
    await say(ann, ...texts(5));
    await bench.pass(1_000);
    await say(ann, 'newer');
    expect(bob.messages).toEqual([...texts(5), 'newer']);
    expect(bob.state).toBe('connected');
  });

  it('R2 delivers a long absence whole: more than one answer holds, more than memory holds', async () => {
    const [ann, bob] = [await join('Ann'), await join('Bob')];
    bench.connector.refusal = null;
    wireOf(1).blackhole();
    for (let i = 0; i < 7; i++) await say(ann, ...texts(100, `part ${i}`));
    await bench.pass(20_000);
    expect(bob.messages).toEqual(Array.from({ length: 7 }, (_, i) => texts(100, `part ${i}`)).flat());
    expect(bob.gaps).toEqual([]);
  });

  it('R4 notices a connection that is open and dead, and makes up for it', async () => {
    const [ann, bob] = [await join('Ann'), await join('Bob')];
    wireOf(1).blackhole();
    await say(ann, 'unheard');
    await bench.pass(12_000);
    expect(bob.messages).toEqual([]);
    await bench.pass(1_500);
    expect(bob.messages).toEqual(['unheard']);
  });

  it('S3 S5 stores and delivers a send once whose ack was lost', async () => {
    const [ann, bob] = [await join('Ann'), await join('Bob')];
    wireOf(0).tamper = (type, payload) => (type === 'ack' ? [] : [[type, payload]]);
    const sending = ann.send('once');
    await bench.pass(50);
    wireOf(0).cut();
    const { seq } = await carried(sending);
    expect([seq, ann.messages, bob.messages]).toEqual([1, ['once'], ['once']]);
    expect(bench.database.get('2...test_lobby')!.messages).toHaveLength(1);
  });

  it('S4 sends what was said meanwhile in order, under the limits that everyone has', async () => {
    await bench.close();
    bench = await createDeliveryBench({ rate: { burst: 10, perSecond: 2 } });
    const [ann, bob] = [await join('Ann'), await join('Bob')];
    wireOf(0).cut();
    const sending = Promise.all(texts(25).map((text) => ann.send(text)));
    await carried(sending);
    expect(bob.messages).toEqual(texts(25));
  });
});

describe('on a connection that works', () => {
  it('R4 notices a lost batch by the next one', async () => {
    const [ann, bob] = [await join('Ann'), await join('Bob')];
    wireOf(1).tamper = (type, payload) => {
      if (type !== 'batch') return [[type, payload]];
      wireOf(1).tamper = null;
      return [];
    };
    await say(ann, 'lost');
    expect(bob.messages).toEqual([]);
    await say(ann, 'next');
    await bench.pass(50);
    expect(bob.messages).toEqual(['lost', 'next']);
  });

  it('R4 notices a lost last batch by the heartbeat, also where others are told of all the time', async () => {
    const [ann, bob] = [await join('Ann'), await join('Bob')];
    wireOf(1).tamper = (type, payload) => (type === 'batch' ? [] : [[type, payload]]);
    await say(ann, 'lost');
    wireOf(1).tamper = null;
    for (let i = 0; i < 5; i++) {
      await join(`Guest ${i}`);
      await bench.pass(1_000);
    }
    expect(bob.messages).toEqual(['lost']);
  });

  it('J5 gives a newcomer each message either in the snapshot or after it, while others talk', async () => {
    const ann = await join('Ann');
    bench.store.holding.add('append');
    const sending = [ann.send('before'), ann.send('at the same time')];
    await bench.flush();
    const joining = join('Bob');
    await bench.flush();
    bench.store.release();
    const more = ann.send('after');
    const bob = await joining;
    await carried(Promise.all([...sending, more]));
    expect([...bob.recent.messages.map(({ content }) => content), ...bob.messages]).toEqual(['before', 'at the same time', 'after']);
  });
});

describe('after a restart of the server', () => {
  it('R6 has every acknowledged message, and the clients come back by themselves', async () => {
    const [ann, bob] = [await join('Ann'), await join('Bob')];
    await say(ann, ...texts(3));
    await bench.restart();
    await say(ann, 'later');
    await bench.pass(2_000);
    expect([ann.messages, bob.messages]).toEqual([[...texts(3), 'later'], [...texts(3), 'later']]);
    expect(bob.gaps).toEqual([]);
  });

  it.each([true, false])('S3 S5 stores and delivers a send once that was accepted, but not acknowledged, before (stored: %s)', async (persistence) => {
    const [ann, bob] = [await join('Ann', { persistence }), await join('Bob', { persistence })];
    wireOf(0).tamper = (type, payload) => (type === 'ack' ? [] : [[type, payload]]);
    const sending = ann.send('once');
    await bench.pass(50);
    expect(bob.messages).toEqual(['once']);
    await bench.restart();
    expect((await carried(sending)).success).toBe(true);
    await bench.pass(2_000);
    expect([ann.messages, bob.messages]).toEqual([['once'], ['once']]);
    expect(bench.database.get('2...test_lobby')?.messages ?? []).toHaveLength(persistence ? 1 : 0);
  });

  it('R3 says so where the room was not stored: nobody knows how much is lost, and what follows flows', async () => {
    const [ann, bob] = [await join('Ann', { persistence: false }), await join('Bob', { persistence: false })];
    await say(ann, ...texts(2));
    await bench.restart();
    await bench.pass(2_000);
    await say(ann, 'later');
    for (const handle of [ann, bob]) {
      expect(handle.gaps).toEqual([[3, null]]);
      expect(handle.messages).toEqual([...texts(2), 'later']);
    }
  });

  it('R3 delivers what was said after the restart also to who comes back later than others', async () => {
    const [ann, bob] = [await join('Ann', { persistence: false }), await join('Bob', { persistence: false })];
    await say(ann, 'before');
    wireOf(1).blackhole();
    await bench.restart();
    await say(ann, ...texts(3));
    await bench.pass(20_000);
    expect(bob.gaps).toEqual([[2, null]]);
    expect(bob.messages).toEqual(['before', ...texts(3)]);
  });

  it('R3 R5 keeps the numbers of a room that was joined without storing first, and tells what was not stored', async () => {
    const [ann, bob] = [await join('Ann', { persistence: false }), await join('Bob', { persistence: false })];
    await say(ann, 'text 1');
    wireOf(1).blackhole();
    await say(ann, 'text 2', 'text 3');
    const cleo = await join('Cleo');
    await say(cleo, 'stored');
    expect(ann.messages).toEqual([...texts(3), 'stored']);
    await bench.restart();
    await bench.pass(2_000);
    expect((await carried(ann.send('later'))).seq).toBe(5);
    await bench.pass(20_000);
    expect([ann.gaps, cleo.gaps, bob.gaps]).toEqual([[], [], [[2, 3]]]);
    expect(bob.messages).toEqual(['text 1', 'stored', 'later']);
  });

  it('R3 says so where the database was wiped', async () => {
    const [ann, bob] = [await join('Ann'), await join('Bob')];
    await say(ann, ...texts(4));
    await bench.restart({ wipe: true });
    await bench.pass(2_000);
    await say(bob, 'anew');
    expect(ann.gaps).toEqual([[5, null]]);
    expect(ann.messages).toEqual([...texts(4), 'anew']);
    expect(new Set([...bob.messages]).size).toBe(5);
  });

  it('S4 E4 keeps every promise and every handle through ten restarts in a row', async () => {
    const [ann, bob] = [await join('Ann'), await join('Bob')];
    const sending: Promise<unknown>[] = [];
    for (let i = 0; i < 10; i++) {
      sending.push(...texts(5, `round ${i}`).map((text) => ann.send(text)));
      await bench.flush();
      await bench.restart();
      await bench.pass(300);
    }
    await carried(Promise.all(sending));
    await bench.pass(5_000);
    expect(bob.messages).toEqual(Array.from({ length: 10 }, (_, i) => texts(5, `round ${i}`)).flat());
    expect([ann.state, bob.state]).toEqual(['connected', 'connected']);
  });
});
