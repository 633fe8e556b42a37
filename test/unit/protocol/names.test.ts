import { describe, expect, it } from 'vitest';
import { LIMITS } from '../../../src/protocol/limits.js';
import { belongsToMatch, channelIdOf, isMatchRoom, matchChannelName, matchRoomName, parseAppId, parseRoomName, streamKeyOf, utf8Length } from '../../../src/protocol/names.js';
import { expectSentence, thrownBy } from '../../helpers/errors.js';

describe('room names', () => {
  it.each([
    'a', 'lobby', 'Lobby 2', 'a/b?c=d', 'ünïcödé', '日本語', '👩‍👩‍👧', 'مرحبا', '__proto__', 'constructor',
    'x'.repeat(64), 'é'.repeat(32), '日'.repeat(21), '👍'.repeat(16),
  ])('J3 takes %j unchanged', (name) => {
    expect(parseRoomName(name)).toBe(name);
  });

  it.each([
    ['', 'it is empty'],
    [' lobby', 'begins or ends with space'],
    ['lobby ', 'begins or ends with space'],
    ['\u3000lobby', 'begins or ends with space'],
    ['lobby\ufeff', 'begins or ends with space'],
    ['lob\nby', 'control character'],
    ['lob\u0000by', 'control character'],
    ['lob\u0085by', 'control character'],
    ['lob\u2028by', 'control character'],
    ['a\ud83d', 'half of a surrogate pair'],
    ['\udc4da', 'half of a surrogate pair'],
    ['👍\ud83d👍', 'half of a surrogate pair'],
    ['x'.repeat(65), 'longer than 64 bytes'],
    ['é'.repeat(33), 'longer than 64 bytes'],
    ['日'.repeat(22), 'longer than 64 bytes'],
    ['👍'.repeat(17), 'longer than 64 bytes'],
    ['x'.repeat(10_000_000), 'longer than 64 bytes'],
  ])('J3 refuses %j', (name, why) => {
    const error = thrownBy(() => parseRoomName(name));
    expectSentence(error, 'invalid_room_name');
    expect(error.message).toContain(why);
    expect(error.temporary).toBe(false);
  });

  it.each([42, null, undefined, true, {}, ['lobby'], Symbol('lobby'), new String('lobby'), 10n])('J3 refuses what is no string (case %#)', (name) => {
    expectSentence(thrownBy(() => parseRoomName(name)), 'invalid_room_name');
  });

  it('J3 counts bytes, as the encoder does', () => {
    for (const name of ['a', 'é', '日', '👍', 'a\u0301']) expect(utf8Length(name)).toBe(Buffer.byteLength(name));
  });
});

describe('app ids', () => {
  it.each(['game', '2038553363867504640', 'my-game.eu', 'A', 'x'.repeat(64)])('takes %j', (appId) => {
    expect(parseAppId(appId)).toBe(appId);
  });

  it.each([undefined, null, 7, '', 'my_game', 'my game', 'ä', 'x'.repeat(65), 'a\n', {}, '../x'])('refuses %j', (appId) => {
    expectSentence(thrownBy(() => parseAppId(appId)), 'invalid_option');
  });

  it('J1 makes channel ids and stream keys of the fixed form, which name one app and room only', () => {
    expect(channelIdOf('2038553363867504640', 'lobby')).toBe('2...2038553363867504640_lobby');
    expect(streamKeyOf('lobby')).toBe('room-chat-lobby');
    expect(channelIdOf('a', 'b_c')).not.toBe(channelIdOf('a-b', 'c'));
  });
});

describe('match rooms', () => {
  it('M2 names the room after the match', () => {
    expect(matchRoomName('abc123')).toBe('match-abc123');
    expect(isMatchRoom(matchRoomName('abc123'))).toBe(true);
    expect(isMatchRoom('lobby')).toBe(false);
  });

  it('M2 hashes what would be no room name, always alike, into one that is', () => {
    const ids = ['x'.repeat(59), 'x'.repeat(60), '日'.repeat(40), 'ends with space ', 'line\nbreak', 'x'.repeat(100_000)];
    const names = ids.map(matchRoomName);
    for (const [i, name] of names.entries()) {
      expect(parseRoomName(name)).toBe(name);
      expect(isMatchRoom(name)).toBe(true);
      expect(matchRoomName(ids[i]!)).toBe(name);
      expect(name).toMatch(/^match-~[0-9a-f]{32}$/);
    }
    expect(new Set(names).size).toBe(ids.length);
  });

  it('M2 keeps an id of exactly the limit readable', () => {
    const id = 'x'.repeat(LIMITS.roomNameBytes - 'match-'.length);
    expect(matchRoomName(id)).toBe(`match-${id}`);
  });

  it('M2 gives different rooms to ten thousand long ids that differ little', () => {
    const prefix = 'tournament/2026/europe/round-of-sixty-four/best-of-three/game/';
    expect(new Set(Array.from({ length: 10_000 }, (_, i) => matchRoomName(prefix + i))).size).toBe(10_000);
  });

  it('M2 lets no id pass for the hash of another', () => {
    const hashed = matchRoomName('y'.repeat(200));
    expect(matchRoomName(hashed.slice('match-'.length))).not.toBe(hashed);
  });

  it.each([undefined, null, '', 5, {}])('refuses the id %j', (id) => {
    expectSentence(thrownBy(() => matchRoomName(id as string)), 'invalid_option');
  });
});

describe('channels of a match', () => {
  it('M6 are named after the match and themselves', () => {
    expect(matchChannelName('abc', 'team-red')).toBe('match-abc/team-red');
    expect(isMatchRoom('match-abc/team-red')).toBe(true);
  });

  it('M6 are hashed where they would be no room name, always alike, each into another', () => {
    const cases: [string, string][] = [
      ['x'.repeat(58), 'team-red'], ['x'.repeat(58), 'team-blue'], ['x'.repeat(58), 'y'.repeat(60)], ['abc', 'y'.repeat(60)], ['abc', 'a/b'], ['abc', '~a'], ['abc', 'line\nbreak'],
      ['x'.repeat(200), 'team-red'], ['a/b', 'team-red'], ['a', 'b/team-red'], ['日'.repeat(40), '赤'.repeat(40)],
    ];
    const names = cases.map(([match, channel]) => matchChannelName(match, channel));
    for (const [i, name] of names.entries()) {
      expect(parseRoomName(name)).toBe(name);
      expect(matchChannelName(...cases[i]!)).toBe(name);
      expect(belongsToMatch(name, matchRoomName(cases[i]![0])), name).toBe(true);
    }
    expect(new Set(names).size).toBe(cases.length);
  });

  it('M2 M6 no match passes for a channel of another', () => {
    expect(matchRoomName('abc/team-red')).not.toBe(matchChannelName('abc', 'team-red'));
    expect(belongsToMatch(matchRoomName('abc/team-red'), 'match-abc')).toBe(false);
    expect(belongsToMatch('match-abcd/team-red', 'match-abc')).toBe(false);
    expect(belongsToMatch('match-abcd', 'match-abc')).toBe(false);
    expect(belongsToMatch('lobby/x', 'lobby')).toBe(false);
    expect(belongsToMatch('lobby', 'lobby')).toBe(true);
  });

  it.each([undefined, null, '', 5])('refuses the channel %j', (channel) => {
    expectSentence(thrownBy(() => matchChannelName('abc', channel as string)), 'invalid_option');
  });
});
