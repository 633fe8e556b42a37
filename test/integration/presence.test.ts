import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PresenceEvent, RoomChatHandle } from '../../src/client/index.js';
import { joinRaw, rawJoin, socketOf } from '../helpers/rawChat.js';
import { collect, once, startServer, type TestServer } from '../helpers/server.js';
import { TOKEN_SECRET, tokenFor } from '../helpers/tokens.js';

let server: TestServer;

beforeAll(async () => {
  server = await startServer({ auth: { secret: TOKEN_SECRET }, graceMs: 400, presenceListLimit: 4 });
});

afterAll(() => server.stop());

const next = (chat: RoomChatHandle, fits?: (event: PresenceEvent) => boolean): Promise<PresenceEvent> => once((handler) => chat.on('presence', handler), fits);
const names = (chat: RoomChatHandle): string[] => chat.presences.map(({ username }) => username);

describe('presence', () => {
  it('P1 tells who is there, who comes, and who goes and why', async () => {
    const ada = await server.player('Ada').roomChat.join('p1');
    expect([ada.presences, ada.presenceCount]).toEqual([[ada.user], 1]);
    const joined = next(ada);
    const bob = await server.player('Bob').roomChat.join('p1');
    expect(names(bob)).toEqual(['Ada', 'Bob']);
    expect(await joined).toEqual({ joins: [bob.user], leaves: [] });
    expect([names(ada), ada.presenceCount]).toEqual([['Ada', 'Bob'], 2]);
    const left = next(ada);
    await bob.leave();
    expect(await left).toEqual({ joins: [], leaves: [{ ...bob.user, reason: 'left' }] });
    expect([names(ada), ada.presenceCount]).toEqual([['Ada'], 1]);
  });

  it('P1 gives a snapshot, which does not change under the hand of who holds it', async () => {
    const ada = await server.player('Ada').roomChat.join('p1-snapshot');
    const before = ada.presences;
    const joined = next(ada);
    await server.player('Bob').roomChat.join('p1-snapshot');
    await joined;
    expect(before).toEqual([ada.user]);
    expect(ada.presences).toHaveLength(2);
  });

  it('P1 tells of whoever goes in the moment in which another came, and of whoever comes back in it', async () => {
    const moving = server.player('Ada').roomChat;
    const ada = await moving.join('p1-moment');
    // All of this within the time in which changes are gathered.
    const bob = await server.player('Bob').roomChat.join('p1-moment');
    expect(names(bob)).toContain('Ada');
    const gone = next(bob, () => !names(bob).includes('Ada'));
    await ada.leave();
    await gone;
    const again = await moving.join('p1-moment');
    const back = next(bob, () => names(bob).includes('Ada'));
    await Promise.all([back, again.leave().then(() => moving.join('p1-moment'))]);
    expect(names(bob)).toEqual(['Bob', 'Ada']);
  });

  it('P2 shows a hidden user to nobody, who still sends and receives', async () => {
    const ada = await server.player('Ada').roomChat.join('p2');
    const events: PresenceEvent[] = [];
    ada.on('presence', (event) => events.push(event));
    const spy = await server.player('Spy').roomChat.join('p2', { hidden: true });
    expect(names(spy)).toEqual(['Ada']);
    const heard = once((handler) => spy.on('message', handler));
    const seen = once((handler) => ada.on('message', handler));
    await spy.send('hush');
    expect(await seen).toMatchObject({ sender: 'Spy', content: 'hush' });
    expect(await heard).toMatchObject({ content: 'hush' });
    await spy.leave();
    // Whoever comes after the spy has gone is told of: nothing of the spy was on its way before.
    const joined = next(ada);
    const bob = await server.player('Bob').roomChat.join('p2');
    expect(names(bob)).toEqual(['Ada', 'Bob']);
    await joined;
    expect(events.flatMap(({ joins, leaves }) => [...joins, ...leaves].map(({ username }) => username))).toEqual(['Bob']);
  });

  it('P3 one user on several connections joins once and leaves once', async () => {
    const ada = await server.player('Ada').roomChat.join('p3');
    const events = collect<PresenceEvent>((handler) => ada.on('presence', handler), 3);
    const joined = next(ada);
    const token = await tokenFor('grace');
    const grace = await Promise.all([1, 2, 3].map(() => server.player('', { token }).roomChat.join('p3')));
    await joined;
    expect([names(ada), ada.presenceCount]).toEqual([['Ada', 'grace'], 2]);
    await grace[0]!.leave();
    await grace[1]!.leave();
    // A third party's coming and going shows that nothing was told of grace in between.
    const bob = next(ada, ({ joins }) => joins.some(({ username }) => username === 'Bob'));
    await server.player('Bob').roomChat.join('p3');
    await bob;
    expect(names(ada)).toEqual(['Ada', 'grace', 'Bob']);
    await grace[2]!.leave();
    expect((await events).map(({ joins, leaves }) => [joins.map(({ userId }) => userId.slice(0, 5)), leaves.map(({ userId, reason }) => [userId, reason])])).toEqual([
      [['grace'], []], [['guest'], []], [[], [['grace', 'left']]],
    ]);
  });

  it('P3 is one user to itself too: several handles of one client', async () => {
    const { roomChat } = server.player('Ada');
    const [a, b] = await Promise.all([roomChat.join('p3-handles'), roomChat.join('p3-handles')]);
    expect([names(a), names(b)]).toEqual([['Ada'], ['Ada']]);
  });

  it('P4 ends a connection that answers no ping, and no other', { timeout: 30_000 }, async () => {
    const ada = await server.player('Ada').roomChat.join('p4-silent');
    const silent = await joinRaw(server.endpoint, { ...rawJoin, roomName: 'p4-silent' });
    await silent.next('snapshot');
    const left = next(ada, ({ leaves }) => leaves.length > 0);
    // As in a tunnel: nothing is read any more, and so no ping is answered.
    socketOf(silent).pause();
    expect((await left).leaves).toMatchObject([{ username: 'Mallory', reason: 'lost' }]);
    expect([ada.state, names(ada)]).toEqual(['connected', ['Ada']]);
    socketOf(silent).terminate();
  });

  it('P5 tells several changes of a moment as one', async () => {
    const ada = await server.player('Ada').roomChat.join('p5');
    const events: PresenceEvent[] = [];
    const all = next(ada, (event) => events.push(event) > 0 && ada.presenceCount === 4);
    await Promise.all(['B', 'C', 'D'].map((name) => server.player(name).roomChat.join('p5')));
    await all;
    expect(events.flatMap(({ joins }) => joins.map(({ username }) => username)).sort()).toEqual(['B', 'C', 'D']);
    expect(events.length).toBeLessThan(3);
  });

  it('P5 tells numbers instead of lists above a size', async () => {
    const ada = await server.player('Ada').roomChat.join('p5-large');
    const told = next(ada, ({ count }) => count === 6);
    const others = await Promise.all(['B', 'C', 'D', 'E', 'F'].map((name) => server.player(name).roomChat.join('p5-large')));
    expect(await told).toEqual({ joins: [], leaves: [], count: 6 });
    expect([ada.presences, ada.presenceCount]).toEqual([[], 6]);
    const late = await server.player('G').roomChat.join('p5-large');
    expect([late.presences, late.presenceCount]).toEqual([[], 7]);
    expect((await others[0]!.send('still talks')).success).toBe(true);
  });
});
