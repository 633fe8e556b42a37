import type { Clock } from '../../protocol/clock.js';
import type { LeaveReason, Presence } from '../../protocol/messages.js';
import type { Roster } from '../roster.js';
import type { RosterEvent, Topic } from '../topic.js';
import type { Cluster } from './cluster.js';

export interface PeersOptions {
  channelId: string;
  cluster: Cluster;
  clock: Clock;
  /** Who is in the room on all processes together. */
  roster: Pick<Roster, 'enter' | 'exit'>;
  topic: Pick<Topic, 'publish'>;
}

export interface Peers extends Pick<Roster, 'enter' | 'exit'> {
  receive(event: RosterEvent, origin: string): void;
  /** Resolves when the other processes of the channel have said who is there, or after a moment. */
  open(): Promise<void>;
  close(): void;
}

/** How long changes are gathered before the others are told, milliseconds. */
const COALESCE_MS = 20;

/**
 * One roster over all processes: to the roster each user of another process is one more connection of that
 * user, so that the grace time, and one join and one leave a user, hold across processes as within one.
 */
export function createPeers({ channelId, cluster, clock, roster, topic }: PeersOptions): Peers {
  const here = new Map<string, { user: Presence; connections: Set<string> }>();
  const userOf = new Map<string, string>();
  const elsewhere = new Map<string, Set<string>>();
  let joins = new Map<string, Presence>();
  let leaves = new Map<string, LeaveReason>();
  let timer: unknown = null;
  const answered = new Set<string>();
  let onAnswer = (): void => {};

  const connectionOf = (origin: string, userId: string): string => `@${origin}/${userId}`;

  function flush(): void {
    if (timer !== null) clock.clearTimeout(timer);
    timer = null;
    if (joins.size + leaves.size === 0) return;
    topic.publish({ kind: 'presence', joins: [...joins.values()], leaves: [...leaves].map(([userId, reason]) => ({ userId, reason })) });
    joins = new Map();
    leaves = new Map();
  }

  function schedule(): void {
    timer ??= clock.setTimeout(flush, COALESCE_MS);
  }

  function announce(ask: boolean): void {
    flush();
    topic.publish({ kind: 'roster', users: [...here.values()].map(({ user }) => user), ask });
  }

  function add(origin: string, user: Presence): void {
    let users = elsewhere.get(origin);
    if (!users) elsewhere.set(origin, (users = new Set()));
    users.add(user.userId);
    roster.enter(connectionOf(origin, user.userId), user, false);
  }

  function drop(origin: string, userId: string, reason: LeaveReason): void {
    elsewhere.get(origin)?.delete(userId);
    roster.exit(connectionOf(origin, userId), reason);
  }

  function lose(origin: string): void {
    for (const userId of elsewhere.get(origin) ?? []) drop(origin, userId, 'lost');
    elsewhere.delete(origin);
    answered.add(origin);
    onAnswer();
  }

  const stop = [cluster.onGone(lose), cluster.onReturn(() => announce(true))];

  return {
    enter(connectionId, user, hidden) {
      roster.enter(connectionId, user, hidden);
      if (hidden) return;
      userOf.set(connectionId, user.userId);
      const known = here.get(user.userId);
      if (known) return void known.connections.add(connectionId);
      here.set(user.userId, { user, connections: new Set([connectionId]) });
      leaves.delete(user.userId);
      joins.set(user.userId, user);
      schedule();
    },
    exit(connectionId, reason) {
      roster.exit(connectionId, reason);
      const userId = userOf.get(connectionId);
      const known = userId === undefined ? undefined : here.get(userId);
      userOf.delete(connectionId);
      if (userId === undefined || !known?.connections.delete(connectionId) || known.connections.size > 0) return;
      here.delete(userId);
      joins.delete(userId);
      leaves.set(userId, reason);
      schedule();
    },
    receive(event, origin) {
      if (event.kind === 'presence') {
        // A user whom one event names twice came back.
        for (const { userId, reason } of event.leaves) drop(origin, userId, reason);
        for (const user of event.joins) add(origin, user);
        return;
      }
      const listed = new Set(event.users.map(({ userId }) => userId));
      for (const userId of [...(elsewhere.get(origin) ?? [])]) if (!listed.has(userId)) drop(origin, userId, 'lost');
      for (const user of event.users) add(origin, user);
      if (event.ask) announce(false);
      answered.add(origin);
      onAnswer();
    },
    async open() {
      cluster.enlist(channelId);
      announce(true);
      const holders = await cluster.holders(channelId).catch(() => []);
      await cluster.soon(new Promise<void>((resolve) => {
        onAnswer = () => {
          if (holders.every((id) => answered.has(id))) resolve();
        };
        onAnswer();
      }));
      onAnswer = () => {};
    },
    close() {
      for (const undo of stop) undo();
      if (timer !== null) clock.clearTimeout(timer);
      cluster.delist(channelId);
    },
  };
}
