import type { Clock } from '../protocol/clock.js';
import { LIMITS } from '../protocol/limits.js';
import type { EndEvent, LeaveReason, Presence } from '../protocol/messages.js';
import type { Position, Replay, ServerMessages, ServerMessageType, Snapshot } from '../protocol/wire.js';
import type { Cluster } from './cluster/cluster.js';
import { createPeers } from './cluster/peers.js';
import { createFanout } from './fanout.js';
import { createIntake } from './intake.js';
import type { Member, Relay } from './member.js';
import { createReplayBuffer } from './replay.js';
import { createRoster } from './roster.js';
import { openSequencer } from './sequencer.js';
import { encodeCursor } from './store/cursor.js';
import type { AppendEntry, Appended, ChatStore } from './store/ChatStore.js';
import { noTopic, type ChannelEvent, type Target } from './topic.js';

export interface ChannelOptions {
  id: string;
  roomName: string;
  store: ChatStore;
  clock: Clock;
  precise(): number;
  newEpoch(): string;
  cursorKey: Uint8Array;
  /** The other processes that may serve this channel too; null where there is one process. */
  cluster: Cluster | null;
  graceMs: number;
  heartbeatMs: number;
  batchMs: number;
  replaySize: number;
  presenceListLimit: number;
  maxPending: number;
  /** A member is out, by whatever way. */
  onExit?(member: Member): void;
  /** Told of every broadcast, for the metrics. */
  onDelivered?(messages: number, receivers: number): void;
}

export interface Channel {
  readonly id: string;
  readonly roomName: string;
  readonly members: ReadonlyMap<string, Member>;
  readonly epoch: string;
  addRelay(relay: Relay): void;
  removeRelay(relay: Relay): void;
  /** Takes the member in and answers with the snapshot that its live stream continues. */
  enter(member: Member, options: { persistence: boolean; since?: Position }): Promise<Snapshot>;
  exit(memberId: string, reason: LeaveReason): void;
  /** From now on the store gives the numbers, so that it may know the room by other ways too. */
  persist(): Promise<void>;
  snapshot(member: Member, since?: Position): Promise<Snapshot>;
  submit(entry: AppendEntry): Promise<Appended>;
  /** Answers as `submit`, but shows the message to its sender alone: it takes no number of the room's order, and is in no history. */
  shadow(entry: AppendEntry): Appended;
  /** Whether the user is visibly there, in any process. */
  has(userId: string): boolean;
  /** Sends to all connections of one user, in all processes. */
  tell<T extends ServerMessageType>(userId: string, type: T, payload: ServerMessages[T]): void;
  replay(since: Position): Promise<Replay>;
  /** Takes messages out of open logs and memory; the store is the caller's part. */
  remove(seqs: number[]): void;
  /** The same in this process alone. */
  removeHere(seqs: number[]): void;
  /** Retention took everything up to this number: not kept in memory either. Open logs stay as they are. */
  prune(upTo: number): void;
  /** Ends the chat for those concerned, in all processes. */
  end(target: Target, event: EndEvent, presence: LeaveReason): void;
  /** The same in this process alone. */
  endHere(target: Target, event: EndEvent, presence: LeaveReason): void;
  /** Says the head, and in a shared channel looks for what pub/sub lost. */
  heartbeat(): Promise<void>;
  /** Resolves when everything that was accepted is stored and told. */
  idle(): Promise<void>;
  readonly isEmpty: boolean;
  close(): void;
}

/** Small enough for a million of them between two numbers, large enough to stay exact. */
const SHADOW_STEP = 2 ** -20;

/** One chat room, as far as this process serves it. */
export async function openChannel(options: ChannelOptions): Promise<Channel> {
  const { id, roomName, store, clock, cluster } = options;
  const members = new Map<string, Member>();
  /** Who was here before, in a process that is gone, has the same grace time to come back as who drops. */
  const openTime = clock.now();
  const relays = new Set<Relay>();
  /** Position of the newest message that only its sender saw: between two numbers of the order. */
  let shadowSeq = 0;

  const sequencer = await openSequencer({
    room: id, store, clock, newEpoch: options.newEpoch, shared: cluster !== null, maxPending: options.maxPending,
    onBatch(batch) {
      intake.push(batch);
      topic.publish({ kind: 'batch', batch });
    },
    // Failing that, the next batch shows the gap again.
    onBehind: () => void intake.catchUp().catch(() => {}),
  });
  const { record } = sequencer;
  const stored = record.lastSeq > 0
    ? await store.page(id, { before: record.lastSeq + 1, limit: LIMITS.recentMessages + 1, from: 'newest' })
    : [];
  const log = createReplayBuffer({ room: id, store, record, stored, recentMessages: LIMITS.recentMessages, size: options.replaySize });

  function broadcast<T extends ServerMessageType>(type: T, payload: ServerMessages[T]): void {
    for (const relay of relays) relay.broadcast(type, payload);
  }

  const fanout = createFanout({
    clock, precise: options.precise, maxDelayMs: options.batchMs,
    broadcast(batch) {
      broadcast('batch', batch);
      options.onDelivered?.(batch.messages.length, members.size);
    },
  });

  const roster = createRoster({
    clock, graceMs: options.graceMs, coalesceMs: 50, listLimit: options.presenceListLimit,
    onChange: (event) => broadcast('presence', event),
  });

  const topic = cluster ? cluster.openTopic<ChannelEvent>(`channel:${id}`, receive) : noTopic;
  const peers = cluster && createPeers({ channelId: id, cluster, clock, roster, topic });
  /** Who comes and goes here; in a cluster the other processes are told too. */
  const people = peers ?? roster;

  const intake = createIntake({
    room: id, store, clock,
    head: () => log.head,
    accept(batch) {
      log.add(batch);
      const { transient: _, ...told } = batch;
      fanout.push(told);
    },
  });

  function receive(event: ChannelEvent, origin: string): void {
    switch (event.kind) {
      case 'batch':
        return intake.push(event.batch);
      case 'deleted':
        return removeHere(event.seqs);
      case 'end':
        return endHere(event.target, event.event, event.presence);
      case 'tell':
        return tellHere(event.userId, event.type, event.payload as never);
      default:
        return peers?.receive(event, origin);
    }
  }

  function removeHere(seqs: number[]): void {
    log.remove(seqs);
    fanout.flush();
    broadcast('deleted', { seqs });
  }

  function tellHere<T extends ServerMessageType>(userId: string, type: T, payload: ServerMessages[T]): void {
    fanout.flush();
    for (const member of members.values()) if (member.identity.userId === userId) member.send(type, payload);
  }

  function tell<T extends ServerMessageType>(userId: string, type: T, payload: ServerMessages[T]): void {
    tellHere(userId, type, payload);
    topic.publish({ kind: 'tell', userId, type, payload });
  }

  function endHere({ userId, matchSession }: Target, event: EndEvent, presence: LeaveReason): void {
    fanout.flush();
    for (const member of [...members.values()]) {
      if (userId !== undefined && member.identity.userId !== userId) continue;
      if (matchSession !== undefined && member.matchSession !== matchSession) continue;
      member.send('end', event);
      exit(member.id, presence);
      member.close();
    }
  }

  function exit(memberId: string, reason: LeaveReason): void {
    const member = members.get(memberId);
    if (!member) return;
    members.delete(memberId);
    people.exit(memberId, reason);
    options.onExit?.(member);
  }

  async function replay(since: Position): Promise<Replay> {
    // The client may have been served by a process that is ahead of this one: another of a cluster, or the one before a restart.
    if (since.epoch === record.epoch && since.seq > log.head) await intake.catchUp();
    return log.since(since);
  }

  async function snapshot(member: Member, since?: Position): Promise<Snapshot> {
    // First whatever has to be waited for: the rest is read in one go, so that it is of one moment.
    const missed = since && (await replay(since));
    const { messages, older } = log.recent();
    const oldest = messages[0];
    const answer: Snapshot = {
      channelId: id,
      epoch: record.epoch,
      head: log.head,
      user: { userId: member.identity.userId, username: member.identity.username },
      presences: roster.list(),
      count: roster.count(),
      recent: {
        messages,
        nextCursor: older && oldest ? encodeCursor(options.cursorKey, id, { side: 'before', seq: oldest[0] }) : null,
        prevCursor: null,
      },
      heartbeatMs: options.heartbeatMs,
    };
    if (missed) {
      answer.replay = missed;
      const settlingMs = openTime + options.graceMs - clock.now();
      if (settlingMs > 0) answer.settlingMs = settlingMs;
    }
    return answer;
  }

  if (peers) {
    // Only now does everything that others say arrive; what they said before is in the store.
    await topic.ready;
    await Promise.all([intake.catchUp().catch(() => {}), peers.open()]);
  }

  return {
    id,
    roomName,
    members,
    epoch: record.epoch,
    addRelay: (relay) => void relays.add(relay),
    removeRelay: (relay) => void relays.delete(relay),
    async enter(member, { persistence, since }) {
      if (persistence) await sequencer.persist();
      members.set(member.id, member);
      const user: Presence = { userId: member.identity.userId, username: member.identity.username };
      people.enter(member.id, user, member.hidden);
      return snapshot(member, since);
    },
    exit,
    persist: () => sequencer.persist(),
    snapshot,
    submit: (entry) => sequencer.submit(entry),
    shadow({ senderId, sender, content, clientId }) {
      shadowSeq = Math.max(shadowSeq, log.head) + SHADOW_STEP;
      const createTime = clock.now();
      // From 0 to 0: it says nothing about the numbers that everyone has.
      tell(senderId, 'batch', { prev: 0, last: 0, messages: [[shadowSeq, senderId, sender, content, createTime, clientId]] });
      return { seq: shadowSeq, createTime, duplicate: false };
    },
    has: (userId) => roster.has(userId),
    tell,
    replay,
    remove(seqs) {
      removeHere(seqs);
      topic.publish({ kind: 'deleted', seqs });
    },
    removeHere,
    prune: (upTo) => log.prune(upTo),
    end(target, event, presence) {
      endHere(target, event, presence);
      topic.publish({ kind: 'end', target, event, presence });
    },
    endHere,
    async heartbeat() {
      fanout.flush();
      // Always, not only in silence: what was lost on the way was said before.
      broadcast('head', { epoch: record.epoch, head: log.head });
      if (cluster) await intake.catchUp();
    },
    async idle() {
      await sequencer.idle();
      fanout.flush();
    },
    get isEmpty() {
      return members.size === 0 && relays.size === 0;
    },
    close() {
      intake.close();
      fanout.close();
      peers?.close();
      roster.close();
      topic.close();
    },
  };
}
