import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT, type JWTPayload } from 'jose';
import { afterEach, describe, expect, it } from 'vitest';
import type { RoomChatError } from '../../../../src/protocol/errors.js';
import { foldName } from '../../../../src/server/auth/foldName.js';
import { createIdentify, type IdentifyOptions } from '../../../../src/server/auth/identify.js';

const NOW = Date.UTC(2026, 3, 1);
const SECRET = 'a shared secret of more than 32 bytes';
const guestSecret = new Uint8Array(32).fill(7);

const make = (options: Partial<IdentifyOptions> = {}) => createIdentify({ guestSecret, now: () => NOW, ...options });
const sign = (claims: JWTPayload, secret = SECRET, alg = 'HS256') => new SignJWT(claims).setProtectedHeader({ alg }).sign(new TextEncoder().encode(secret));
const failure = (promise: Promise<unknown>) => promise.then(() => expect.unreachable('it was let in'), (error: RoomChatError) => error);

describe('tokens', () => {
  const identify = make({ auth: { secret: SECRET, issuer: 'game', audience: 'chat' } });
  const good = { sub: 'u1', username: 'Ann', iss: 'game', aud: 'chat', exp: NOW / 1000 + 60 };

  it('T1 takes identity, role, matches and expiry from a verified token', async () => {
    const token = await sign({ ...good, role: 'moderator', matches: ['m1', 'm2'] });
    expect(await identify({ token })).toEqual({
      identity: { userId: 'u1', username: 'Ann', role: 'moderator', guest: false, matches: ['m1', 'm2'], expiresAt: NOW + 60_000 },
    });
  });

  it('reads the claims that the operator names, and a role out of a list', async () => {
    const custom = make({ auth: { secret: SECRET, claims: { userId: 'uid', username: 'nick', role: 'roles', matches: 'games' } } });
    const token = await sign({ sub: 'ignored', uid: 42, nick: 'Bo', roles: ['player', 'admin'], games: 'm1' });
    expect((await custom({ token })).identity).toEqual({ userId: '42', username: 'Bo', role: 'moderator', guest: false, matches: ['m1'] });
  });

  it('shows a long or missing name in a form that fits', async () => {
    const nameOf = async (claims: JWTPayload) => (await identify({ token: await sign({ ...good, username: undefined, ...claims }) })).identity.username;
    expect(await nameOf({ username: 'x'.repeat(90) })).toBe('x'.repeat(32));
    expect(await nameOf({ username: '\u200b', name: 'Ann B.' })).toBe('Ann B.');
    expect(await nameOf({})).toBe('u1');
  });

  it.each([
    ['another secret', () => sign(good, 'quite another secret of 32 bytes or more')],
    ['another algorithm', () => sign(good, SECRET.repeat(2), 'HS512')],
    ['no signature', async () => new UnsecuredJWT(good).encode()],
    ['an expired one', () => sign({ ...good, exp: NOW / 1000 - 60 })],
    ['one that is not yet valid', () => sign({ ...good, nbf: NOW / 1000 + 600 })],
    ['another issuer', () => sign({ ...good, iss: 'elsewhere' })],
    ['another audience', () => sign({ ...good, aud: 'shop' })],
    ['no user', () => sign({ ...good, sub: undefined })],
    ['a user id with a control character', () => sign({ ...good, sub: 'u\n1' })],
    ['a user id kept for guests', () => sign({ ...good, sub: 'Guest-1' })],
    ['matches that are no list of ids', () => sign({ ...good, matches: [{}] })],
    ['no JWT', async () => 'secret-looking-text'],
    ['a huge one', async () => 'e'.repeat(100_000)],
    ['an empty one', async () => ''],
    ['a number', async () => 5 as unknown as string],
  ])('T1 refuses a token with %s, in a sentence without the token', async (_, makeToken) => {
    const token = await makeToken();
    const error = await failure(identify({ token }));
    expect(error).toMatchObject({ code: 'unauthorized', temporary: false });
    expect(error.message).toMatch(/^unable to join; .+; .+$/);
    if (token) expect(error.message).not.toContain(String(token).slice(0, 20));
  });

  it('refuses a secret shorter than 32 bytes, a key address that is none, and both together', () => {
    const broken = [{ secret: 'x'.repeat(31) }, { jwksUrl: 'file:///etc/keys' }, { jwksUrl: 'keys' }, { secret: SECRET, jwksUrl: 'https://game/keys' }, {}];
    for (const auth of broken) {
      expect(() => make({ auth: auth as never }), JSON.stringify(auth)).toThrow(expect.objectContaining({ code: 'invalid_option' }));
    }
  });
});

describe('tokens by key address', () => {
  let server: Server | undefined;
  afterEach(() => void server?.close());

  const serve = async (status: number, body: unknown) => {
    server = createServer((_, response) => response.writeHead(status).end(typeof body === 'string' ? body : JSON.stringify(body)));
    await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`;
  };

  it.each(['RS256', 'ES256', 'EdDSA'])('T1 verifies %s by the published key, and no other', async (alg) => {
    const [ours, other] = [await generateKeyPair(alg), await generateKeyPair(alg)];
    const jwksUrl = await serve(200, { keys: [{ ...(await exportJWK(ours.publicKey)), kid: 'k1', alg }] });
    const identify = make({ auth: { jwksUrl } });
    const by = (key: CryptoKey, kid = 'k1') => new SignJWT({ sub: 'u1' }).setProtectedHeader({ alg, kid }).sign(key);
    expect((await identify({ token: await by(ours.privateKey) })).identity.userId).toBe('u1');
    expect((await failure(identify({ token: await by(other.privateKey) }))).code).toBe('unauthorized');
    expect((await failure(identify({ token: await by(ours.privateKey, 'k2') }))).code).toBe('unauthorized');
    // The public key must not pass as a shared secret.
    expect((await failure(identify({ token: await sign({ sub: 'u1' }) }))).code).toBe('unauthorized');
    // Making an RSA key takes its time on a busy machine.
  }, 60_000);

  it.each([
    ['answers with an error', 500, 'oops'],
    ['answers with no JSON', 200, '<html>'],
    ['answers with no key set', 200, { a: 1 }],
  ])('is unavailable, not unauthorized, while the address %s', async (_, status, body) => {
    const { privateKey } = await generateKeyPair('ES256');
    const token = await new SignJWT({ sub: 'u1' }).setProtectedHeader({ alg: 'ES256', kid: 'k1' }).sign(privateKey);
    expect(await failure(make({ auth: { jwksUrl: await serve(status, body) } })({ token }))).toMatchObject({ code: 'unavailable', temporary: true });
  });

  it('is unavailable where nobody listens at the address', async () => {
    const jwksUrl = await serve(200, {});
    await new Promise((resolve) => server!.close(resolve));
    const { privateKey } = await generateKeyPair('ES256');
    const token = await new SignJWT({ sub: 'u1' }).setProtectedHeader({ alg: 'ES256', kid: 'k1' }).sign(privateKey);
    expect((await failure(make({ auth: { jwksUrl } })({ token }))).code).toBe('unavailable');
  });
});

describe('guests', () => {
  it('T1 lets guests in only where the operator turned them on', async () => {
    expect((await failure(make()({ guest: { username: 'Ann' } }))).code).toBe('unauthorized');
    expect((await failure(make({ auth: { secret: SECRET } })({ guest: { username: 'Ann' } }))).code).toBe('unauthorized');
    const { identity, guestToken } = await make({ guests: true })({ guest: { username: ' Ann ' } });
    expect(identity).toEqual({ userId: expect.stringMatching(/^guest-[a-z2-7]{26}$/), username: 'Ann', role: 'user', guest: true, matches: [] });
    expect(guestToken).toEqual(expect.any(String));
  });

  it('keeps a guest the same user by the token, under a new name too and on another process', async () => {
    const first = await make({ guests: true })({ guest: { username: 'Ann' } });
    const second = await make({ guests: true })({ guest: { username: 'Anna', guestToken: first.guestToken! } });
    expect(second.identity).toEqual({ ...first.identity, username: 'Anna' });
    expect(second.guestToken).toBe(first.guestToken);
  });

  it.each<[string, (token: string) => unknown]>([
    ['changed in its id', (token) => token.replace(/guest-./, (start) => (start === 'guest-a' ? 'guest-b' : 'guest-a'))],
    ['cut', (token) => token.slice(0, -1)],
    ['of a user', () => 'u1.' + 'A'.repeat(43)],
    ['huge', () => 'x'.repeat(1e6)],
    ['no text', () => ({ toString: () => 'guest-' })],
  ])('T1 treats a forged guest token (%s) as a new guest', async (_, forge) => {
    const identify = make({ guests: true });
    const { identity, guestToken } = await identify({ guest: { username: 'Ann' } });
    const other = await identify({ guest: { username: 'Ann', guestToken: forge(guestToken!) as string } });
    expect(other.identity.userId).not.toBe(identity.userId);
    expect(other.identity.userId).toMatch(/^guest-[a-z2-7]{26}$/);
  });

  it('takes no guest token of a server with another secret', async () => {
    const { identity, guestToken } = await make({ guests: true })({ guest: { username: 'Ann' } });
    const elsewhere = make({ guests: true, guestSecret: new Uint8Array(32).fill(8) });
    expect((await elsewhere({ guest: { username: 'Ann', guestToken: guestToken! } })).identity.userId).not.toBe(identity.userId);
  });

  it('T1 refuses a guest the name of a known user, and one that looks like it', async () => {
    const identify = make({ guests: true, isNameTaken: async (folded) => folded === foldName('Merlin') });
    for (const username of ['Merlin', 'ＭＥＲＬＩＮ', 'Меrlіn', 'm e r l i n', 'Mer1in', 'Mérlïn', 'Mer\u200blin']) {
      expect(await failure(identify({ guest: { username } })), username).toMatchObject({ code: 'invalid_option' });
    }
    expect((await identify({ guest: { username: 'Marlin' } })).identity.username).toBe('Marlin');
  });

  it('T1 refuses a guest the name of a user whose token was verified, and names of those in charge', async () => {
    const identify = make({ guests: true, auth: { secret: SECRET } });
    await identify({ guest: { username: 'Anna' } });
    await identify({ token: await sign({ sub: 'u1', username: 'Anna' }) });
    for (const username of ['Anna', 'АNNА', 'Moderator', 'System', 'G.M.']) expect((await failure(identify({ guest: { username } }))).code, username).toBe('invalid_option');
    // Of two users with one name each is who the token says.
    expect((await identify({ token: await sign({ sub: 'u2', username: 'Anna' }) })).identity).toMatchObject({ userId: 'u2', username: 'Anna' });
  });

  it('refuses a name of which nothing can be seen', async () => {
    for (const username of ['\u3164', '\u2800\u2800', '', '\u0007', undefined]) {
      expect((await failure(make({ guests: true })({ guest: { username: username as string } }))).code).toBe('invalid_option');
    }
  });

  it('lets the token win where both are given, also a bad one and one that nobody can verify', async () => {
    const identify = make({ guests: true, auth: { secret: SECRET } });
    const guest = { username: 'Ann' };
    expect((await identify({ token: await sign({ sub: 'u1' }), guest })).identity).toMatchObject({ userId: 'u1', guest: false });
    expect((await failure(identify({ token: 'broken', guest }))).code).toBe('unauthorized');
    expect((await failure(make({ guests: true })({ token: 'any', guest }))).code).toBe('unauthorized');
    expect((await failure(identify({}))).code).toBe('unauthorized');
  });
});
