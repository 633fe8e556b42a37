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
  /** Hands one to the connection; does nothing where there is none. */
  transmit(clientId: string, content: Content): void;
}

export interface Outbox {
  send(content: Content): Promise<SendResult>;
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
  retry: unknown;
  resolve(result: SendResult): void;
  reject(error: RoomChatError): void;
}

/** Keeps each send until the server has answered it, over any number of connections. */
export function createOutbox({ clock, capacity, timeoutMs, newId, transmit }: OutboxOptions): Outbox {
  // A Map keeps the order of the calls.
  const waiting = new Map<string, Waiting>();

  function take(clientId: string): Waiting | undefined {
    const entry = waiting.get(clientId);
    if (!entry) return undefined;
    waiting.delete(clientId);
    clock.clearTimeout(entry.deadline);
    if (entry.retry !== null) clock.clearTimeout(entry.retry);
    return entry;
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
        }, timeoutMs);
        waiting.set(clientId, { content, deadline, retry: null, resolve, reject });
        transmit(clientId, content);
      });
    },
    resume() {
      for (const [clientId, { content }] of waiting) transmit(clientId, content);
    },
    answer(ack, epoch) {
      if ('error' in ack) {
        const entry = waiting.get(ack.clientId);
        if (!entry) return;
        const error = fromWireError(ack.error);
        // The server could not do it just now: that is the outbox's affair until the deadline.
        if (error.code === 'unavailable') {
          entry.retry ??= clock.setTimeout(() => {
            entry.retry = null;
            if (waiting.has(ack.clientId)) transmit(ack.clientId, entry.content);
          }, error.retryAfterMs ?? 1_000);
          return;
        }
        take(ack.clientId)?.reject(error);
        return;
      }
      take(ack.clientId)?.resolve({
        success: true,
        id: messageId(epoch, ack.seq),
        seq: ack.seq,
        createTime: new Date(ack.createTime).toISOString(),
      });
    },
    rejectAll(error) {
      for (const clientId of [...waiting.keys()]) take(clientId)?.reject(error);
    },
    get size() {
      return waiting.size;
    },
  };
}
