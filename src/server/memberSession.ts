import { parseContent } from '../protocol/content.js';
import { RoomChatError, toWireError } from '../protocol/errors.js';
import type { Content } from '../protocol/messages.js';
import { isRecord, parseClientId, parseCursor, parseLimit } from '../protocol/parse.js';
import type { Ack, AnswerResult, Snapshot, WirePage } from '../protocol/wire.js';
import { parsePosition } from './admission.js';
import type { Channel } from './channel.js';
import type { Member } from './member.js';

type MaybePromise<T> = T | Promise<T>;
type Reach = 'everyone' | 'shadow';

/** What the service decides about a member's wishes. Each throws a `RoomChatError` to refuse. */
export interface SessionRules {
  /** Also says whom the message may reach: everyone, or (`shadow`) the sender alone. */
  maySend(member: Member, channel: Channel): MaybePromise<Reach | void>;
  mayRead(member: Member, channel: Channel): MaybePromise<void>;
  /** Sees each content before it is stored; may change or refuse it. */
  filter(content: Content, member: Member, channel: Channel): MaybePromise<Content>;
  history(channel: Channel, query: { limit: number; cursor?: string; forward: boolean }): Promise<WirePage>;
  snapshot(member: Member, channel: Channel): Promise<Snapshot>;
  moderate(member: Member, channel: Channel, request: unknown): Promise<void>;
  /** Opens a room with another user of this one. */
  whisper(member: Member, channel: Channel, userId: unknown): Promise<{ roomName: string }>;
  /** An error that is no `RoomChatError`: the member is told nothing of it. */
  onUnexpected(error: unknown): void;
  onSent(outcome: 'accepted' | RoomChatError['code']): void;
  /** A connection was cut off because its reader did not keep up. */
  onSlowReader(): void;
}

export interface MemberSession {
  /** Takes whatever came over the wire; never throws. */
  receive(type: unknown, payload: unknown): void;
}

export interface MemberSessionOptions {
  channel: Channel;
  member: Member;
  /** Whether what this member sends is stored. */
  persistence: boolean;
  rules: SessionRules;
  /** Most sends, and most other requests, of one member under way at once. */
  maxInFlight: number;
}

/** Serves one connection: reads its requests, asks the rules, and answers every one. */
export function createMemberSession({ channel, member, persistence, rules, maxInFlight }: MemberSessionOptions): MemberSession {
  let acks: Ack[] = [];
  let sending = 0;
  let requesting = 0;
  /** Keeps a member's messages in their order while a filter takes its time. */
  let tail: Promise<void> | null = null;

  function ack(entry: Ack): void {
    if (acks.push(entry) > 1) return;
    queueMicrotask(() => {
      const gathered = acks;
      acks = [];
      member.send('ack', gathered);
    });
  }

  function refuse(clientId: string, error: unknown): void {
    sending--;
    if (!(error instanceof RoomChatError)) rules.onUnexpected(error);
    const wire = toWireError(error);
    rules.onSent(wire.code);
    ack({ clientId, error: wire });
  }

  function submit(clientId: string, content: Content, reach: Reach | void): void {
    const { userId, username } = member.identity;
    const entry = { clientId, senderId: userId, sender: username, content, persist: persistence };
    const submitted = reach === 'shadow' ? Promise.resolve(channel.shadow(entry)) : channel.submit(entry);
    submitted.then(
      ({ seq, createTime }) => {
        sending--;
        rules.onSent('accepted');
        ack({ clientId, seq, createTime });
      },
      (error) => refuse(clientId, error),
    );
  }

  function handleSend(clientId: string, input: unknown): void | Promise<void> {
    try {
      const content = parseContent(input);
      const reach = rules.maySend(member, channel);
      if (reach instanceof Promise) {
        return reach.then(async (known) => submit(clientId, await rules.filter(content, member, channel), known)).catch((error) => refuse(clientId, error));
      }
      const filtered = rules.filter(content, member, channel);
      if (!(filtered instanceof Promise)) return submit(clientId, filtered, reach);
      return filtered.then((result) => submit(clientId, result, reach)).catch((error) => refuse(clientId, error));
    } catch (error) {
      refuse(clientId, error);
    }
  }

  function receiveSend(payload: unknown): void {
    const { clientId: rawId, content } = isRecord(payload) ? payload : { clientId: undefined, content: undefined };
    let clientId: string;
    try {
      clientId = parseClientId(rawId);
    } catch (error) {
      ack({ clientId: typeof rawId === 'string' ? rawId.slice(0, 64) : '', error: toWireError(error) });
      return;
    }
    sending++;
    if (sending > maxInFlight) {
      refuse(clientId, new RoomChatError('rate_limited', `unable to send message; ${maxInFlight} others still wait for their answer; send slower`, { retryAfterMs: 200 }));
      return;
    }
    const step = (): void | Promise<void> => handleSend(clientId, content);
    const running = tail ? tail.then(step) : step();
    if (!(running instanceof Promise)) return;
    tail = running;
    void running.then(() => {
      if (tail === running) tail = null;
    });
  }

  async function answer(q: number, work: () => Promise<AnswerResult>): Promise<void> {
    requesting++;
    try {
      if (requesting > maxInFlight) throw new RoomChatError('rate_limited', 'unable to answer the request; too many others are under way; ask slower', { retryAfterMs: 500 });
      member.send('answer', { q, result: await work() });
    } catch (error) {
      if (!(error instanceof RoomChatError)) rules.onUnexpected(error);
      member.send('answer', { q, error: toWireError(error) });
    } finally {
      requesting--;
    }
  }

  return {
    receive(type, payload) {
      if (type === 'send') return receiveSend(payload);
      const q = isRecord(payload) && Number.isSafeInteger(payload.q) ? (payload.q as number) : -1;
      const body = isRecord(payload) ? payload : {};
      void answer(q, async () => {
        switch (type) {
          case 'history': {
            const cursor = parseCursor(body.cursor);
            const query = { limit: parseLimit(body.limit), forward: body.forward === true, ...(cursor !== undefined && { cursor }) };
            await rules.mayRead(member, channel);
            return rules.history(channel, query);
          }
          case 'sync': {
            const since = parsePosition(body.since);
            await rules.mayRead(member, channel);
            return channel.replay(since);
          }
          case 'snapshot':
            await rules.mayRead(member, channel);
            return rules.snapshot(member, channel);
          case 'whisper':
            return rules.whisper(member, channel, body.userId);
          case 'moderate':
            await rules.moderate(member, channel, body.request);
            return { success: true };
          default:
            throw new RoomChatError('invalid_request', 'unable to answer the request; its type is unknown; use the client of gametegra-room-chat');
        }
      });
    },
  };
}
