import { beforeEach, describe, expect, it } from 'vitest';
import type { LeaveReason } from '../../../../src/protocol/messages.js';
import { createCluster, type Cluster } from '../../../../src/server/cluster/cluster.js';
import { createPeers, type Peers } from '../../../../src/server/cluster/peers.js';
import { createRoster, type Roster } from '../../../../src/server/roster.js';
import type { RosterEvent } from '../../../../src/server/topic.js';
import { createManualClock, settle, type ManualClock } from '../../../helpers/manualClock.js';
import { createMemoryPresences, type MemoryPresences } from '../../../helpers/memoryPresence.js';

const ALIVE_MS = 1_000;
const GRACE_MS = 5_000;
/** Until a change has been gathered, sent, gathered there and told. */
const TOLD_MS = 100;

interface Process {
  cluster: Cluster;
  peers: Peers;
  roster: Roster;
  /** Names as `+Ada` and `-Ada lost`. */
  said: string[];
  setOnline(online: boolean): void;
  /** As SIGKILL: from now on it says and hears nothing. */
  kill(): void;
  enter(connection: string, name: string, hidden?: boolean): void;
  exit(connection: string, reason: LeaveReason): void;
}

let clock: ManualClock;
let presences: MemoryPresences;

async function start(id: string): Promise<Process> {
  const presence = presences.connect();
  let reconnected = (): void => {};
  const cluster = createCluster({ presence, processId: id, clock, aliveMs: ALIVE_MS, onReconnect: (listener) => void (reconnected = listener), onUnexpected: (error) => { throw error; } });
  const said: string[] = [];
  const roster = createRoster({
    clock, graceMs: GRACE_MS, coalesceMs: 50, listLimit: 100,
    onChange({ joins, leaves }) {
      for (const { username } of joins) said.push(`+${username}`);
      for (const { username, reason } of leaves) said.push(`-${username} ${reason}`);
    },
  });
  const topic = cluster.openTopic<RosterEvent>('room', (event, origin) => peers.receive(event, origin));
  const peers = createPeers({ channelId: 'room', cluster, clock, roster, topic });
  await topic.ready;
  await peers.open();
  return {
    cluster, peers, roster, said,
    setOnline(online) {
      presence.online = online;
      if (online) reconnected();
    },
    kill: () => void (presence.online = false),
    enter: (connection, name, hidden = false) => peers.enter(`${id}-${connection}`, { userId: name, username: name }, hidden),
    exit: (connection, reason) => peers.exit(`${id}-${connection}`, reason),
  };
}

const names = ({ roster }: Process): string[] => roster.list().map(({ username }) => username).sort();

describe('one roster over several processes', () => {
  let one: Process;
  let two: Process;
  beforeEach(async () => {
    clock = createManualClock();
    presences = createMemoryPresences();
    one = await start('one');
    two = await start('two');
  });

  it('T10 P1 knows everyone on every process, also from the moment that a process opens the room', async () => {
    one.enter('a', 'Ada');
    two.enter('b', 'Bob');
    await clock.advance(TOLD_MS);
    const three = await start('three');
    for (const process of [one, two, three]) expect(names(process)).toEqual(['Ada', 'Bob']);
  });

  it('T10 P2 never tells of hidden users', async () => {
    one.enter('a', 'Ghost', true);
    await clock.advance(TOLD_MS);
    one.exit('a', 'left');
    await clock.advance(TOLD_MS);
    expect(two.said).toEqual([]);
  });

  it('T10 P3 a user on two processes joins once and leaves once', async () => {
    one.enter('a', 'Ada');
    await clock.advance(TOLD_MS);
    two.enter('a', 'Ada');
    await clock.advance(TOLD_MS);
    one.exit('a', 'left');
    await clock.advance(TOLD_MS);
    expect(names(one)).toEqual(['Ada']);
    two.exit('a', 'kicked');
    await clock.advance(TOLD_MS);
    for (const process of [one, two]) expect(process.said).toEqual(['+Ada', '-Ada kicked']);
  });

  it('T10 P4 who drops on one process and comes back on another does not flap', async () => {
    one.enter('a', 'Ada');
    await clock.advance(TOLD_MS);
    one.exit('a', 'lost');
    await clock.advance(GRACE_MS - 500);
    two.enter('a', 'Ada');
    await clock.advance(2 * GRACE_MS);
    for (const process of [one, two]) expect(process.said).toEqual(['+Ada']);
    two.exit('a', 'lost');
    await clock.advance(GRACE_MS - 500);
    expect(names(one)).toEqual(['Ada']);
    await clock.advance(1_000);
    for (const process of [one, two]) expect(process.said).toEqual(['+Ada', '-Ada lost']);
  });

  it('T10 P4 a killed process loses its users after the grace time, without a flap of those who came back', async () => {
    one.enter('a', 'Ada');
    one.enter('b', 'Bob');
    await clock.advance(ALIVE_MS);
    one.kill();
    two.enter('b', 'Bob');
    await clock.advance(2 * ALIVE_MS + GRACE_MS);
    expect(names(two)).toEqual(['Ada', 'Bob']);
    await clock.advance(3 * ALIVE_MS);
    expect(two.said).toEqual(['+Ada', '+Bob', '-Ada lost']);
  });

  it('T10 P4 a process that says that it goes loses its users at once into the grace time', async () => {
    one.enter('a', 'Ada');
    await clock.advance(TOLD_MS);
    one.cluster.close();
    await clock.advance(GRACE_MS - 100);
    expect(names(two)).toEqual(['Ada']);
    await clock.advance(200 + TOLD_MS);
    expect(two.said).toEqual(['+Ada', '-Ada lost']);
  });

  it('T10 tells what was missed when the connection between the processes is back', async () => {
    one.enter('a', 'Ada');
    one.enter('b', 'Bob');
    await clock.advance(TOLD_MS);
    two.setOnline(false);
    one.exit('a', 'left');
    one.enter('c', 'Carl');
    two.enter('d', 'Dora');
    await clock.advance(TOLD_MS);
    two.setOnline(true);
    await clock.advance(TOLD_MS);
    expect(names(one)).toEqual(['Bob', 'Carl', 'Dora']);
    // That Ada left on purpose was lost on the way: she keeps her place for the grace time.
    expect(names(two)).toEqual(['Ada', 'Bob', 'Carl', 'Dora']);
    await clock.advance(GRACE_MS + TOLD_MS);
    expect(names(two)).toEqual(['Bob', 'Carl', 'Dora']);
  });

  it('opens the room after a moment where a noted process does not answer', async () => {
    one.enter('a', 'Ada');
    await clock.advance(TOLD_MS);
    one.kill();
    const opening = start('three');
    await clock.advance(1_000);
    expect(names(await opening)).toEqual([]);
    expect(two.said).toEqual(['+Ada']);
  });

  it('forgets the note of a process that is long gone', async () => {
    one.kill();
    await clock.advance(10 * ALIVE_MS);
    expect(await two.cluster.holders('room')).toEqual([]);
    await settle();
    expect([...presences.hashes.values()].flatMap((hash) => [...hash.keys()])).not.toContain('one');
  });

  it('leaves no timer and no listener behind', async () => {
    one.enter('a', 'Ada');
    for (const { peers, roster, cluster } of [one, two]) {
      peers.close();
      roster.close();
      cluster.close();
    }
    expect(clock.pending).toBe(0);
  });
});
