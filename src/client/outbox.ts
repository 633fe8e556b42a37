import type { Clock } from '../protocol/clock.js';
import { fromWireError, RoomChatError } from '../protocol/errors.js';
import type { Content } from '../protocol/messages.js';
import { messageId, type Ack } from '../protocol/wire.js';
import type { SendResult } from './types.js';

export interface OutboxOptions {
  clock: Clock;
  /** Most sends that may wait for their answer. */
  capacity: number;
  /** Longest that one may wait, milliseconds. */
  timeoutMs: number;
  newId(): string;
  /** Hands one to the connection. */
  transmit(clientId: string, content: Content): void;
}

export interface Outbox {
  send(content: Content): Promise<SendResult>;
  /** There is no connection: sends wait. */
  pause(): void;
  /** The connection is there (again): everything unanswered goes out, in order. */
  resume(): void;
  answer(ack: Ack, epoch: string): void;
  /** Nothing will be answered any more. */
  rejectAll(error: RoomChatError): void;
  readonly size: number;
}

interface Waiting {
  content: Content;
  deadline: unknown;
  /** Handed to the present connection, and not answered yet. */
  sent: boolean;
  /** Could not go out at once, or had to go out again: then the server's "slower" is the outbox's affair. */
  delayed: boolean;
  resolve(result: SendResult): void;
  reject(error: RoomChatError): void;
}

const RETRY_MS = 1_000;
/** Below what the server takes from one connection at a time. */
const MAX_IN_FLIGHT = 200;

/** Keeps each send until the server has answered it, over any number of connections. */
export function createOutbox({ clock, capacity, timeoutMs, newId, transmit }: OutboxOptions): Outbox {
  // A Map keeps the order of the calls.
  const waiting = new Map<string, Waiting>();
  let open = false;
  /** Runs while the server wants to be left alone. */
  let hold: unknown = null;
  let heldUntil = 0;
  let inFlight = 0;
  /**
   * Most that may be in flight. What has waited goes out one, two, four … at a
   * time, so that a server that refuses some of it does not bring it out of order.
   */
  let window = 1;
  /** The server counts how often we send: no growth until all that waits is gone. */
  let limited = false;

  function pump(): void {
    if (!open || hold !== null) return;
    let unsent = false;
    for (const [clientId, entry] of waiting) {
      if (entry.sent) continue;
      unsent = true;
      if (inFlight >= window) break;
      entry.sent = true;
      inFlight++;
      transmit(clientId, entry.content);
    }
    if (!unsent) {
      window = MAX_IN_FLIGHT;
      limited = false;
    }
  }

  function take(clientId: string): Waiting | undefined {
    const entry = waiting.get(clientId);
    if (!entry) return undefined;
    waiting.delete(clientId);
    clock.clearTimeout(entry.deadline);
    if (entry.sent) inFlight--;
    return entry;
  }

  /** It stays, and nothing goes out before the pause is over. */
  function postpone(entry: Waiting, ms: number): void {
    if (entry.sent) inFlight--;
    entry.sent = false;
    entry.delayed = true;
    window = 1;
    const until = clock.now() + ms;
    if (hold !== null && until <= heldUntil) return;
    release();
    heldUntil = until;
    hold = clock.setTimeout(() => {
      hold = null;
      pump();
    }, ms);
  }

  function release(): void {
    if (hold !== null) clock.clearTimeout(hold);
    hold = null;
  }

  function refuse(clientId: string, entry: Waiting, error: RoomChatError): void {
    // The server could not do it just now: that is the outbox's affair until the deadline.
    if (error.code === 'unavailable') return postpone(entry, error.retryAfterMs ?? RETRY_MS);
    if (error.code === 'rate_limited' && entry.delayed) {
      limited = true;
      return postpone(entry, error.retryAfterMs ?? RETRY_MS);
    }
    take(clientId)?.reject(error);
  }

  return {
    send(content) {
      if (waiting.size >= capacity) {
        return Promise.reject(new RoomChatError('outbox_full', `unable to send message; ${capacity} others still wait for the server; send again when some have gone out`, { retryAfterMs: 1_000 }));
      }
      return new Promise((resolve, reject) => {
        const clientId = newId();
        const deadline = clock.setTimeout(() => {
          take(clientId)?.reject(new RoomChatError('timeout', `unable to send message; the server has not answered within ${timeoutMs} ms; look into the history before you send it again: it may have arrived`));
          pump();
        }, timeoutMs);
        const entry: Waiting = { content, deadline, sent: false, delayed: false, resolve, reject };
        waiting.set(clientId, entry);
        pump();
        if (!entry.sent) entry.delayed = true;
      });
    },
    pause() {
      open = false;
      release();
      inFlight = 0;
      for (const entry of waiting.values()) {
        entry.sent = false;
        entry.delayed = true;
      }
      window = 1;
    },
    resume() {
      open = true;
      pump();
    },
    answer(ack, epoch) {
      const entry = waiting.get(ack.clientId);
      if (!entry) return;
      if ('error' in ack) {
        refuse(ack.clientId, entry, fromWireError(ack.error));
      } else {
        take(ack.clientId);
        if (!limited && window < MAX_IN_FLIGHT) window++;
        entry.resolve({
          success: true,
          id: messageId(epoch, ack.seq),
          seq: ack.seq,
          createTime: new Date(ack.createTime).toISOString(),
        });
      }
      pump();
    },
    rejectAll(error) {
      open = false;
      release();
      for (const clientId of [...waiting.keys()]) take(clientId)?.reject(error);
    },
    get size() {
      return waiting.size;
    },
  };
}
