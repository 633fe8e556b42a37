import { randomBytes } from 'node:crypto';
import { systemClock, type Clock } from '../protocol/clock.js';
import { RoomChatError } from '../protocol/errors.js';
import type { ModerationRequest, Snapshot } from '../protocol/wire.js';
import { createAccess } from './access.js';
import { createArrivals, type Admission } from './arrivals.js';
import { createIdentify } from './auth/identify.js';
import { createNameKeeper } from './auth/nameKeeper.js';
import type { AuthOptions } from './auth/verifyToken.js';
import { createDefaultAuthorize, type Authorize } from './authorize.js';
import { openChannel, type Channel } from './channel.js';
import type { Member } from './member.js';
import { createChannelRegistry } from './channelRegistry.js';
import type { Cluster } from './cluster/cluster.js';
import { openMatchDirectory } from './cluster/matchDirectory.js';
import { openNotices, type Notice } from './cluster/notices.js';
import { endsChats } from './endsChats.js';
import { createRoomsPerUser } from './limits/roomsPerUser.js';
import type { SessionRules } from './memberSession.js';
import { parseOrder } from './moderate.js';
import type { MessageHook } from './moderation/messageHook.js';
import { createOrders, type Place } from './moderation/orders.js';
import { createSanctionBook } from './moderation/sanctionBook.js';
import { createSlowMode } from './moderation/slowMode.js';
import { noLog, type Log } from './ops/log.js';
import { noMetrics, type Metrics } from './ops/metrics.js';
import { startRetention, type Retention } from './ops/retentionJob.js';
import { startTouching } from './ops/touchJob.js';
import { createPersonalData, type PersonalData } from './personalData.js';
import { createSessionRules } from './sessionRules.js';
import type { ChatStore } from './store/ChatStore.js';
import { timedStore } from './store/timedStore.js';

export interface ChatServiceOptions {
  store: ChatStore;
  auth?: AuthOptions;
  /** Lets people in by a name alone. Default false. */
  guests?: boolean;
  /** Match rooms that no match has claimed are open to anyone. Default: as `guests`. */
  openMatches?: boolean;
  authorize?: Authorize;
  onMessage?: MessageHook;
  /** App ids that are served; any where absent. */
  apps?: readonly string[];
  /** Sends per user and room. Default 10 at once, 2 a second. */
  rate?: { burst?: number; perSecond?: number };
  /** Rooms that one user may be in at once. Default 100. */
  roomsPerUser?: number;
  /** Deletes messages older than so many days, or beyond the newest so many of a room, in the background. Default: none. */
  retention?: Retention;
  /** How long a dropped user keeps the place. Default 15,000 ms. */
  graceMs?: number;
  /** How often a silent room says its head. Default 5,000 ms. */
  heartbeatMs?: number;
  /** Longest that a message waits under load to be sent with others. Default 20 ms; 0 never waits. */
  batchMs?: number;
  /** Newest messages per room kept in memory for clients that come back. Default 256. */
  replaySize?: number;
  /** Most bytes that a connection may leave unread before it is cut off. Default 4 MiB. */
  maxUnreadBytes?: number;
  /** Above so many users a room tells only their number. Default 200. */
  presenceListLimit?: number;
  /** Other processes that serve the same rooms. Default: none. */
  cluster?: Cluster;
  clock?: Clock;
  metrics?: Metrics;
  log?: Log;
}

export interface ChatService extends Pick<PersonalData, 'exportUser' | 'eraseUser'> {
  /** Reads a join request and decides on it; rejects with a `RoomChatError`. */
  admit(input: unknown): Promise<Admission>;
  /** The channel of an admitted request; made where it is not open. */
  channel(appId: string, roomName: string): Promise<Channel>;
  enter(channel: Channel, member: Member, admission: Admission): Promise<Snapshot>;
  readonly rules: SessionRules;
  /** Most bytes that a connection may leave unread. */
  readonly maxUnreadBytes: number;
  /** Frames that a connection may send, whatever is in them; past it, it is read more slowly. */
  readonly frames: { burst: number; perSecond: number };
  readonly isDraining: boolean;
  /**
   * Carries out a moderator's order, without asking who gave it: in one room, or (mute, ban, kick and their ends)
   * everywhere. `by` stands in the audit trail. Rejects with a `RoomChatError`.
   */
  moderate(place: Place, request: ModerationRequest, by?: string): Promise<void>;
  /** Lets nobody in any more, tells the clients to come back later, waits for what was accepted. */
  drain(): Promise<void>;
  close(): Promise<void>;
}

/** How long a channel without members stays open at least. */
const CHANNEL_LINGER_MS = 30_000;

/** Everything of the chat server that knows no transport. */
export async function createChatService(options: ChatServiceOptions): Promise<ChatService> {
  const { clock = systemClock, graceMs = 15_000, heartbeatMs = 5_000, cluster = null, metrics = noMetrics, log = noLog } = options;
  // Without types nothing else would say it.
  if (typeof (options.store as Partial<ChatStore> | undefined)?.append !== 'function') {
    throw new RoomChatError('invalid_option', "unable to open room chat; store is missing, or no store; pass one, such as await createSqliteStore({ path: 'chat.db' })");
  }
  if (!options.guests && !options.auth) {
    throw new RoomChatError('invalid_option', 'unable to open room chat; nobody could join: there are neither guests nor a way to verify tokens; pass guests: true for a first try, or auth: { secret } or { jwksUrl }');
  }
  const store = timedStore(options.store, metrics);
  const cursorKey = await store.secret('cursor');
  const names = createNameKeeper({ store, clock, onError: (error) => log.error('the names of users could not be written down; it is tried again with their next joins', { error }) });
  const identify = createIdentify({
    guestSecret: await store.secret('guest'),
    now: () => clock.now(),
    guests: options.guests ?? false,
    isNameTaken: (folded) => store.isNameKnown(folded),
    onVerified: (folded, userId) => names.note({ folded, userId }),
    ...(options.auth && { auth: options.auth }),
  });
  await identify.ready();
  let draining = false;
  const isDraining = (): boolean => draining;

  function onUnexpected(error: unknown): void {
    metrics.unexpectedError();
    log.error('unexpected error', { error });
  }

  const channels = createChannelRegistry({
    clock, heartbeatMs, onUnexpected,
    lingerMs: Math.max(CHANNEL_LINGER_MS, graceMs),
    onClosed: (id) => access.forget(id),
    async open(id, roomName) {
      // Before its record is read: from here on no process takes it for idle.
      await Promise.all([loadSlowMode(id), touches && store.touchRooms([id])]);
      return openChannel({
        id, roomName, store, clock, cursorKey, cluster, graceMs, heartbeatMs,
        precise: () => performance.now(),
        newEpoch: () => randomBytes(8).toString('hex'),
        batchMs: options.batchMs ?? 20,
        replaySize: options.replaySize ?? 256,
        presenceListLimit: options.presenceListLimit ?? 200,
        maxPending: 10_000,
        onExit: (member) => arrivals.release(member),
        onDelivered: (messages, receivers) => metrics.delivered(messages, receivers),
      });
    },
  });

  /** Where rooms may be removed: here, or by a process of the cluster. */
  const touches = cluster !== null || options.retention?.days !== undefined;
  const touching = touches ? startTouching({ store, clock, opened: () => channels.opened.keys(), onError: onUnexpected }) : null;

  const access = createAccess({
    authorize: options.authorize ?? createDefaultAuthorize({ openMatches: options.openMatches ?? options.guests ?? false }),
    store,
    ask: (roomName, question) => directory.ask(roomName, question),
  });

  const book = createSanctionBook({ store, now: () => clock.now() });
  const slowMode = createSlowMode({ now: () => clock.now() });
  const loadSlowMode = (id: string): Promise<void> => slowMode.load(id, () => store.slowSeconds(id));

  async function slowModesChanged(): Promise<void> {
    for (const id of channels.opened.keys()) await loadSlowMode(id);
  }

  const notices = openNotices(cluster, {
    receive,
    onMissed: () => void Promise.all([orders.sanctionsChanged(), slowModesChanged()]).catch(onUnexpected),
  });
  const orders = createOrders({ channels, store, book, slowMode, notices, onUnexpected });
  const people = createPersonalData({ store, channels, notices, onUnexpected });

  function receive(notice: Notice): void {
    switch (notice.kind) {
      case 'sanctions':
        return void orders.sanctionsChanged(notice.userId).catch(onUnexpected);
      case 'slow':
        return slowMode.set(notice.channelId, notice.seconds);
      case 'end':
        return orders.endHere(notice.target, notice.event, notice.presence);
      case 'erased':
        return people.erased(notice.channelId, notice.seqs);
      case 'pruned':
        return channels.opened.get(notice.channelId)?.prune(notice.upTo);
    }
  }

  const arrivals = createArrivals({
    clock, identify, access, book, store, metrics, isDraining,
    apps: options.apps,
    roomsPerUser: createRoomsPerUser({ max: options.roomsPerUser ?? 100 }),
  });

  const rules = createSessionRules({
    clock, store, cursorKey, access, book, slowMode, orders, metrics, isDraining, onUnexpected,
    asksEachTime: options.authorize !== undefined,
    rate: options.rate ?? {},
    hook: options.onMessage,
  });

  const retention = startRetention({
    ...options.retention, store, clock,
    onPruned(channelId, upTo) {
      channels.opened.get(channelId)?.prune(upTo);
      notices.publish({ kind: 'pruned', channelId, upTo });
    },
    isOpen: (channelId) => channels.opened.has(channelId),
    onError: (error) => log.error('old messages could not be deleted; it is tried again', { error }),
  });

  const directory = openMatchDirectory(cluster, endsChats({ channels, check: access.check, onUnexpected }));

  metrics.watch({
    connections: () => [...channels.opened.values()].reduce((sum, { members }) => sum + members.size, 0),
    channels: () => channels.opened.size,
  });

  return {
    admit: arrivals.admit,
    enter: arrivals.enter,
    channel: channels.get,
    rules,
    // Far more than the rate of messages allows, for history, retries and clocks that differ.
    frames: { burst: Math.max(500, 10 * (options.rate?.burst ?? 10)), perSecond: Math.max(100, 10 * (options.rate?.perSecond ?? 2)) },
    maxUnreadBytes: options.maxUnreadBytes ?? 4 * 1024 * 1024,
    get isDraining() {
      return draining;
    },
    moderate: async (place, request, by = 'server') => orders.carryOut(place, parseOrder(request), by),
    exportUser: people.exportUser,
    async eraseUser(userId, act) {
      // A name that still waits would be written down after it was erased.
      await names.flush();
      return people.eraseUser(userId, act);
    },
    async drain() {
      draining = true;
      await retention.close();
      await channels.each(async (channel) => {
        await channel.idle();
        // Spread over a second, so that the next process is not met by all at once.
        for (const member of channel.members.values()) member.send('reconnect', { reason: 'the server restarts', afterMs: Math.round(200 + clock.random() * 800) });
      });
      cluster?.close();
    },
    async close() {
      directory.close();
      notices.close();
      touching?.close();
      await retention.close();
      await channels.close();
      await names.close();
      cluster?.close();
    },
  };
}
