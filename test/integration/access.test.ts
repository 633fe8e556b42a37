import { Client } from 'colyseus.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Gametegra, RoomChatHandle } from '../../src/client/index.js';
import { RoomChatError } from '../../src/protocol/errors.js';
import { matchRoomName } from '../../src/protocol/names.js';
import { joinRaw } from '../helpers/rawChat.js';
import { startMatchServer, type MatchPlayer, type MatchServer } from '../helpers/matchServer.js';
import { tokenFor, TOKEN_SECRET } from '../helpers/tokens.js';

/** Who may do what. A cell says `yes`, or the code of the refusal. */
const TABLES = {
  'in the chat of a match': `
    who                       | join         | read         | send         | delete       | kick
    stranger                  | unauthorized | unauthorized | unauthorized | unauthorized | unauthorized
    guest                     | not_allowed  | not_allowed  | not_allowed  | not_allowed  | not_allowed
    player of another match   | not_allowed  | not_allowed  | not_allowed  | not_allowed  | not_allowed
    player                    | yes          | yes          | yes          | not_allowed  | not_allowed
    player kicked from match  | not_allowed  | not_allowed  | not_allowed  | not_allowed  | not_allowed
    player kicked from chat   | yes          | yes          | yes          | not_allowed  | not_allowed
    banned player             | banned       | banned       | banned       | banned       | banned
    muted player              | yes          | yes          | muted        | not_allowed  | not_allowed
    moderator                 | yes          | yes          | yes          | yes          | yes
    expired token             | unauthorized | unauthorized | unauthorized | unauthorized | unauthorized
  `,
  'in a plain room': `
    who                       | join         | read         | send         | delete       | kick
    stranger                  | unauthorized | unauthorized | unauthorized | unauthorized | unauthorized
    guest                     | yes          | yes          | yes          | not_allowed  | not_allowed
    player of another match   | yes          | yes          | yes          | not_allowed  | not_allowed
    player                    | yes          | yes          | yes          | not_allowed  | not_allowed
    player kicked from match  | yes          | yes          | yes          | not_allowed  | not_allowed
    player kicked from chat   | yes          | yes          | yes          | not_allowed  | not_allowed
    banned player             | banned       | banned       | banned       | banned       | banned
    muted player              | yes          | yes          | muted        | not_allowed  | not_allowed
    moderator                 | yes          | yes          | yes          | yes          | yes
    expired token             | unauthorized | unauthorized | unauthorized | unauthorized | unauthorized
  `,
};

/** Someone tries to come into a room: rejects where it is refused. */
type Try = (roomName: string, where: Scene) => Promise<RoomChatHandle>;

/** A room with someone in it who has said something. */
interface Scene {
  roomName: string;
  matchName: string;
  victim: MatchPlayer;
  /** The victim's handle in this room. */
  chat: RoomChatHandle;
  seq: number;
}

let server: MatchServer;
let scenes = 0;
beforeAll(async () => {
  server = await startMatchServer({ auth: { secret: TOKEN_SECRET } });
});
afterAll(() => server.stop());

const withToken = async (userId: string, claims = {}): Promise<Gametegra> => server.player(userId, { token: await tokenFor(userId, claims) });

/** Sits in the match, and is known to the chat by a token of the same user. */
async function inMatch(userId: string, matchName: string): Promise<MatchPlayer> {
  return server.inMatch(userId, matchName, { userId, token: await tokenFor(userId) });
}

/** A player of the scene's match, to whom something was done in the room. */
async function after(roomName: string, matchName: string, action: 'kick' | 'ban' | 'mute'): Promise<RoomChatHandle> {
  const userId = `p${++scenes}`;
  const { game } = await inMatch(userId, matchName);
  const chat = await game.roomChat.join(roomName);
  const ended = new Promise((resolve) => chat.on('end', resolve));
  await server.server.service.moderate({ appId: 'test', roomName }, { action, userId });
  if (action !== 'mute') await ended;
  return game.roomChat.join(roomName);
}

const WHO: Record<string, Try> = {
  async stranger(roomName) {
    const raw = await joinRaw(server.endpoint, { protocol: 1, appId: 'test', roomName, persistence: true, hidden: false }).catch((error: Error) => {
      throw new RoomChatError(error.message.split(':', 1)[0] as 'unauthorized', error.message);
    });
    throw new Error(`let in: ${raw.room.sessionId}`);
  },
  guest: (roomName) => server.player(`Guest ${++scenes}`).roomChat.join(roomName),
  'player of another match': async (roomName) => (await inMatch(`o${++scenes}`, `another ${scenes}`)).game.roomChat.join(roomName),
  player: async (roomName, { matchName }) => (await inMatch(`p${++scenes}`, matchName)).game.roomChat.join(roomName),
  async 'player kicked from match'(roomName, { matchName }) {
    const userId = `p${++scenes}`;
    const { room, seat, chat } = await inMatch(userId, matchName);
    const ended = new Promise((resolve) => chat.on('end', resolve));
    seat.leave(4100);
    await ended;
    // With the proof of a seat that is none any more, and with a token that names the match.
    const game = await withToken(userId, { matches: [room.roomId] });
    game.match.bind({ roomId: room.roomId, reconnectionToken: room.reconnectionToken, onLeave() {} });
    return game.roomChat.join(roomName);
  },
  'player kicked from chat': (roomName, { matchName }) => after(roomName, matchName, 'kick'),
  'banned player': (roomName, { matchName }) => after(roomName, matchName, 'ban'),
  'muted player': (roomName, { matchName }) => after(roomName, matchName, 'mute'),
  moderator: async (roomName) => (await withToken(`m${++scenes}`, { role: 'moderator' })).roomChat.join(roomName),
  'expired token': async (roomName) => (await withToken(`e${++scenes}`, { exp: -3_600 })).roomChat.join(roomName),
};

const WHAT: Record<string, { act(chat: RoomChatHandle, scene: Scene): Promise<unknown>; worked(scene: Scene): Promise<boolean> | boolean }> = {
  join: { act: async () => {}, worked: ({ chat }) => expect.poll(() => chat.presenceCount).toBeGreaterThan(1).then(() => true, () => false) },
  read: { act: async (chat) => expect((await chat.getHistory()).messages.map(({ content }) => content)).toContain('what was said'), worked: () => true },
  send: { act: (chat) => chat.send('what was sent'), worked: async ({ chat }) => (await chat.getHistory()).messages.some(({ content }) => content === 'what was sent') },
  delete: { act: (chat, { seq }) => chat.moderation.delete({ seq }), worked: async ({ chat, seq }) => !(await chat.getHistory()).messages.some((message) => message.seq === seq) },
  kick: { act: (chat, { chat: { user } }) => chat.moderation.kick(user.userId), worked: ({ chat }) => chat.state === 'ended' },
};

async function setScene(where: keyof typeof TABLES): Promise<Scene> {
  const matchName = `scene ${++scenes}`;
  const victim = await inMatch(`v${scenes}`, matchName);
  const roomName = where === 'in a plain room' ? matchName : matchRoomName(victim.room.roomId);
  const chat = where === 'in a plain room' ? await victim.game.roomChat.join(roomName) : victim.chat;
  const { seq } = await chat.send('what was said');
  return { roomName, matchName, victim, chat, seq };
}

function cellsOf(table: string): [who: string, what: string, outcome: string][] {
  const [head, ...rows] = table.trim().split('\n').map((line) => line.split('|').map((cell) => cell.trim())) as [string[], ...string[][]];
  return rows.flatMap(([who, ...outcomes]) => outcomes.map((outcome, i): [string, string, string] => [who!, head[i + 1]!, outcome]));
}

for (const [where, table] of Object.entries(TABLES)) {
  describe(where, () => {
    it.each(cellsOf(table))('T2 T5 %s, %s: %s', async (who, what, outcome) => {
      const scene = await setScene(where as keyof typeof TABLES);
      const { act, worked } = WHAT[what]!;
      const result = await WHO[who]!(scene.roomName, scene)
        .then((chat) => act(chat, scene))
        .then(() => 'yes', (error: unknown) => (error instanceof RoomChatError ? error.code : error));
      expect(result).toBe(outcome);
      // Not only what was answered: what became of it. That someone was refused may be seen by nobody.
      if (outcome === 'yes') expect(await worked(scene)).toBe(true);
      else if (what === 'join') expect(scene.chat.presences.map(({ userId }) => userId)).toContain(scene.victim.chat.user.userId);
      else if (what !== 'read') expect(await worked(scene)).toBe(false);
    });
  });
}

describe('whoever is out', () => {
  it('T2 M6 can do nothing over the connection that is being closed', async () => {
    const scene = await setScene('in the chat of a match');
    const { seat } = await inMatch('slow', scene.matchName);
    const raw = await joinRaw(server.endpoint, { protocol: 1, appId: 'test', roomName: scene.roomName, persistence: true, hidden: false, token: await tokenFor('slow') });
    await raw.next('snapshot');
    seat.leave(4100);
    await raw.next('end');
    // It does not close its side, and goes on.
    raw.room.send('send', { clientId: '018f0000-0000-7000-8000-000000000001', content: 'what was sent' });
    raw.room.send('history', { q: 1, limit: 10, forward: false });
    await raw.closed;
    expect(raw.received.filter(([type]) => type === 'answer' || type === 'batch')).toEqual([]);
    expect(await WHAT.send!.worked(scene)).toBe(false);
  });

  it('T2 is the same by name, id or proof: another match does not open this one', async () => {
    const scene = await setScene('in the chat of a match');
    const other = await new Client(server.endpoint).joinOrCreate('match', { matchName: 'other', userId: 'x' });
    const token = other.reconnectionToken.split(':')[1]!;
    for (const matchId of [other.roomId, scene.victim.room.roomId]) {
      await expect(joinRaw(server.endpoint, { protocol: 1, appId: 'test', roomName: scene.roomName, persistence: true, hidden: false, guest: { username: 'Prover' }, match: { matchId, reconnectionToken: token } })).rejects.toThrow(/not_allowed/);
    }
    await other.leave();
  });
});
