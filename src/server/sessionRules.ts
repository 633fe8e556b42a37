import { RoomChatError } from '../protocol/errors.js';
import type { Clock } from '../protocol/clock.js';
import type { Access } from './access.js';
import type { Channel } from './channel.js';
import type { Member } from './member.js';
import { checkedHook } from './checkedHook.js';
import type { Action } from './identity.js';
import { createTokenBucket, type TokenBucket } from './limits/tokenBucket.js';
import type { SessionRules } from './memberSession.js';
import { isReport, parseModeration, parseUserId } from './moderate.js';
import type { MessageHook } from './moderation/messageHook.js';
import type { Orders } from './moderation/orders.js';
import type { SanctionBook } from './moderation/sanctionBook.js';
import type { SlowMode } from './moderation/slowMode.js';
import type { Metrics } from './ops/metrics.js';
import type { ChatStore } from './store/ChatStore.js';
import { readHistory } from './store/history.js';
import { whisperRoomName } from './whispers.js';

export interface SessionRulesOptions {
  clock: Clock;
  store: Pick<ChatStore, 'page'>;
  cursorKey: Uint8Array;
  access: Access;
  /** The operator's own rule is asked for every message; the default decides at the join. */
  asksEachTime: boolean;
  isDraining(): boolean;
  rate: { burst?: number; perSecond?: number };
  hook?: MessageHook | undefined;
  book: SanctionBook;
  slowMode: SlowMode;
  orders: Orders;
  metrics: Metrics;
  onUnexpected(error: unknown): void;
}

/** What members may do once they are in. */
export function createSessionRules(options: SessionRulesOptions): SessionRules {
  const { access, book, orders, slowMode, metrics, onUnexpected } = options;
  const now = (): number => options.clock.now();
  const sends = createTokenBucket({ burst: options.rate.burst ?? 10, refillPerSecond: options.rate.perSecond ?? 2, now });
  const reads = createTokenBucket({ burst: 60, refillPerSecond: 20, now });
  /** Put together once: a new text would be hashed anew for every message. */
  const sendKeys = new WeakMap<Member, string>();
  /** What reaches into another player's game, or onto a moderator's desk. */
  const bothers = createTokenBucket({ burst: 5, refillPerSecond: 0.2, now });
  const hook = options.hook && checkedHook(options.hook);

  /** A connection that is being closed can still send. */
  function assertInside({ id }: Member, { members }: Channel): void {
    if (!members.has(id)) throw new RoomChatError('not_allowed', 'unable to do anything in the room; you are no longer in it; join it again');
  }

  function take(bucket: TokenBucket, key: string, action: string): void {
    const taken = bucket.take(key);
    if (!taken.ok) throw new RoomChatError('rate_limited', `unable to ${action}; too many in a short time; try again in ${Math.ceil(taken.retryAfterMs / 1_000)} s`, { retryAfterMs: taken.retryAfterMs });
  }

  function sendKeyOf(member: Member, channel: Channel): string {
    let key = sendKeys.get(member);
    if (key === undefined) sendKeys.set(member, (key = `${member.identity.userId}\n${channel.id}`));
    return key;
  }

  async function allow({ identity, matchSession }: Member, channel: Channel, action: Action): Promise<void> {
    await access.check(identity, channel.roomName, action, channel.id, { session: matchSession, inside: true });
  }

  return {
    maySend(member, channel) {
      const { userId, role } = member.identity;
      // What is refused so goes out again by itself, to the next process.
      if (options.isDraining()) throw new RoomChatError('unavailable', 'unable to send message; the server restarts; try again', { retryAfterMs: 1_000 });
      assertInside(member, channel);
      const reach = book.checkSend(channel.id, userId);
      if (role !== 'moderator') take(sends, sendKeyOf(member, channel), 'send message');
      slowMode.check(channel.id, member.identity);
      return options.asksEachTime ? allow(member, channel, 'send').then(() => reach) : reach;
    },
    mayRead(member, channel) {
      assertInside(member, channel);
      take(reads, member.id, 'read history');
      if (options.asksEachTime) return allow(member, channel, 'read');
    },
    filter: (content, { identity }, { id, roomName }) => (hook ? hook({ content, sender: identity, roomName, channelId: id }) : content),
    history: (channel, query) => readHistory(options.store, options.cursorKey, channel.id, query),
    snapshot: (member, channel) => channel.snapshot(member),
    async moderate(member, channel, input) {
      assertInside(member, channel);
      const { userId, role } = member.identity;
      if (role !== 'moderator') take(reads, member.id, 'moderate');
      // Who may not moderate learns that, not how it is done.
      if (!isReport(input)) await allow(member, channel, 'moderate');
      const request = parseModeration(input);
      if (request.action !== 'report') return orders.carryOutIn(channel, request, userId);
      take(bothers, userId, 'report');
      await orders.report(channel, member.identity, request);
    },
    async whisper(member, channel, input) {
      assertInside(member, channel);
      const { userId, username } = member.identity;
      const other = parseUserId(input, 'whisper');
      if (other === userId) throw new RoomChatError('invalid_request', 'unable to whisper; it is you; name somebody else');
      const reach = book.checkSend(channel.id, userId);
      take(bothers, userId, 'whisper');
      // The same answer for whoever is hidden and whoever is not there.
      if (!channel.has(other)) throw new RoomChatError('not_allowed', 'unable to whisper; the player is not in this room; whisper to one of its presences');
      const roomName = whisperRoomName(userId, other);
      if (reach === 'everyone') channel.tell(other, 'invite', { roomName, from: { userId, username } });
      return { roomName };
    },
    onUnexpected,
    onSent(outcome) {
      if (outcome === 'accepted') metrics.messageAccepted();
      else metrics.messageRefused(outcome);
    },
    onSlowReader: () => metrics.slowReaderDropped(),
  };
}
