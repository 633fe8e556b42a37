import type { Clock } from '../protocol/clock.js';
import { RoomChatError } from '../protocol/errors.js';
import type { LeaveReason } from '../protocol/messages.js';
import { channelIdOf, isMatchRoom } from '../protocol/names.js';
import type { JoinRequest, Snapshot } from '../protocol/wire.js';
import type { Access, Evidence, Granted } from './access.js';
import { parseJoinRequest } from './admission.js';
import type { Identify } from './auth/identify.js';
import type { Channel } from './channel.js';
import type { Member } from './member.js';
import type { Identity } from './identity.js';
import type { RoomsPerUser } from './limits/roomsPerUser.js';
import { findMatch } from './matches.js';
import type { SanctionBook } from './moderation/sanctionBook.js';
import type { Metrics } from './ops/metrics.js';
import type { ChatStore } from './store/ChatStore.js';

/** A join that was decided on. */
export interface Admission extends Granted {
  request: JoinRequest;
  identity: Identity;
  guestToken?: string;
  channelId: string;
}

export interface ArrivalsOptions {
  clock: Clock;
  /** App ids that are served; any where absent. */
  apps?: readonly string[] | undefined;
  isDraining(): boolean;
  identify: Identify;
  access: Access;
  book: SanctionBook;
  roomsPerUser: RoomsPerUser;
  store: Pick<ChatStore, 'claim'>;
  metrics: Pick<Metrics, 'joinAccepted' | 'joinRefused'>;
}

/** How users come into rooms, and what they take with them when they go. */
export interface Arrivals {
  /** Reads a join request and decides on it; rejects with a `RoomChatError`. */
  admit(input: unknown): Promise<Admission>;
  /** Takes an admitted member in; rejects where it may not be there any more. */
  enter(channel: Channel, member: Member, admission: Admission): Promise<Snapshot>;
  /** The member is out: to be called once the channel says so. */
  release(member: Member): void;
}

/** A token is taken for so long after its end, for clocks that differ; whoever comes in by it has that time. */
const TOLERANCE_MS = 5_000;
/** Timers hold no more. */
const MAX_TIMER_MS = 2 ** 31 - 1;

export function createArrivals({ clock, apps, isDraining, identify, access, book, roomsPerUser, store, metrics }: ArrivalsOptions): Arrivals {
  const releases = new Map<Member, () => void>();

  async function decide(input: unknown): Promise<Admission> {
    if (isDraining()) throw new RoomChatError('unavailable', 'unable to join the room; the server restarts; try again', { retryAfterMs: 1_000 });
    const request = parseJoinRequest(input);
    const { appId, roomName } = request;
    if (apps && !apps.includes(appId)) {
      throw new RoomChatError('not_allowed', `unable to join the room; this server does not serve the app "${appId}"; start it with --apps ${appId}`);
    }
    const { identity, guestToken } = await identify(request);
    const channelId = channelIdOf(appId, roomName);
    const granted = await access.check(identity, roomName, 'join', channelId, evidenceOf(request));
    return { request, identity, channelId, ...granted, ...(guestToken !== undefined && { guestToken }) };
  }

  /** Counts the user in; what it returns counts him out, once. */
  async function count(channelId: string, userId: string): Promise<() => void> {
    await book.enter(channelId, userId);
    try {
      roomsPerUser.enter(userId, channelId);
    } catch (error) {
      book.exit(userId);
      throw error;
    }
    return () => {
      book.exit(userId);
      roomsPerUser.exit(userId, channelId);
    };
  }

  /** Ends the connection with the token by which it came. */
  function watchExpiry(channel: Channel, member: Member, expiresAt: number): () => void {
    const end = expiresAt > clock.now() ? expiresAt : expiresAt + TOLERANCE_MS;
    let timer: unknown;
    const wait = (): void => {
      const left = end - clock.now();
      timer = clock.setTimeout(left > MAX_TIMER_MS ? wait : expire, Math.min(Math.max(left, 0), MAX_TIMER_MS));
    };
    const expire = (): void => {
      member.send('end', { code: 'unauthorized', reason: 'the token has expired; get a new one and join again' });
      // As after a loss: who has a new token comes back at once, and nobody sees a leave.
      channel.exit(member.id, 'lost');
      member.close();
    };
    wait();
    return () => clock.clearTimeout(timer);
  }

  function release(member: Member): void {
    const undo = releases.get(member);
    releases.delete(member);
    undo?.();
  }

  async function enter(channel: Channel, member: Member, { request, identity, channelId, hasMatch, guestToken }: Admission): Promise<Snapshot> {
    const { roomName } = request;
    const { userId, expiresAt } = identity;
    const undo = [await count(channelId, userId)];
    releases.set(member, () => undo.forEach((step) => step()));
    try {
      // So that strangers stay out also after the match and a restart.
      if (hasMatch || findMatch(roomName)) {
        // In this order: a row made by the claim would begin to count at 0, whatever the channel has counted in memory.
        await channel.persist();
        await store.claim(channelId, channel.epoch);
      }
      const snapshot = await channel.enter(member, { persistence: request.persistence, ...(request.since && { since: request.since }) });
      // The match may have begun, ended, or lost this player since the admission; from here on its listeners see the member.
      if (isMatchRoom(roomName)) await access.check(identity, roomName, 'join', channelId, evidenceOf(request));
      if (expiresAt !== undefined && releases.has(member)) undo.push(watchExpiry(channel, member, expiresAt));
      // Nor may a ban have come in between; where it has ended the member already, there is nothing more to say.
      if (releases.has(member)) book.checkJoin(channelId, userId);
      return guestToken === undefined ? snapshot : { ...snapshot, guestToken };
    } catch (error) {
      channel.exit(member.id, reasonOf(error));
      // Where the member never came as far as the channel.
      release(member);
      throw error;
    }
  }

  async function counted<T>(work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      metrics.joinRefused(error instanceof RoomChatError ? error.code : 'unavailable');
      throw error;
    }
  }

  return {
    admit: (input) => counted(decide(input)),
    async enter(channel, member, admission) {
      const snapshot = await counted(enter(channel, member, admission));
      metrics.joinAccepted();
      return snapshot;
    },
    release,
  };
}

/** Who could not come in just now tries again: that is no leave. */
function reasonOf(error: unknown): LeaveReason {
  if (!(error instanceof RoomChatError) || error.temporary) return 'lost';
  return error.code === 'banned' ? 'banned' : 'match_left';
}

function evidenceOf({ match, whisperTo }: JoinRequest): Evidence {
  return { ...(match && { proof: match }), ...(whisperTo !== undefined && { whisperTo }) };
}
