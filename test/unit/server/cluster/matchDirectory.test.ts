import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RoomChatError } from '../../../../src/protocol/errors.js';
import { createCluster, type Cluster } from '../../../../src/server/cluster/cluster.js';
import { openMatchDirectory, type MatchDirectory } from '../../../../src/server/cluster/matchDirectory.js';
import { bindMatchChat, type MatchChat } from '../../../../src/server/matches.js';
import { createFakeMatchRoom } from '../../../helpers/fakeMatchRoom.js';
import { createManualClock, type ManualClock } from '../../../helpers/manualClock.js';
import { createMemoryPresences, type MemoryPresences } from '../../../helpers/memoryPresence.js';

// Matches are kept per process: here the other process is one that has noted a match, but says nothing of it.
let clock: ManualClock;
let presences: MemoryPresences;
let here: Cluster;
let other: Cluster;
let directory: MatchDirectory;
let match: MatchChat | undefined;
const news: string[] = [];

/** What tells each process that it is connected again. */
let returns: Map<string, () => void>;

function join(processId: string, presence = presences.connect()): Cluster {
  return createCluster({ presence, processId, clock, aliveMs: 1_000, onReconnect: (listener) => void returns.set(processId, listener), onUnexpected: (error) => { throw error; } });
}

beforeEach(() => {
  clock = createManualClock();
  presences = createMemoryPresences();
  returns = new Map();
  here = join('here');
  other = join('other');
  news.length = 0;
  directory = openMatchDirectory(here, {
    onMatchBound: ({ roomName }) => void news.push(`bound ${roomName}`),
    onPlayerOut: ({ roomName }, session, userId) => void news.push(`out ${roomName} ${session} ${userId}`),
    onMatchEnd: ({ roomName }, reason) => void news.push(`end ${roomName} ${reason}`),
  });
});
afterEach(() => {
  match?.end();
  directory.close();
});

describe('the matches of all processes', () => {
  it('T10 M6 knows no match that nobody has noted', async () => {
    expect(await directory.ask('match-x', { userId: 'u' })).toBeNull();
  });

  it('T10 M6 answers for its own without asking anyone', async () => {
    match = bindMatchChat(createFakeMatchRoom('x') as never);
    expect(await directory.ask('match-x', { userId: 'u' })).toEqual({ session: null, hasUser: false, hasLeft: false });
  });

  it('T10 M6 says "try again", and neither yes nor no, where the process of the match is silent', async () => {
    other.enlist('match:match-x');
    const asking = directory.ask('match-x', { userId: 'u' });
    await clock.advance(1_000);
    const answer = await asking;
    expect(answer).toBeInstanceOf(RoomChatError);
    expect(answer).toMatchObject({ code: 'unavailable', temporary: true });
  });

  it('T10 M6 says "try again" where the notes cannot be read', async () => {
    const presence = presences.connect();
    const lonely = openMatchDirectory(join('lonely', presence), { onMatchBound() {}, onPlayerOut() {}, onMatchEnd() {} });
    presence.online = false;
    const asking = lonely.ask('match-x', { userId: 'u' });
    await clock.advance(1_000);
    expect(await asking).toMatchObject({ code: 'unavailable' });
    lonely.close();
  });

  it('T10 M6 hears what happens to matches elsewhere', async () => {
    const topic = other.openTopic<object>('matches', () => {});
    topic.publish({ kind: 'bound', roomName: 'match-x' });
    topic.publish({ kind: 'out', roomName: 'match-x', session: 'x/1', userId: null });
    topic.publish({ kind: 'end', roomName: 'match-x', reason: 'over' });
    await clock.advance(1);
    expect(news).toEqual(['bound match-x', 'out match-x x/1 null', 'end match-x over']);
  });

  it('T10 M6 notes its matches, again when Redis has lost its data, and no longer than they last', async () => {
    match = bindMatchChat(createFakeMatchRoom('x') as never);
    await clock.advance(1);
    expect(await other.holders('match:match-x')).toEqual(['here']);
    presences.hashes.clear();
    returns.get('here')!();
    await clock.advance(1);
    expect(await other.holders('match:match-x')).toEqual(['here']);
    match.end();
    await clock.advance(1);
    expect(await other.holders('match:match-x')).toEqual([]);
  });

  it.each(['here', 'other'])('T10 M6 tells again how matches ended when the process "%s" may have missed it', async (who) => {
    const heard: object[] = [];
    const topic = other.openTopic<{ kind: string }>('matches', (event) => {
      if (event.kind !== 'missed') heard.push(event);
    });
    match = bindMatchChat(createFakeMatchRoom('x') as never);
    match.end('over');
    await clock.advance(1);
    heard.length = 0;
    if (who === 'here') returns.get('here')!();
    else topic.publish({ kind: 'missed' });
    await clock.advance(1);
    expect(heard).toEqual([{ kind: 'end', roomName: 'match-x', reason: 'over' }]);
    // A new match of that name is not to be ended by old news.
    match = bindMatchChat(createFakeMatchRoom('x') as never);
    await clock.advance(1);
    heard.length = 0;
    topic.publish({ kind: 'missed' });
    await clock.advance(1);
    expect(heard).toEqual([]);
  });

  it('T10 M6 tells again who is out, but not of whom is back in a channel of the match', async () => {
    const heard: { kind: string; roomName?: string; session?: string }[] = [];
    const topic = other.openTopic<{ kind: string }>('matches', (event) => void heard.push(event));
    const room = createFakeMatchRoom('x');
    const bound = bindMatchChat(room as never);
    match = bound;
    const [ada, bob] = [room.join('ada'), room.join('bob')];
    for (const client of [ada, bob]) bound.setChannels(client as never, ['red']);
    for (const client of [ada, bob]) bound.setChannels(client as never, []);
    bound.setChannels(ada as never, ['red']);
    await clock.advance(1);
    heard.length = 0;
    topic.publish({ kind: 'missed' });
    await clock.advance(1);
    expect(heard.map(({ kind, roomName, session }) => [kind, roomName, session])).toEqual([['out', 'match-x/red', 'x/bob']]);
  });
});
