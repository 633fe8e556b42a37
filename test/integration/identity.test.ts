import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EndEvent, RoomChatHandle } from '../../src/client/index.js';
import { createLog } from '../../src/server/index.js';
import { expectSentence, rejectionOf } from '../helpers/errors.js';
import { joinRaw, rawJoin } from '../helpers/rawChat.js';
import { once, startServer, type TestServer } from '../helpers/server.js';
import { tokenFor, TOKEN_SECRET } from '../helpers/tokens.js';

const ended = (chat: RoomChatHandle): Promise<EndEvent> => once((handler) => chat.on('end', handler));

describe('tokens by a shared secret', () => {
  let server: TestServer;
  const lines: string[] = [];
  const tokens: string[] = [];
  beforeAll(async () => {
    server = await startServer({ auth: { secret: TOKEN_SECRET }, guests: false, log: await createLog({ level: 'debug', write: (line) => void lines.push(line) }) });
  });
  afterAll(() => server.stop());

  async function token(...args: Parameters<typeof tokenFor>): Promise<string> {
    const made = await tokenFor(...args);
    tokens.push(made);
    return made;
  }

  it('T1 make a user what they say, whatever the client says', async () => {
    const raw = await joinRaw(server.endpoint, { ...rawJoin, guest: { username: 'admin' }, token: await token('u1', { username: 'Ada' }), userId: 'u2', role: 'moderator' });
    expect(await raw.next('snapshot')).toMatchObject({ user: { userId: 'u1', username: 'Ada' } });
    await raw.room.leave();
  });

  it('T1 are refused where they are forged, expired, unsigned, of another kind, or missing', async () => {
    const [head, body] = (await token('u1')).split('.') as [string, string];
    const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${body}.`;
    const bad = [await token('u1', { secret: 'another secret, also of more than 32 bytes' }), await token('u1', { exp: -60 }), unsigned, `${head}.${body}.AAAA`, 'x', 'eyJ', await token('guest-u1')];
    for (const one of bad) expectSentence(await rejectionOf(server.player('x', { token: one }).roomChat.join('lobby')), 'unauthorized');
    expectSentence(await rejectionOf(server.player('Ada').roomChat.join('lobby')), 'unauthorized');
  });

  it('T1 E4 end the connection when they end: where there is no other, with unauthorized', async () => {
    const chat = await server.player('short', { token: await token('short', { exp: 2 }) }).roomChat.join('lobby');
    expect(chat.state).toBe('connected');
    const end = await ended(chat);
    expect(end).toEqual({ code: 'unauthorized', reason: 'the token has expired; get a new one and join again' });
    expectSentence(await rejectionOf(chat.send('x')), 'left');
  });

  it('T1 R1 are asked for again when they end, and nobody sees a leave', async () => {
    const witness = await server.player('witness', { token: await token('witness') }).roomChat.join('renewal');
    const leaves: unknown[] = [];
    witness.on('presence', (event) => void leaves.push(...event.leaves));
    let asked = 0;
    const player = server.player('renewing', { token: async () => token('renewing', { exp: ++asked === 1 ? 2 : 3_600 }) });
    const chat = await player.roomChat.join('renewal');
    const ends: unknown[] = [];
    chat.on('end', (event) => void ends.push(event));
    const states: string[] = [];
    await once<{ state: string }>((handler) => player.bus.on('roomchat:state', handler), ({ state }) => states.push(state) > 0 && state === 'connected');
    expect([asked, states]).toEqual([2, ['reconnecting', 'connected']]);
    const heard = once<{ content: unknown }>((handler) => witness.on('message', handler));
    await chat.send('still me');
    expect([(await heard).content, ends, leaves]).toEqual(['still me', [], []]);
  });

  it('T1 T9 never stand in a log, nor does what was said', async () => {
    const chat = await server.player('logged', { token: await token('logged') }).roomChat.join('lobby');
    await chat.send('a secret word');
    server.server.service.rules.onUnexpected(new Error(`at ${server.endpoint}/x?_authToken=${tokens[0]}: ${tokens.at(-1)}`));
    expect(lines.length).toBeGreaterThan(0);
    const log = lines.join('');
    expect(log).not.toContain('secret word');
    for (const one of tokens) expect(log).not.toContain(one.split('.')[1]);
  });
});

describe('guests beside users with tokens', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startServer({ auth: { secret: TOKEN_SECRET }, guests: true });
  });
  afterAll(() => server.stop());

  it('T1 cannot take the name of a user who was here before a restart, nor one that looks like it', async () => {
    const token = await tokenFor('u1', { username: 'Merlin' });
    // Closed before the restart: a new join would have the new process know the name by itself.
    const visit = async (): Promise<unknown> => {
      const player = server.player('x', { token });
      const { user } = await player.roomChat.join('lobby');
      player.close();
      return user;
    };
    await visit();
    await server.restart();
    for (const username of ['Merlin', 'MERLIN', 'Mer1in', 'Меrlіn']) expectSentence(await rejectionOf(server.player(username).roomChat.join('lobby')), 'invalid_option');
    expect((await server.player('Marlin').roomChat.join('lobby')).user.username).toBe('Marlin');
    expect(await visit()).toEqual({ userId: 'u1', username: 'Merlin' });

    // Gone with the person.
    await server.server.service.eraseUser('u1');
    await server.restart();
    expect((await server.player('Merlin').roomChat.join('other')).user.username).toBe('Merlin');
  });
});

describe('tokens by published keys', () => {
  let keys: Server;
  let server: TestServer;
  let sign: (claims: object, kid?: string) => Promise<string>;
  beforeAll(async () => {
    const { publicKey, privateKey } = await generateKeyPair('ES256');
    const jwk = { ...(await exportJWK(publicKey)), kid: 'k1', alg: 'ES256' };
    keys = createServer((_request, response) => response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys: [jwk] })));
    await new Promise<void>((resolve) => keys.listen(0, '127.0.0.1', resolve));
    sign = (claims, kid = 'k1') => new SignJWT({ ...claims }).setProtectedHeader({ alg: 'ES256', kid }).setExpirationTime('1h').sign(privateKey);
    server = await startServer({ guests: false, auth: { jwksUrl: `http://127.0.0.1:${(keys.address() as AddressInfo).port}/keys`, issuer: 'game' } });
  });
  afterAll(async () => {
    await server.stop();
    keys.close();
  });

  it('T1 let in whom the keys and the issuer vouch for, and nobody else', async () => {
    const chat = await server.player('x', { token: await sign({ sub: 'u1', name: 'Ada', iss: 'game' }) }).roomChat.join('lobby');
    expect(chat.user).toEqual({ userId: 'u1', username: 'Ada' });
    for (const bad of [await sign({ sub: 'u1', iss: 'other' }), await sign({ sub: 'u1', iss: 'game' }, 'k2'), await tokenFor('u1', { iss: 'game' })]) {
      expectSentence(await rejectionOf(server.player('x', { token: bad }).roomChat.join('lobby')), 'unauthorized');
    }
  });
});
