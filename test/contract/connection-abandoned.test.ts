import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Client } from 'colyseus.js';
import { colyseusConnector } from '../../src/client/colyseusConnector.js';
import { createGametegra } from '../../src/client/createGametegra.js';
import { PageClient } from '../../src/page/PageClient.js';
import { PROTOCOL_VERSION } from '../../src/protocol/limits.js';
import { expectSentence, rejectionOf } from '../helpers/errors.js';
import { PageSocket } from '../helpers/pageSocket.js';

/** A server that gives seats away, and then never answers the socket that comes for one. */
let server: Server;
let endpoint: string;
let sockets: Socket[];
let onSocket: () => void;

beforeEach(async () => {
  sockets = [];
  onSocket = () => {};
  vi.stubGlobal('WebSocket', PageSocket);
  server = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ room: { name: 'room_chat', roomId: 'r', processId: 'p' }, sessionId: 's' }));
  });
  server.on('upgrade', (_request, socket: Socket) => {
    sockets.push(socket);
    socket.on('error', () => {});
    // Read, so that its end is noticed.
    socket.resume();
    onSocket();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  endpoint = `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(async () => {
  vi.unstubAllGlobals();
  for (const socket of sockets) socket.destroy();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const request = { protocol: PROTOCOL_VERSION, appId: 'test', roomName: 'lobby', persistence: true, hidden: false };
/** The client has closed its end. */
const closed = (socket: Socket): Promise<void> => new Promise((resolve) => (socket.readableEnded || socket.destroyed ? resolve() : socket.on('end', () => resolve()).on('close', () => resolve())));

describe('a join that hangs', () => {
  it.each([
    ['an address', () => endpoint],
    ['a client of the game', () => new Client(endpoint)],
    ['the client of the script-tag file', () => new PageClient(endpoint)],
  ])('J6 leaves no socket when it is given up, with %s', async (_kind, way) => {
    const connector = colyseusConnector(way());
    const abort = new AbortController();
    const came = new Promise<void>((resolve) => (onSocket = resolve));
    const connecting = rejectionOf(connector.connect(request, { message() {}, closed() {} }, abort.signal));
    await came;
    abort.abort();
    expect((await connecting).code).toBe('unavailable');
    await closed(sockets[0]!);
  });

  it('J1 J6 rejects in its time, and leaves no socket', async () => {
    const { roomChat } = createGametegra({ endpoint, appId: 'test', token: 'token', timing: { joinBudgetMs: 1_000 } });
    expectSentence(await rejectionOf(roomChat.join('lobby')), 'unavailable');
    expect(sockets.length).toBeGreaterThan(0);
    await Promise.all(sockets.map(closed));
  });

  it('J6 opens no socket where it was given up before it had a seat', async () => {
    const abort = new AbortController();
    const connecting = rejectionOf(colyseusConnector(endpoint).connect(request, { message() {}, closed() {} }, abort.signal));
    abort.abort();
    expect((await connecting).code).toBe('unavailable');
    expect(sockets).toEqual([]);
  });
});
