import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createGametegra, type Gametegra, type GametegraOptions } from '../../src/client/index.js';
import type { RoomChatHandle } from '../../src/client/types.js';
import { createFaultProxy, type FaultProxy } from '../helpers/faultProxy.js';
import { expectSentence, rejectionOf } from '../helpers/errors.js';
import { createServerProcess, type ServerProcess } from '../helpers/serverProcess.js';

let server: ServerProcess;
const players: Gametegra[] = [];
const proxies: FaultProxy[] = [];

async function start(heartbeatMs: number): Promise<void> {
  server = await createServerProcess({ heartbeatMs, graceMs: 5_000, maxUnreadBytes: 256 * 1024 });
  await server.start();
}

beforeEach(() => start(400));

afterEach(async () => {
  for (const player of players.splice(0)) player.close();
  for (const proxy of proxies.splice(0)) await proxy.close();
  expect(server.crashes).toBe(0);
  await server.remove();
});

interface Reader {
  handle: RoomChatHandle;
  seqs: number[];
  contents: unknown[];
  gaps: number;
}

function player(username: string, port = server.port, options: Partial<GametegraOptions> = {}): Gametegra {
  const made = createGametegra({ endpoint: `ws://127.0.0.1:${port}`, appId: 'test', guest: { username }, ...options });
  players.push(made);
  return made;
}

async function join(username: string, port = server.port): Promise<Reader> {
  const handle = await player(username, port).roomChat.join('lobby');
  const reader: Reader = { handle, seqs: [], contents: [], gaps: 0 };
  handle.on('message', ({ seq, content }) => {
    reader.seqs.push(seq);
    reader.contents.push(content);
  });
  handle.on('error', () => reader.gaps++);
  return reader;
}

async function proxied(): Promise<FaultProxy> {
  const proxy = await createFaultProxy(server.port);
  proxies.push(proxy);
  return proxy;
}

/** Sends without a break until told to stop; resolves to the numbers acknowledged. */
function talk({ handle }: Reader, width = 8): { stop(): Promise<number[]>; readonly acknowledged: number } {
  let going = true;
  const acknowledged: number[] = [];
  let count = 0;
  const lanes = Array.from({ length: width }, async () => {
    while (going) acknowledged.push((await handle.send(`said ${++count}`)).seq);
  });
  return {
    get acknowledged() {
      return acknowledged.length;
    },
    async stop() {
      going = false;
      await Promise.all(lanes);
      return acknowledged.sort((a, b) => a - b);
    },
  };
}

async function until(done: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await done())) await new Promise((resolve) => setTimeout(resolve, 20));
}

/** Every one has seen the same, complete and in order. */
async function agree(readers: Reader[], acknowledged: number[]): Promise<void> {
  await until(() => readers.every(({ seqs }) => seqs.at(-1)! >= acknowledged.at(-1)!));
  for (const { seqs, contents, gaps } of readers) {
    expect(seqs).toEqual(readers[0]!.seqs);
    expect(seqs).toEqual([...seqs].sort((a, b) => a - b));
    expect(new Set(contents).size).toBe(contents.length);
    expect(gaps).toBe(0);
    const seen = new Set(seqs);
    expect(acknowledged.filter((seq) => !seen.has(seq))).toEqual([]);
  }
}

describe('a server that ends', () => {
  it('R6 S1 S3 by kill -9 loses nothing that it acknowledged, and its clients come back by themselves', async () => {
    const readers = [await join('Ann'), await join('Bob')];
    const talking = talk(readers[0]!);
    for (let round = 1; round <= 3; round++) {
      await until(() => talking.acknowledged > round * 50);
      await server.kill();
      await server.start();
    }
    await until(() => talking.acknowledged > 250);
    await agree(readers, await talking.stop());
    expect(readers.map(({ handle }) => handle.state)).toEqual(['connected', 'connected']);
  });

  it('T7 R6 by SIGTERM stores what it accepted, ends in time with code 0, and its clients go on with the next one', async () => {
    const readers = [await join('Ann'), await join('Bob')];
    const talking = talk(readers[0]!);
    for (let round = 1; round <= 2; round++) {
      await until(() => talking.acknowledged > round * 50);
      const { code, ms } = await server.terminate();
      expect(code).toBe(0);
      expect(ms).toBeLessThan(5_000);
      await server.start();
    }
    await until(() => talking.acknowledged > 200);
    await agree(readers, await talking.stop());
  });
});

describe('a network that fails', () => {
  it('R2 S4 by cuts loses nothing and repeats nothing', async () => {
    const proxy = await proxied();
    const readers = [await join('Ann', proxy.port), await join('Bob')];
    const talking = talk(readers[0]!);
    for (let round = 1; round <= 5; round++) {
      await until(() => talking.acknowledged > round * 30);
      proxy.cut();
    }
    await until(() => talking.acknowledged > 200);
    await agree(readers, await talking.stop());
  });

  it('R4 P4 by silence is noticed within two and a half heartbeats, and nobody sees a leave', async () => {
    const proxy = await proxied();
    const ann = await join('Ann');
    const bob = await join('Bob', proxy.port);
    const presence: unknown[] = [];
    await until(() => ann.handle.presences.length === 2);
    ann.handle.on('presence', (event) => presence.push(event));
    proxy.halfOpen();
    const began = performance.now();
    await ann.handle.send('unheard');
    await until(() => bob.seqs.length > 0);
    expect(performance.now() - began).toBeGreaterThan(500);
    expect(bob.contents).toEqual(['unheard']);
    expect(presence).toEqual([]);
  });

  it('R1 J1 where nothing answers rejects the join in its time, and leaves no socket', async () => {
    const proxy = await proxied();
    proxy.blackhole();
    const began = performance.now();
    const joining = player('Ann', proxy.port, { timing: { joinBudgetMs: 1_500 } }).roomChat.join('lobby');
    expectSentence(await rejectionOf(joining), 'unavailable');
    expect(performance.now() - began).toBeLessThan(4_000);
    proxy.refuse();
    const refused = player('Bob', proxy.port, { timing: { joinBudgetMs: 1_500 } }).roomChat.join('lobby');
    expectSentence(await rejectionOf(refused), 'unavailable');
    await until(() => proxy.size === 0);
    expect((await server.figures()).members).toBe(0);
  });
});

describe('what is left', () => {
  it('J6 after joins and leaves in any order is nothing: no socket, no member', async () => {
    const proxy = await proxied();
    const { roomChat } = player('Ann', proxy.port);
    const joins: Promise<RoomChatHandle>[] = [];
    for (let i = 0; i < 30; i++) {
      const joining = roomChat.join('lobby');
      joins.push(joining);
      if (i % 3 === 0) await joining;
      if (i % 2 === 0) void joining.then((handle) => handle.leave());
    }
    await Promise.all((await Promise.all(joins)).map((handle) => handle.leave()));
    await until(async () => (await server.figures()).sockets === 0);
    // The connections by which seats were asked for are kept for the next request, for five seconds.
    await until(() => proxy.size === 0);
    expect((await server.figures()).members).toBe(0);
  });

  it('J6 of a client that is closed over a dead connection is nothing after a moment', async () => {
    const proxy = await proxied();
    const ann = player('Ann', proxy.port);
    await ann.roomChat.join('lobby');
    proxy.halfOpen();
    ann.close();
    await until(() => proxy.size === 0);
  });
});

describe('a reader that does not keep up', () => {
  it('T6 R2 is cut off before it costs memory, others notice nothing, and it has everything in the end', async () => {
    // With rare heartbeats: else the reader itself would give the connection up before the server does.
    await server.remove();
    await start(5_000);
    const proxy = await proxied();
    const [ann, bob, slow] = [await join('Ann'), await join('Bob'), await join('Slow', proxy.port)];
    const before = await server.figures();
    proxy.stall();
    const filler = 'x'.repeat(7_500);
    let last = 0;
    for (let i = 0; i < 400 && (await server.figures()).slowReaders === 0; i++) {
      const acks = await Promise.all(Array.from({ length: 20 }, () => ann.handle.send({ filler })));
      last = acks.at(-1)!.seq;
    }
    const after = await server.figures();
    expect(after.slowReaders).toBeGreaterThan(0);
    expect(after.rss - before.rss).toBeLessThan(200 * 1024 * 1024);
    await until(() => bob.seqs.at(-1) === last);
    proxy.heal();
    await until(() => slow.seqs.at(-1) === last);
    expect(slow.seqs).toEqual(bob.seqs);
    expect(slow.gaps).toBe(0);
  });
});
