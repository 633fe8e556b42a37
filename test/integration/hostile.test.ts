import { once as nodeOnce } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { ChatMessage, RoomChatHandle } from '../../src/client/index.js';
import { noLog } from '../../src/server/ops/log.js';
import { joinRaw, rawJoin, socketOf, type RawChat } from '../helpers/rawChat.js';
import { once, startServer, type TestServer } from '../helpers/server.js';

let server: TestServer;
let bystander: RoomChatHandle;
const ends: unknown[] = [];
/** What the server itself had not foreseen. */
const unexpected: unknown[] = [];
const states: unknown[] = [];

beforeAll(async () => {
  server = await startServer({ log: { ...noLog, error: (message, fields) => void unexpected.push([message, fields]) } });
  const { roomChat, bus } = server.player('Bystander');
  bus.on('roomchat:state', ({ state }) => states.push(state));
  bystander = await roomChat.join('raw');
  bystander.on('end', (event) => ends.push(event));
});

afterAll(() => server.stop());

/** The one who did nothing has noticed nothing, and the server serves newcomers. */
async function expectUnharmed(): Promise<void> {
  const content = `unharmed ${Math.random()}`;
  const heard = once<ChatMessage>((handler) => bystander.on('message', handler), (message) => message.content === content);
  await bystander.send(content);
  await heard;
  expect([ends, states, unexpected]).toEqual([[], [], []]);
  const newcomer = await server.player('Newcomer').roomChat.join('raw');
  expect((await newcomer.send('hello')).success).toBe(true);
  await newcomer.leave();
}

async function attacker(): Promise<RawChat> {
  const raw = await joinRaw(server.endpoint, rawJoin);
  await raw.next('snapshot');
  return raw;
}

/** Bytes that look random, and are the same in every run. */
function noise(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state >>> 24;
  };
}

const deep = (levels: number): unknown => {
  let value: unknown = 'x';
  for (let i = 0; i < levels; i++) value = { v: value };
  return value;
};

describe('T6 a client that speaks nonsense', () => {
  it('T6 has every question answered, and stays connected', async () => {
    const raw = await attacker();
    const payloads = [undefined, null, 5, 'x', [], {}, true, new Uint8Array(10), { q: 1 }, { q: 'x' }, { q: 1, limit: {} }, { clientId: {} }, { content: [] }, { since: [] }, { request: 5 }, deep(100), { q: 1, cursor: 'x'.repeat(10_000) }];
    const types = ['send', 'history', 'sync', 'snapshot', 'moderate', 'unknown', '__proto__', 'constructor', '*', '', 'x'.repeat(200), 0, 7, 2 ** 40];
    for (const type of types) for (const payload of payloads) raw.room.send(type as string, payload);
    raw.room.sendBytes('send', new Uint8Array([0xff, 0xfe]));
    raw.room.send('snapshot', { q: 424242 });
    let answer: { q: number };
    do answer = await raw.next<{ q: number }>('answer');
    while (answer.q !== 424242);
    expect(answer).toHaveProperty('result.head');
    const acks = raw.received.filter(([type]) => type === 'ack').flatMap(([, list]) => list as { error?: { code: string } }[]);
    expect(acks).toHaveLength(payloads.length + 1);
    expect(new Set(acks.map(({ error }) => error?.code))).toEqual(new Set(['invalid_request']));
    await expectUnharmed();
    await raw.room.leave();
  });

  it('T6 may lose its own connection by broken frames, and nobody else any', async () => {
    const next = noise(7);
    for (let round = 0; round < 20; round++) {
      const raw = await attacker();
      const socket = socketOf(raw);
      const first = [13, 10, 12, 17, 0, 255][round % 6]!;
      for (let n = 0; n < 60 && socket.readyState === WebSocket.OPEN; n++) {
        const frame = Buffer.from(Array.from({ length: 1 + (next() % 60) }, next));
        // Mostly what the protocol knows to be a message, then noise; sometimes noise from the start.
        if (n % 4 !== 0) frame[0] = first;
        socket.send(n % 7 === 0 ? '' : n % 11 === 0 ? frame.toString('latin1') : frame);
      }
      socket.terminate();
      await raw.closed;
    }
    await expectUnharmed();
  });

  it('T6 may send what is nested without end, or larger than a frame may be', async () => {
    for (const bytes of [Buffer.alloc(60_000, 0x91), Buffer.alloc(60_000, 0x81), Buffer.from([0xdd, 0xff, 0xff, 0xff, 0xff]), Buffer.from([0xdf, 0xff, 0xff, 0xff, 0xff]), Buffer.alloc(1_000_000, 0x20)]) {
      const raw = await attacker();
      const socket = socketOf(raw);
      // A message of the type "send", with these bytes as its content.
      socket.send(Buffer.concat([Buffer.from([13, 0xa4]), Buffer.from('send'), bytes]));
      socket.send(Buffer.from([12]));
      await raw.closed;
    }
    await expectUnharmed();
  });

  it('T6 may come and go in any moment of its join', async () => {
    await Promise.all(Array.from({ length: 30 }, async (_, i) => {
      const joining = joinRaw(server.endpoint, { ...rawJoin, guest: { username: `Flap ${i}` } });
      const raw = await joining;
      if (i % 3 === 0) socketOf(raw).terminate();
      else if (i % 3 === 1) await raw.room.leave();
      else await raw.next('snapshot').then(() => socketOf(raw).terminate());
    }));
    await expectUnharmed();
    const channel = await server.server.service.channel('test', 'raw');
    while (channel.members.size > 1) await new Promise((resolve) => setImmediate(resolve));
  });
});

describe('T6 someone at the door', () => {
  const post = (body: string, path = 'joinOrCreate/room_chat'): Promise<Response> =>
    fetch(`${server.endpoint.replace('ws', 'http')}/matchmake/${path}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });

  it.each([
    '', '{', 'null', '5', '"x"', '[]', '[1]', '{}', '{"roomName":{"toString":1},"appId":{"toString":1}}', '{"appId":"test","roomName":{"$gt":""}}',
    '{"__proto__":{"admin":true},"appId":"test","roomName":"raw"}', '{"constructor":{"prototype":{"admin":true}}}', '['.repeat(50_000), `{"roomName":"${'x'.repeat(30_000)}"}`, '\u0000', '{"appId":"test","roomName":"raw","protocol":{"toString":1}}',
  ])('T6 is answered with JSON, whatever the body (case %#)', async (body) => {
    const response = await post(body);
    expect(response.headers.get('content-type')).toContain('json');
    expect(typeof (await response.json())).toBe('object');
  });

  it('T6 is answered, whatever the path and the method', async () => {
    for (const path of ['', 'x', 'join', 'joinOrCreate', 'joinOrCreate/', 'joinOrCreate/__proto__', 'joinOrCreate/constructor', '__proto__/room_chat', 'constructor/room_chat', 'reconnect/x', 'joinById/x', 'create/room_chat', '%00', '../..', 'joinOrCreate/room_chat/x/y']) {
      await (await post('{}', path)).text();
    }
    for (const method of ['GET', 'OPTIONS', 'PUT', 'DELETE', 'HEAD']) {
      const answered = fetch(`${server.endpoint.replace('ws', 'http')}/matchmake/joinOrCreate/room_chat`, { method, signal: AbortSignal.timeout(5_000) });
      expect((await answered).status, method).toBeGreaterThan(0);
    }
    expect(({} as { admin?: boolean }).admin).toBeUndefined();
    await expectUnharmed();
  });

  it('T6 without a seat is shown out, whatever the address', async () => {
    const paths = ['/', '/x/y', '/x/y?sessionId=z', '/__proto__/__proto__?sessionId=__proto__', '/x/constructor?sessionId=constructor', '//', '/%', '/x/y?sessionId=z&reconnectionToken=__proto__', `/x/${'y'.repeat(5_000)}`];
    for (const path of paths) {
      const socket = new WebSocket(server.endpoint + path);
      socket.on('error', () => {});
      await nodeOnce(socket, 'close');
    }
    await expectUnharmed();
  });

  it('T6 may talk no HTTP at all, or stop in the middle', async () => {
    const port = Number(new URL(server.endpoint).port);
    for (const bytes of ['', 'nonsense\r\n\r\n', 'GET / HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n', `POST /matchmake/joinOrCreate/room_chat HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{"a`]) {
      const socket = connect(port, '127.0.0.1');
      socket.on('error', () => {});
      await nodeOnce(socket, 'connect');
      socket.write(bytes);
      socket.destroySoon();
      await nodeOnce(socket, 'close');
    }
    await expectUnharmed();
  });
});
