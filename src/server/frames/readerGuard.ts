import type { Client } from '@colyseus/core';

export interface ReaderGuardOptions {
  /** Most bytes that a client may leave unread. */
  maxUnreadBytes: number;
  /** How long a client may take to confirm its join, milliseconds. */
  confirmMs: number;
  now(): number;
  onCut(): void;
}

/** Keeps what is waiting for a client bounded. */
export interface ReaderGuard {
  /** False where the client was cut off, now or before: there is nothing to be sent to it. */
  keepsUp(client: Client): boolean;
}

/** What the WebSocket transport keeps below a client. */
interface Socket {
  readyState: number;
  bufferedAmount: number;
  terminate(): void;
}

/** While a client has not confirmed its join, Colyseus keeps in a list what is sent to it; the typings do not tell. */
interface Joining {
  _enqueuedMessages?: { length: number }[];
}

const OPEN = 1;

/**
 * Cuts off a client that leaves too much unread, or whose join stays unconfirmed. It comes back,
 * and catches up from where it was.
 */
export function createReaderGuard({ maxUnreadBytes, confirmMs, now, onCut }: ReaderGuardOptions): ReaderGuard {
  const joining = new WeakMap<Client, { since: number; counted: number; bytes: number }>();

  function isSlow(client: Client, socket: Socket): boolean {
    const enqueued = (client as Joining)._enqueuedMessages;
    if (!enqueued) return socket.bufferedAmount > maxUnreadBytes;
    let entry = joining.get(client);
    if (!entry) joining.set(client, (entry = { since: now(), counted: 0, bytes: 0 }));
    while (entry.counted < enqueued.length) entry.bytes += enqueued[entry.counted++]!.length;
    return entry.bytes > maxUnreadBytes || now() - entry.since > confirmMs;
  }

  return {
    keepsUp(client) {
      const socket = client.ref as unknown as Socket;
      if (socket.readyState !== OPEN) return false;
      if (!isSlow(client, socket)) return true;
      socket.terminate();
      onCut();
      return false;
    },
  };
}
