import { afterEach, describe, expect, it } from 'vitest';
import { RoomChatError } from '../../../src/protocol/errors.js';
import { matchRoomName } from '../../../src/protocol/names.js';
import { createDefaultAuthorize, type AuthorizeContext } from '../../../src/server/authorize.js';
import type { Action, Identity } from '../../../src/server/identity.js';
import { bindMatchChat, findMatch, type MatchChat } from '../../../src/server/matches.js';
import { expectSentence, rejectionOf } from '../../helpers/errors.js';
import { createFakeMatchRoom } from '../../helpers/fakeMatchRoom.js';

const player: Identity = { userId: 'u1', username: 'Ada', role: 'user', guest: false, matches: [] };
const moderator: Identity = { ...player, role: 'moderator' };
const actions: Action[] = ['join', 'read', 'send'];
let chat: MatchChat | undefined;

/** Whether the default lets the user do it; rejects with the refusal. */
async function decide(openMatches: boolean, user: Identity, roomName: string, action: Action = 'join', known: Partial<AuthorizeContext> = {}): Promise<boolean> {
  const match = findMatch(roomName);
  const standing = async () => (match ? { hasUser: match.hasUser(user.userId), hasLeft: match.hasLeft(user.userId) } : null);
  const verdict = await createDefaultAuthorize({ openMatches })(user, roomName, action, { channelId: '2...test_x', claimed: false, matchSession: null, standing, ...known });
  return verdict !== false;
}

const refusal = (...args: Parameters<typeof decide>): Promise<RoomChatError> => rejectionOf(decide(...args));

function bindMatch() {
  const room = createFakeMatchRoom('abc');
  chat = bindMatchChat(room as never);
  return room;
}

afterEach(() => chat?.end());

describe('the default', () => {
  it.each(actions)('T2 lets anyone %s a plain room', async (action) => {
    for (const open of [true, false]) expect(await decide(open, player, 'lobby', action)).toBe(true);
  });

  it('T2 lets moderators moderate, and nobody else', async () => {
    expect(await decide(false, moderator, 'lobby', 'moderate')).toBe(true);
    expectSentence(await refusal(false, player, 'lobby', 'moderate'), 'not_allowed');
    expectSentence(await refusal(true, { ...player, guest: true }, 'match-abc', 'moderate'), 'not_allowed');
  });

  it.each(actions)('T2 lets nobody %s a match room that no match has claimed, and says how to get in', async (action) => {
    const error = await refusal(false, player, 'match-abc', action);
    expectSentence(error, 'not_allowed');
    expect(error.message).toMatch(/bindMatchChat.*"matches" claim.*--open-matches/);
    expect(await decide(true, player, 'match-abc', action)).toBe(true);
  });

  it('T2 takes the claim of the token, also for a long id, and no other', async () => {
    const long = 'x'.repeat(200);
    const claiming = { ...player, matches: ['abc', long] };
    expect(await decide(false, claiming, 'match-abc')).toBe(true);
    expect(await decide(false, claiming, matchRoomName(long))).toBe(true);
    expectSentence(await refusal(false, claiming, 'match-abcd'), 'not_allowed');
    expectSentence(await refusal(false, claiming, 'match-'), 'not_allowed');
  });

  it('T2 M6 lets players into a bound match, and no stranger, open or not', async () => {
    const stranger = { ...player, userId: 'u2' };
    bindMatch().join('s1', { userId: 'u1' });
    expect(await decide(true, player, 'match-abc')).toBe(true);
    expect(await decide(true, stranger, 'match-abc', 'join', { matchSession: 'abc/s2' })).toBe(true);
    expect(await decide(true, { ...moderator, userId: 'u2' }, 'match-abc')).toBe(true);
    for (const open of [true, false]) expectSentence(await refusal(open, stranger, 'match-abc'), 'not_allowed');
  });

  it('T2 M6 does not let a claim bring back who is out of the match', async () => {
    const room = bindMatch();
    const claiming = { ...player, matches: ['abc'] };
    expect(await decide(false, claiming, 'match-abc')).toBe(true);
    room.drop(room.join('s1', { userId: 'u1' }));
    expectSentence(await refusal(false, claiming, 'match-abc'), 'not_allowed');
    room.join('s2', { userId: 'u1' });
    expect(await decide(false, claiming, 'match-abc')).toBe(true);
  });

  it('T2 M6 keeps strangers out after the match, open or not', async () => {
    for (const open of [true, false]) {
      expectSentence(await refusal(open, player, 'match-abc', 'join', { claimed: true }), 'not_allowed');
      expect(await decide(open, { ...player, matches: ['abc'] }, 'match-abc', 'join', { claimed: true })).toBe(true);
    }
  });

  it('T2 is no refusal for good where the match cannot be asked at the moment', async () => {
    const standing = (): Promise<never> => Promise.reject(new RoomChatError('unavailable', 'unable to join; the match cannot be asked; try again'));
    expect((await refusal(true, player, 'match-abc', 'join', { standing })).code).toBe('unavailable');
    expect(await decide(false, { ...player, matches: ['abc'] }, 'match-abc', 'join', { standing })).toBe(true);
  });
});
