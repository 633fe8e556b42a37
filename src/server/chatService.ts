import { randomBytes } from 'node:crypto';
import { systemClock, type Clock } from '../protocol/clock.js';
import { RoomChatError } from '../protocol/errors.js';
import type { Content } from '../protocol/messages.js';
import { channelIdOf, isMatchRoom, parseAppId, parseRoomName } from '../protocol/names.js';
import type { JoinRequest, MatchProof, ModerationRequest, Snapshot } from '../protocol/wire.js';
import { parseJoinRequest } from './admission.js';
import { createIdentify } from './auth/identify.js';
import type { AuthOptions } from './auth/verifyToken.js';
import { createDefaultAuthorize, notAllowed, type Authorize } from './authorize.js';
import { openChannel, type Channel, type Member } from './channel.js';
import type { Cluster } from './cluster/cluster.js';
import { openMatchDirectory } from './cluster/matchDirectory.js';
import { checkedHook } from './checkedHook.js';
import { endsChats } from './endsChats.js';
import type { Action, Identity } from './identity.js';
import { createTokenBucket } from './limits/tokenBucket.js';
import { findMatch } from './matches.js';
import type { SessionRules } from './memberSession.js';
import { parseModeration } from './moderate.js';
import type { MessageHook } from './moderation/messageHook.js';
import { noLog, type Log } from './ops/log.js';
import { noMetrics, type Metrics } from './ops/metrics.js';
import { readHistory } from './store/history.js';
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

export interface Admission {
  request: JoinRequest;
  identity: Identity;
  guestToken?: string;
  channelId: string;
  matchSession: string | null;
  /** A match room has this chat now. */
  hasMatch: boolean;
}

interface MatchEvidence {
  proof?: MatchProof;
  session?: string | null;
}

export interface ChatService {
  /** Reads a join request and decides on it; rejects with a `RoomChatError`. */
  admit(input: unknown): Promise<Admission>;
  /** The channel of an admitted request; made where it is not open. */
  channel(appId: string, roomName: string): Promise<Channel>;
  enter(channel: Channel, member: Member, admission: Admission): Promise<Snapshot>;
  readonly rules: SessionRules;
  /** Most bytes that a connection may leave unread. */
  readonly maxUnreadBytes: number;
  readonly isDraining: boolean;
  /** Carries out a moderator's order, without asking who gave it. */
  moderate(channelId: { appId: string; roomName: string }, request: ModerationRequest): Promise<void>;
  /** Lets nobody in any more, tells the clients to come back later, waits for what was accepted. */
  drain(): Promise<void>;
  close(): Promise<void>;
}

/** How long a channel without members stays open, so that a reload finds its replay buffer and its grace times. */
const CHANNEL_LINGER_MS = 30_000;

/** Everything of the chat server that knows no transport. */
export async function createChatService(options: ChatServiceOptions): Promise<ChatService> {
  const { clock = systemClock, graceMs = 15_000, heartbeatMs = 5_000, cluster = null, metrics = noMetrics, log = noLog } = options;
  const store = timedStore(options.store, metrics);
  const cursorKey = await store.secret('cursor');
  const identify = createIdentify({
    guestSecret: await store.secret('guest'),
    now: () => clock.now(),
    guests: options.guests ?? false,
    ...(options.auth && { auth: options.auth }),
  });
  await identify.ready();
  const authorize = options.authorize ?? createDefaultAuthorize({ openMatches: options.openMatches ?? options.guests ?? false });
  const sends = createTokenBucket({ burst: options.rate?.burst ?? 10, refillPerSecond: options.rate?.perSecond ?? 2, now: () => clock.now() });
  const reads = createTokenBucket({ burst: 60, refillPerSecond: 20, now: () => clock.now() });
  const hook = options.onMessage && checkedHook(options.onMessage);
  const channels = new Map<string, Promise<Channel>>();
  const opened = new Map<string, Channel>();
  const emptySince = new Map<string, number>();
  const claimed = new Set<string>();
  let draining = false;

  function onUnexpected(error: unknown): void {
    metrics.unexpectedError();
    log.error('unexpected error', { error });
  }

  /** Rejects where the user may not. `proof` or `session` say by which client of the match room the user comes. */
  async function check(user: Identity, roomName: string, action: Action, channelId: string, { proof, session }: MatchEvidence = {}): Promise<{ matchSession: string | null; hasMatch: boolean }> {
    const standing = isMatchRoom(roomName) ? await directory.ask(roomName, { userId: user.userId, ...(proof && { proof }) }) : null;
    const known = standing instanceof RoomChatError ? null : standing;
    const matchSession = session ?? known?.session ?? null;
    if (known !== null || (!claimed.has(channelId) && (await store.find(channelId))?.claimed)) claimed.add(channelId);
    const verdict = await authorize(user, roomName, action, {
      channelId,
      claimed: claimed.has(channelId),
      matchSession,
      standing: () => (standing instanceof RoomChatError ? Promise.reject(standing) : Promise.resolve(standing)),
    });
    if (verdict === false) throw notAllowed(action, 'the server does not allow it', "ask the game's operator");
    return { matchSession, hasMatch: known !== null };
  }

  function channel(appId: string, roomName: string): Promise<Channel> {
    const id = channelIdOf(appId, roomName);
    // Whoever asks is about to enter: the next look at empty channels must not close it before.
    emptySince.delete(id);
    const open = channels.get(id);
    if (open) return open;
    const opening = openChannel({
      id, roomName, store, clock, cursorKey, cluster, graceMs, heartbeatMs,
      precise: () => performance.now(),
      newEpoch: () => randomBytes(8).toString('hex'),
      batchMs: options.batchMs ?? 20,
      replaySize: options.replaySize ?? 256,
      presenceListLimit: options.presenceListLimit ?? 200,
      maxPending: 10_000,
      onDelivered: (messages, receivers) => metrics.delivered(messages, receivers),
    });
    channels.set(id, opening);
    opening.then((current) => opened.set(id, current), () => channels.delete(id));
    return opening;
  }

  async function tick(): Promise<void> {
    for (const [id, opening] of [...channels]) {
      const current = await opening.catch(() => null);
      if (!current) continue;
      // Not awaited: a store that hangs must not keep the other rooms silent.
      void current.heartbeat().catch(onUnexpected);
      if (!current.isEmpty) {
        emptySince.delete(id);
        continue;
      }
      const since = emptySince.get(id) ?? clock.now();
      emptySince.set(id, since);
      if (clock.now() - since < Math.max(CHANNEL_LINGER_MS, graceMs)) continue;
      channels.delete(id);
      opened.delete(id);
      emptySince.delete(id);
      claimed.delete(id);
      current.close();
    }
  }

  let timer: unknown = null;
  const beat = (): void => {
    timer = clock.setTimeout(() => void tick().catch(onUnexpected).then(() => timer !== null && beat()), heartbeatMs);
  };
  beat();

  function endWhere(roomName: string, act: (channel: Channel) => void): void {
    for (const opening of channels.values()) {
      void opening.then((current) => current.roomName === roomName && act(current), () => {});
    }
  }

  const directory = openMatchDirectory(cluster, endsChats({ endWhere, check }));

  async function moderate({ appId, roomName }: { appId: string; roomName: string }, request: ModerationRequest): Promise<void> {
    const current = await channel(parseAppId(appId), parseRoomName(roomName));
    switch (request.action) {
      case 'kick':
        return current.end({ userId: request.userId }, { code: 'kicked', reason: request.reason ?? 'a moderator removed you from the room' }, 'kicked');
      case 'close':
        return current.end({}, { code: 'room_closed', reason: request.reason ?? 'a moderator closed the room' }, 'left');
      default:
        throw new RoomChatError('invalid_request', `unable to ${request.action}; this server cannot do it; update the server`);
    }
  }

  async function allow({ identity, matchSession }: Member, current: Channel, action: Action): Promise<void> {
    await check(identity, current.roomName, action, current.id, { session: matchSession });
  }

  const rules: SessionRules = {
    maySend(member, current) {
      // What is refused so goes out again by itself, to the next process.
      if (draining) throw new RoomChatError('unavailable', 'unable to send message; the server restarts; try again', { retryAfterMs: 1_000 });
      if (member.identity.role !== 'moderator') {
        const taken = sends.take(`${member.identity.userId}\n${current.id}`);
        if (!taken.ok) throw new RoomChatError('rate_limited', `unable to send message; too many in a short time; try again in ${Math.ceil(taken.retryAfterMs / 1000)} s`, { retryAfterMs: taken.retryAfterMs });
      }
      // The default decided at the join; only the operator's own rule may change between messages.
      if (options.authorize) return allow(member, current, 'send');
    },
    mayRead(member, current) {
      const taken = reads.take(member.id);
      if (!taken.ok) throw new RoomChatError('rate_limited', 'unable to read history; too many requests in a short time; try again', { retryAfterMs: taken.retryAfterMs });
      if (options.authorize) return allow(member, current, 'read');
    },
    filter: (content, { identity }, { id, roomName }) => (hook ? hook({ content, sender: identity, roomName, channelId: id }) : content),
    history: (current, query) => readHistory(store, cursorKey, current.id, query),
    snapshot: (member, current) => current.snapshot(member),
    async moderate(member, current, input) {
      const request = parseModeration(input);
      await allow(member, current, 'moderate');
      const appId = current.id.slice('2...'.length, current.id.indexOf('_'));
      await moderate({ appId, roomName: current.roomName }, request);
    },
    onUnexpected,
    onSent(outcome) {
      if (outcome === 'accepted') metrics.messageAccepted();
      else metrics.messageRefused(outcome);
    },
    onSlowReader: () => metrics.slowReaderDropped(),
  };

  async function decide(input: unknown): Promise<Admission> {
    if (draining) throw new RoomChatError('unavailable', 'unable to join the room; the server restarts; try again', { retryAfterMs: 1_000 });
    const request = parseJoinRequest(input);
    const { appId, roomName } = request;
    if (options.apps && !options.apps.includes(appId)) {
      throw new RoomChatError('not_allowed', `unable to join the room; this server does not serve the app "${appId}"; start it with --apps ${appId}`);
    }
    const { identity, guestToken } = await identify(request);
    const channelId = channelIdOf(appId, roomName);
    const known = await check(identity, roomName, 'join', channelId, evidenceOf(request));
    return { request, identity, channelId, ...known, ...(guestToken !== undefined && { guestToken }) };
  }

  metrics.watch({
    connections: () => [...opened.values()].reduce((sum, { members }) => sum + members.size, 0),
    channels: () => opened.size,
  });

  return {
    async admit(input) {
      try {
        const admission = await decide(input);
        metrics.joinAccepted();
        return admission;
      } catch (error) {
        metrics.joinRefused(error instanceof RoomChatError ? error.code : 'unavailable');
        throw error;
      }
    },
    channel,
    async enter(current, member, { request, identity, channelId, hasMatch, guestToken }) {
      const { roomName } = request;
      // So that strangers stay out also after the match and a restart.
      if (hasMatch || findMatch(roomName)) {
        // In this order: a row made by the claim would begin to count at 0, whatever the channel has counted in memory.
        await current.persist();
        await store.claim(channelId, current.epoch);
      }
      const snapshot = await current.enter(member, { persistence: request.persistence, ...(request.since && { since: request.since }) });
      try {
        // The match may have begun, ended, or lost this player since the admission; from here on its listeners see the member.
        if (isMatchRoom(roomName)) await check(identity, roomName, 'join', channelId, evidenceOf(request));
      } catch (error) {
        current.exit(member.id, 'match_left');
        throw error;
      }
      return guestToken === undefined ? snapshot : { ...snapshot, guestToken };
    },
    rules,
    maxUnreadBytes: options.maxUnreadBytes ?? 4 * 1024 * 1024,
    get isDraining() {
      return draining;
    },
    moderate,
    async drain() {
      draining = true;
      await Promise.all([...channels.values()].map(async (opening) => {
        const current = await opening.catch(() => null);
        if (!current) return;
        await current.idle();
        // Spread over a second, so that the next process is not met by all at once.
        for (const member of current.members.values()) member.send('reconnect', { reason: 'the server restarts', afterMs: Math.round(200 + clock.random() * 800) });
      }));
      cluster?.close();
    },
    async close() {
      if (timer !== null) clock.clearTimeout(timer);
      timer = null;
      directory.close();
      for (const opening of channels.values()) {
        const current = await opening.catch(() => null);
        await current?.idle();
        current?.close();
      }
      channels.clear();
      cluster?.close();
    },
  };
}

function evidenceOf({ match }: JoinRequest): MatchEvidence {
  return match ? { proof: match } : {};
}
