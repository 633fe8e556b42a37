import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createGametegra } from '../../src/client/index.js';
import { addRoomChat, createChatServer, type ChatServerOptions } from '../../src/server/index.js';
import { createSqliteStore } from '../../src/server/store/sqlite/sqlite.js';
import { expectSentence, rejectionOf } from '../helpers/errors.js';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'room-chat-start-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

describe('createChatServer', () => {
  it('T10 starts with nothing but a place for its file, says where it is, and stops more than once', async () => {
    const server = await createChatServer({ port: 0, store: join(folder, 'chat.db'), guests: true });
    expect(server.address).toBe(`http://localhost:${server.port}`);
    const game = createGametegra({ endpoint: server.address, appId: 'test', guest: { username: 'Ada' } });
    expect((await (await game.roomChat.join('lobby')).send('hello')).success).toBe(true);
    game.close();
    await Promise.all([server.close(), server.close({ drainMs: 10 })]);
    await server.close();
  });

  it.each([
    ['a port that is no number', { port: 'x' as never }, 'unable to start; port is x;'],
    ['a port beyond all ports', { port: 65_536 }, 'unable to start; port is 65536;'],
    ['another kind of database', { store: 'mysql://somewhere/chat' }, 'unable to start; no store speaks mysql;'],
    ['a hook that is no function', { onMessage: 5 as never }, 'unable to start; onMessage is no function;'],
  ])('refuses %s', async (_what, options: ChatServerOptions, beginning) => {
    const error = await rejectionOf(createChatServer({ port: 0, store: join(folder, 'chat.db'), guests: true, ...options }));
    expectSentence(error, 'invalid_option');
    expect((error as Error).message.startsWith(beginning)).toBe(true);
  });

  it('T5 orders from the server are read as closely as those over the wire', async () => {
    const server = await createChatServer({ port: 0, store: join(folder, 'chat.db'), guests: true });
    const order = (request: object) => rejectionOf(server.service.moderate('everywhere', request as never));
    for (const request of [{}, { action: 'bann', userId: 'x' }, { action: 'ban' }, { action: 'ban', userId: 'u', seconds: -5 }]) expectSentence(await order(request), 'invalid_request');
    await server.close();
  });

  it('rejects where its port is taken, and lets go of its database', async () => {
    const other = createServer();
    const port = await new Promise<number>((resolve) => other.listen(0, '127.0.0.1', () => resolve((other.address() as { port: number }).port)));
    const store = join(folder, 'chat.db');
    await expect(createChatServer({ port, host: '127.0.0.1', store, guests: true })).rejects.toMatchObject({ code: 'EADDRINUSE' });
    await new Promise((resolve) => other.close(resolve));
    const server = await createChatServer({ port, host: '127.0.0.1', store, guests: true });
    expect(server.port).toBe(port);
    await server.close();
  });

  it('rejects where its database cannot be opened', async () => {
    await expect(createChatServer({ port: 0, store: join(folder, 'no', 'such', 'folder', 'chat.db') })).rejects.toThrow(/^unable to .+;.+;/);
  });

  it('leaves a store open that it was given', async () => {
    const store = await createSqliteStore({ path: join(folder, 'chat.db') });
    const server = await createChatServer({ port: 0, store, guests: true });
    await server.close();
    await store.ping();
    await store.close();
  });

  it.each([{ store: {} }, { store: null }, { store: 5 }])('refuses %j, which is no store', async (options) => {
    expectSentence(await rejectionOf(createChatServer({ port: 0, ...options } as unknown as ChatServerOptions)), 'invalid_option');
  });

  it('refuses an authentication that cannot be, before it listens', async () => {
    for (const auth of [{ secret: 'short' }, { jwksUrl: 'nowhere' }, {}]) {
      expectSentence(await rejectionOf(createChatServer({ port: 0, store: join(folder, 'chat.db'), auth: auth as never })), 'invalid_option');
    }
  });

  it('refuses to start where nobody could join, and says what to set', async () => {
    const error = await rejectionOf(createChatServer({ port: 0, store: join(folder, 'chat.db') }));
    expectSentence(error, 'invalid_option');
    expect(error.message).toMatch(/guests.*secret/);
  });
});

describe('addRoomChat', () => {
  it.each([undefined, {}, { guests: true }, { store: 'chat.db' }])('refuses %j, which has no store', async (options) => {
    expectSentence(await rejectionOf(addRoomChat({ define() {} } as never, options as never)), 'invalid_option');
  });
});
