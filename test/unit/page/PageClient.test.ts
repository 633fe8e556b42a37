import { getMessageBytes, Protocol } from '@colyseus/core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PageClient } from '../../../src/page/PageClient.js';

/** A browser's socket, as far as the client uses it, moved by hand. */
class FakeSocket {
  sent: number[][] = [];
  closed = false;
  onmessage!: (event: { data: ArrayBuffer }) => void;
  onclose!: (event: { code: number; reason: string }) => void;
  constructor(readonly address: string) {
    sockets.push(this);
  }
  send(bytes: Uint8Array): void {
    this.sent.push([...bytes]);
  }
  close(): void {
    this.closed = true;
  }
  receive(bytes: Uint8Array): void {
    this.onmessage({ data: new Uint8Array(bytes).buffer });
  }
}

const SEAT = { room: { name: 'room_chat', roomId: 'r1', processId: 'p1' }, sessionId: 's1' };
const JOINED = getMessageBytes[Protocol.JOIN_ROOM]('token', 'none', undefined);

let sockets: FakeSocket[];
let answer: unknown;
const fetched = vi.fn(async (_url: string, _init: RequestInit) => ({ statusText: 'Bad Gateway', json: async () => answer }));

beforeEach(() => {
  sockets = [];
  answer = SEAT;
  fetched.mockClear();
  vi.stubGlobal('WebSocket', FakeSocket);
  vi.stubGlobal('fetch', fetched);
});
afterEach(() => vi.unstubAllGlobals());

/** Lets the answer to the request for a place through. */
async function opened(joining: Promise<unknown>): Promise<FakeSocket> {
  await Promise.race([joining, vi.waitUntil(() => sockets.length > 0)]);
  return sockets[0]!;
}

async function join() {
  const joining = new PageClient('ws://host:2567').joinOrCreate('room_chat', {});
  const socket = await opened(joining);
  socket.receive(JOINED);
  return { room: await joining, socket };
}

describe('a client of the script-tag file', () => {
  it.each([
    ['ws://host:2567', 'http://host:2567/matchmake/joinOrCreate/room_chat', 'ws://host:2567/p1/r1?sessionId=s1'],
    ['https://host/', 'https://host/matchmake/joinOrCreate/room_chat', 'wss://host/p1/r1?sessionId=s1'],
    ['wss://host:8443/chat/?key=a&b=c', 'https://host:8443/chat/matchmake/joinOrCreate/room_chat?key=a&b=c', 'wss://host:8443/chat/p1/r1?key=a&b=c&sessionId=s1'],
    ['/chat', 'https://game.example:81/chat/matchmake/joinOrCreate/room_chat', 'wss://game.example:81/chat/p1/r1?sessionId=s1'],
  ])('J1 finds the server at %s', async (endpoint, request, socket) => {
    vi.stubGlobal('location', { href: 'https://game.example:81/play/index.html' });
    expect((await opened(new PageClient(endpoint).joinOrCreate('room_chat', { a: 1 }))).address).toBe(socket);
    expect(fetched).toHaveBeenCalledExactlyOnceWith(request, expect.objectContaining({ method: 'POST', body: '{"a":1}', credentials: 'include' }));
  });

  it('T10 goes to the process that the server names', async () => {
    answer = { ...SEAT, room: { ...SEAT.room, publicAddress: 'two.example/x' } };
    expect((await opened(new PageClient('https://host/chat').joinOrCreate('room_chat', {}))).address).toBe('wss://two.example/x/p1/r1?sessionId=s1');
  });

  it('says what the server refused the place with', async () => {
    answer = { code: 4215, error: 'banned: unable to join' };
    await expect(new PageClient('ws://host').joinOrCreate('room_chat', {})).rejects.toThrow(/^banned: unable to join$/);
    answer = {};
    await expect(new PageClient('ws://host').joinOrCreate('room_chat', {})).rejects.toThrow(/^Bad Gateway$/);
    expect(sockets).toEqual([]);
  });

  it.each([[4215, 'short'], [500, 'x'.repeat(31)], [1, 'x'.repeat(40)], [undefined, '日'.repeat(120)]])('says what the room refused the join with (code %s)', async (code, text) => {
    const joining = new PageClient('ws://host').joinOrCreate('room_chat', {});
    (await opened(joining)).receive(getMessageBytes[Protocol.ERROR](code as number, text));
    await expect(joining).rejects.toThrow(text);
    await expect(joining).rejects.toHaveProperty('message', text);
  });

  it('fails where the socket closes before the join', async () => {
    const joining = new PageClient('ws://host').joinOrCreate('room_chat', {});
    (await opened(joining)).onclose({ code: 1006, reason: '' });
    await expect(joining).rejects.toThrow('1006');
  });
});

describe('its room', () => {
  it('acknowledges the join, sends, and hears what the server says', async () => {
    const { room, socket } = await join();
    expect(socket.sent).toEqual([[Protocol.JOIN_ROOM]]);
    room.send('head', { q: 1 });
    expect(socket.sent[1]).toEqual([Protocol.ROOM_DATA, 0xa4, ...Buffer.from('head'), 0x81, 0xa1, ...Buffer.from('q'), 1]);
    const heard: unknown[] = [];
    room.onMessage('*', (...message) => heard.push(message));
    socket.receive(getMessageBytes.raw(Protocol.ROOM_DATA, 'batch', { prev: 0, messages: [[1, 'u', 'Ann', 'hi', 1_700_000_000_123, null]] }));
    socket.receive(getMessageBytes.raw(Protocol.ROOM_DATA, 'bare'));
    socket.receive(new Uint8Array([Protocol.ROOM_STATE, 1, 2, 3]));
    expect(heard).toEqual([['batch', { prev: 0, messages: [[1, 'u', 'Ann', 'hi', 1_700_000_000_123, null]] }], ['bare', undefined]]);
  });

  it('E5 leaves by telling the server, or by closing, and tells when it is over', async () => {
    const { room, socket } = await join();
    const left = vi.fn();
    room.onLeave(left);
    room.leave();
    expect([socket.sent.at(-1), socket.closed]).toEqual([[Protocol.LEAVE_ROOM], false]);
    room.leave(false);
    expect(socket.closed).toBe(true);
    socket.onclose({ code: 4000, reason: '' });
    expect(left).toHaveBeenCalledExactlyOnceWith(4000, '');
  });

  it('leaves when the server asks it to', async () => {
    const { socket } = await join();
    socket.receive(new Uint8Array([Protocol.LEAVE_ROOM]));
    expect(socket.sent.at(-1)).toEqual([Protocol.LEAVE_ROOM]);
  });
});
