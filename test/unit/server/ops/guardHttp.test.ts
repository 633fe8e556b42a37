import { createServer, type Server as HttpServer } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { Room, Server } from '@colyseus/core';
import { WebSocketTransport } from '@colyseus/ws-transport';
import { Client } from 'colyseus.js';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { fromJoinRefusal } from '../../../../src/protocol/errors.js';
import { guardHttp, type GuardOptions } from '../../../../src/server/ops/guardHttp.js';

class Plain extends Room {
  override onCreate(): void {
    this.onMessage('*', () => {});
  }
}

const quiet = { info() {}, debug() {}, warn() {}, error() {}, trace() {} };
const options: GuardOptions = {};
const refused: string[] = [];
let http: HttpServer;
let game: Server;
let port: number;
let accident: unknown = null;
const onAccident = (error: unknown) => (accident = error);

beforeAll(async () => {
  process.on('unhandledRejection', onAccident);
  process.on('uncaughtException', onAccident);
  http = createServer((_, response) => response.end("the game's own page"));
  game = new Server({ greet: false, gracefullyShutdown: false, logger: quiet, transport: new WebSocketTransport({ server: http }) });
  game.define('plain', Plain);
  // Read at each request, so that a test may set what it needs.
  guardHttp(http, {
    maxBodyBytes: 2_000,
    maxConcurrentJoins: 2,
    joins: { burst: 200, perSecond: 0.01 },
    trustProxy: 1,
    routes: (request, response) => request.url === '/healthz' && (response.end('ok'), true),
    isDraining: () => options.isDraining?.() ?? false,
    onRefused: (code) => refused.push(code),
  });
  await game.listen(0, '127.0.0.1');
  port = (http.address() as AddressInfo).port;
});
afterEach(() => {
  delete options.isDraining;
  expect(accident, 'nothing may reach the process').toBeNull();
});
afterAll(async () => {
  await game.gracefullyShutdown(false);
  process.off('unhandledRejection', onAccident);
  process.off('uncaughtException', onAccident);
});

/** Sends bytes as they are, and gives back what came until the server closed (or `until` was seen). */
function raw(text: string | Buffer, until?: string): Promise<string> {
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(text));
    socket.on('data', (data) => {
      answer += data.toString('latin1');
      if (until !== undefined && answer.includes(until)) socket.destroy();
    });
    socket.on('error', () => {});
    socket.on('close', () => resolve(answer));
  });
}
const from = (address: string) => `Host: a\r\nX-Forwarded-For: ${address}\r\n`;
const post = (body: string, more = '', path = '/matchmake/joinOrCreate/plain') => raw(`POST ${path} HTTP/1.1\r\nHost: a\r\n${more}Connection: close\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
const upgrade = (path: string, more = '') =>
  raw(`GET ${path} HTTP/1.1\r\nHost: a\r\n${more}Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`, '\r\n\r\n');
const status = (answer: string) => Number(answer.split(' ')[1]);
const refusal = (answer: string) => fromJoinRefusal((JSON.parse(answer.slice(answer.indexOf('{'), answer.lastIndexOf('}') + 1)) as { error: string }).error);

async function bystanderJoins(): Promise<void> {
  const room = await new Client(`ws://127.0.0.1:${port}`).joinOrCreate('plain', { some: 'option', deep: { er: [1, 2] } });
  expect(room.sessionId).toEqual(expect.any(String));
  await room.leave();
}

describe('what passes', () => {
  it('lets a real client join, and the game answer its own pages', async () => {
    await bystanderJoins();
    expect(await (await fetch(`http://127.0.0.1:${port}/page`)).text()).toBe("the game's own page");
    expect(await (await fetch(`http://127.0.0.1:${port}/healthz`)).text()).toBe('ok');
  });

  it('lets a body in chunks through, as some proxies send it', async () => {
    const answer = await raw('POST /matchmake/joinOrCreate/plain HTTP/1.1\r\nHost: a\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n1\r\n}\r\n0\r\n\r\n');
    expect(answer).toContain('sessionId');
  });

  it('leaves the preflight to Colyseus', async () => {
    expect(status(await raw('OPTIONS /matchmake/joinOrCreate/plain HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'))).toBe(204);
  });
});

describe('what is refused, with an answer', () => {
  it('T6 bounds the body of a join, by its header and in chunks', async () => {
    const known = await raw('POST /matchmake/joinOrCreate/plain HTTP/1.1\r\nHost: a\r\nContent-Length: 999999999\r\n\r\n');
    const chunks = await raw(`POST /matchmake/joinOrCreate/plain HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nfff\r\n${'x'.repeat(0xfff)}\r\n`);
    for (const answer of [known, chunks]) {
      expect(status(answer)).toBe(413);
      expect(refusal(answer)).toMatchObject({ code: 'content_too_large' });
    }
  });

  it.each([
    ['no JSON', '{"token":"eyJhbGciOi'],
    ['nothing', ''],
    ['an array', '[]'],
    ['null', 'null'],
    ['deep', '['.repeat(900) + ']'.repeat(900)],
    ['deep in a field', `{"a":${'{"b":'.repeat(200)}1${'}'.repeat(200)}}`],
  ])('T6 refuses options that are %s, without repeating them', async (_, body) => {
    const answer = await post(body);
    expect(status(answer)).toBe(400);
    expect(refusal(answer)).toMatchObject({ code: 'invalid_request' });
    if (body.length > 4) expect(answer).not.toContain(body.slice(0, 12));
  });

  it('takes brackets inside of texts for what they are', async () => {
    expect(await post(JSON.stringify({ text: '"[[[[{{{{\\"'.repeat(20) }))).toContain('sessionId');
  });

  it('T6 answers methods that Colyseus leaves open for ever', async () => {
    for (const method of ['PUT', 'DELETE', 'PATCH', 'HEAD', 'TRACE']) {
      expect(status(await raw(`${method} /x/matchmake HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`)), method).toBe(405);
    }
  });

  it('T6 limits joins per address, at the request and at the upgrade, and nobody else', async () => {
    let answer = '';
    for (let i = 0; i <= 200; i++) answer = await post('', from('10.0.0.1, 192.0.2.1'));
    expect(status(answer)).toBe(429);
    expect(answer).toMatch(/retry-after: \d+/i);
    expect(refusal(answer)).toMatchObject({ code: 'rate_limited', temporary: true, retryAfterMs: expect.any(Number) });
    // What the client itself wrote into the header does not make it another.
    expect(status(await post('{}', from('10.9.9.9, 192.0.2.1')))).toBe(429);
    expect(await post('{}', from('192.0.2.2'))).toContain('sessionId');
    for (let i = 0; i <= 200; i++) answer = await upgrade('/', from('192.0.2.3'));
    expect(status(answer)).toBe(429);
    await bystanderJoins();
    expect(refused).toContain('rate_limited');
  });

  it('T7 lets nobody in while draining, and says so', async () => {
    options.isDraining = () => true;
    expect(refusal(await post('{}'))).toMatchObject({ code: 'unavailable', retryAfterMs: 1_000 });
    expect(status(await upgrade('/'))).toBe(503);
    expect(await (await fetch(`http://127.0.0.1:${port}/healthz`)).text()).toBe('ok');
  });
});

describe('what is hostile', () => {
  it('T6 frees the place of a join whose client goes away or stops', async () => {
    const begun = 'POST /matchmake/joinOrCreate/plain HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{';
    const sockets = [1, 2].map(() => connect(port, '127.0.0.1', function (this: ReturnType<typeof connect>) { this.write(begun); }));
    // With both places taken the third is told to come back.
    await expect.poll(async () => status(await post('{}'))).toBe(503);
    for (const socket of sockets) socket.destroy();
    await expect.poll(async () => status(await post('{}'))).toBe(200);
    await bystanderJoins();
  });

  it('T6 survives addresses and paths made to break it', async () => {
    const paths = ['/', '//', '//[', '///[::', '/%', '/a/b?sessionId=%', '*', 'http://[', 'http://x:99999/', '/a/__proto__?sessionId=__proto__', '/a/constructor?sessionId=x', '/a/hasOwnProperty'];
    for (const path of paths) expect([101, 400], path).toContain(status(await upgrade(path)));
    for (const path of ['/matchmake', '/matchmake/', '/matchmake/__proto__/plain', '/matchmake/constructor/constructor', '/matchmake/joinById/__proto__', '/matchmake/reconnect/x', '/x?/matchmake']) {
      expect(status(await post('{"__proto__":{"polluted":1},"reconnectionToken":{}}', '', path)), path).toBe(200);
    }
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
    await bystanderJoins();
  });

  it('T6 survives bytes that are no HTTP, and requests cut anywhere', async () => {
    const good = 'POST /matchmake/joinOrCreate/plain HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}';
    let seed = 7;
    const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
    const noise = Array.from({ length: 30 }, () => Buffer.from(Array.from({ length: 200 }, () => Math.floor(random() * 256))));
    const cut = Array.from({ length: 30 }, () => Buffer.from(good.slice(0, Math.floor(random() * good.length))));
    await Promise.all([...noise, ...cut].map((bytes) => new Promise<void>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => socket.end(bytes));
      socket.on('error', () => {}).on('data', () => {}).on('close', () => resolve());
    })));
    await bystanderJoins();
  });
});
