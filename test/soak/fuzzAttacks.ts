import { connect } from 'node:net';
import { Client, type Room } from 'colyseus.js';
import { WebSocket } from 'ws';

export interface AttackOrder {
  port: number;
  /** How long, milliseconds. */
  ms: number;
  seed: number;
  /** How many connections, where it is about connections. */
  connections: number;
}

/** Resolves to how many times it struck. */
type Attack = (order: AttackOrder) => Promise<number>;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const JOIN = { protocol: 1, appId: 'fuzz', roomName: 'square', persistence: true, hidden: false };

/** Bytes that look random, the same for the same seed. */
function noise(seed: number): () => number {
  let state = seed | 1;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state >>> 24;
  };
}

async function join(port: number, name: string): Promise<{ room: Room; socket: WebSocket }> {
  const room = await new Client(`ws://127.0.0.1:${port}`).joinOrCreate('room_chat', { ...JOIN, guest: { username: name } });
  room.onMessage('*', () => {});
  room.onError(() => {});
  return { room, socket: (room.connection as unknown as { transport: { ws: WebSocket } }).transport.ws };
}

/** Sends frames in rounds, over a new connection whenever the last one is closed. */
async function frames({ port, ms, seed }: AttackOrder, perRound: number, frame: (next: () => number, n: number) => Buffer | string): Promise<number> {
  const next = noise(seed);
  const end = Date.now() + ms;
  let count = 0;
  while (Date.now() < end) {
    const joined = await join(port, `Mallory ${seed}`).catch(() => null);
    // So many joins are not for one address: on with the next that is granted.
    if (!joined) {
      await pause(50);
      continue;
    }
    const { socket } = joined;
    while (Date.now() < end && socket.readyState === WebSocket.OPEN) {
      for (let i = 0; i < perRound && socket.readyState === WebSocket.OPEN; i++) socket.send(frame(next, count++));
      await pause(10);
    }
    socket.terminate();
  }
  return count;
}

/** A message of the protocol: a type, and bytes as its payload. */
function message(type: string, payload: Buffer): Buffer {
  return Buffer.concat([Buffer.from([13, 0xa0 + type.length]), Buffer.from(type), payload]);
}

const bytes = (next: () => number, length: number): Buffer => Buffer.from(Array.from({ length }, next));

/** A valid frame to begin with: `send` with a client id and a text, in MessagePack. */
function goodSend(n: number): Buffer {
  const clientId = `00000000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;
  const key = (text: string): Buffer => Buffer.concat([Buffer.from([0xa0 + text.length]), Buffer.from(text)]);
  return message('send', Buffer.concat([Buffer.from([0x82]), key('clientId'), Buffer.from([0xd9, 36]), Buffer.from(clientId), key('content'), key('hello')]));
}

/** An object in MessagePack from JSON-like parts that no client would send. */
const STRANGE: readonly Buffer[] = [
  Buffer.from([0x81, 0xa9, ...Buffer.from('__proto__'), 0x81, 0xa5, ...Buffer.from('admin'), 0xc3]),
  Buffer.from([0x81, 0xab, ...Buffer.from('constructor'), 0x81, 0xa9, ...Buffer.from('prototype'), 0xc0]),
  Buffer.from([0xdd, 0xff, 0xff, 0xff, 0xff]), Buffer.from([0xdf, 0xff, 0xff, 0xff, 0xff]), Buffer.from([0xdb, 0xff, 0xff, 0xff, 0xff]), Buffer.from([0xc6, 0xff, 0xff, 0xff, 0xff]),
  // Extensions: a pointer, a set, an error, a regular expression, a record, a date.
  Buffer.from([0xd6, 0x70, 0, 0, 0, 1]), Buffer.from([0xd6, 0x69, 0, 0, 0, 1, 0x91, 0xd6, 0x70, 0, 0, 0, 1]), Buffer.from([0xd4, 0x73, 0x00, 0x91, 0x01]),
  Buffer.from([0xd4, 0x65, 0x00, 0x92, 0xa1, 0x61, 0xa1, 0x62]), Buffer.from([0xd4, 0x78, 0x00, 0x92, 0xa6, ...Buffer.from('(a+)+$'), 0xa0]), Buffer.from([0xd4, 0x72, 0x40, 0x92, 0xa1, 0x61, 0xa1, 0x62, 1, 2]), Buffer.from([0xd7, 0xff, 255, 255, 255, 255, 255, 255, 255, 255]),
];

function deepJson(levels: number): string {
  return `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;
}

async function post(port: number, body: string): Promise<void> {
  await fetch(`http://127.0.0.1:${port}/matchmake/joinOrCreate/room_chat`, { method: 'POST', headers: { 'content-type': 'application/json' }, body, signal: AbortSignal.timeout(10_000) }).then((response) => response.text(), () => {});
}

export const ATTACKS: Record<string, Attack> = {
  'random bytes': (order) => frames(order, 20, (next) => bytes(next, 1 + next())),
  'truncated and altered frames': (order) => frames(order, 20, (next, n) => {
    const frame = goodSend(n);
    if (n % 2 === 0) return frame.subarray(0, next() % frame.length);
    frame[next() % frame.length] = next();
    return frame;
  }),
  'strange MessagePack, __proto__': (order) => frames(order, 20, (next, n) => message(['send', 'history', 'sync', 'moderate', 'whisper'][next() % 5]!, STRANGE[n % STRANGE.length]!)),
  'deep and huge MessagePack': (order) => frames(order, 2, (_next, n) => message('send', n % 4 === 3 ? Buffer.alloc(200_000, 0xc0) : Buffer.alloc(60_000, [0x91, 0x81, 0xc0][n % 4]))),
  // Arrays within arrays, each of which says that it is large: a decoder that believes it takes all memory there is.
  'MessagePack bombs': (order) => frames(order, 2, (_next, n) => message(n % 2 === 0 ? 'send' : 'history', Buffer.concat(Array.from({ length: 10_000 }, () => Buffer.from([0xdd, 0, n % 4 < 2 ? 255 : 0, 255, 255]))))),
  'unknown types': (order) => frames(order, 20, (next, n) => (n % 3 === 0 ? Buffer.from([13, 0xd9, 200, ...bytes(next, 200)]) : message(['constructor', '__proto__', 'toString', 'join', '*'][next() % 5]!, Buffer.from([0xc0])))),
  '10,000 frames a second': (order) => frames(order, 100, (_next, n) => goodSend(n)),
  '10,000 questions a second': (order) => frames(order, 100, (_next, n) => message('history', Buffer.from([0x82, 0xa1, 0x71, n % 128, 0xa5, ...Buffer.from('limit'), 100]))),
  'pings that nobody reads the answers of': async ({ port, ms, seed }) => {
    let count = 0;
    for (const end = Date.now() + ms; Date.now() < end; await pause(10)) {
      const joined = await join(port, `Mallory ${seed}`).catch(() => null);
      if (!joined) continue;
      const { socket } = joined;
      (socket as unknown as { _socket: { pause(): void } })._socket.pause();
      for (; Date.now() < end && socket.readyState === WebSocket.OPEN; await pause(10)) {
        for (let i = 0; i < 100 && socket.readyState === WebSocket.OPEN; i++, count++) socket.ping(Buffer.alloc(100));
      }
      socket.terminate();
    }
    return count;
  },
  'deep, huge and broken JSON': async ({ port, ms }) => {
    const bodies = [deepJson(5_000), `{"roomName":"${'x'.repeat(1_000_000)}"}`, '{"__proto__":{"a":1}}', '[', '"', deepJson(15), JSON.stringify({ ...JOIN, guest: { username: { toString: 1 } } }), '\u0000'.repeat(1_000)];
    let count = 0;
    for (const end = Date.now() + ms; Date.now() < end; await pause(5)) await Promise.all(Array.from({ length: 5 }, () => post(port, bodies[count++ % bodies.length]!)));
    return count;
  },
  'half-open sockets': async ({ port, ms, connections, seed }) => {
    const tried = await Promise.allSettled(Array.from({ length: Math.min(connections, 50) }, (_, i) => join(port, `Half ${seed} ${i}`)));
    const open = tried.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    // They stay connected, and read and answer nothing any more.
    for (const { socket } of open) (socket as unknown as { _socket: { pause(): void } })._socket.pause();
    await pause(ms);
    for (const { socket } of open) socket.terminate();
    return open.length;
  },
  'connections that never join': async ({ port, ms, connections }) => {
    const sockets = Array.from({ length: connections }, (_, i) => {
      const socket = connect(port, '127.0.0.1');
      socket.on('error', () => {});
      // A third says nothing, a third stops in the middle, a third upgrades without a seat.
      if (i % 3 === 1) socket.write('GET /x HTTP/1.1\r\nHost: a\r\n');
      if (i % 3 === 2) socket.write(`GET /p/r?sessionId=${i} HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`);
      return socket;
    });
    await pause(ms);
    for (const socket of sockets) socket.destroy();
    return sockets.length;
  },
  'seats that nobody takes': async ({ port, ms, connections }) => {
    let count = 0;
    for (const end = Date.now() + ms; Date.now() < end && count < connections; await pause(10)) await Promise.all(Array.from({ length: 10 }, () => post(port, JSON.stringify({ ...JOIN, roomName: `empty ${count++}`, guest: { username: 'Nobody' } }))));
    return count;
  },
};
