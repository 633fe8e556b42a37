import type { Client } from '@colyseus/core';

export interface FrameGuardOptions {
  /** Frames that one connection may send at once. */
  burst: number;
  /** Frames a second for long. */
  perSecond: number;
  now(): number;
  /** Calls back later. */
  wait(callback: () => void, ms: number): void;
}

/** Keeps one connection from taking the time of all others. */
export interface FrameGuard {
  /** To be told of each frame, of whatever kind. Past its budget the connection is not read for a while: what it sends waits on its side. */
  count(client: Client): void;
}

/** The part of a WebSocket that stops reading; the typings of Colyseus do not tell. */
interface Socket {
  pause(): void;
  resume(): void;
}

interface Budget {
  left: number;
  at: number;
  paused: boolean;
}

/** Short, so that the answer to a ping is not missed behind it. */
const MAX_PAUSE_MS = 1_000;

export function createFrameGuard({ burst, perSecond, now, wait }: FrameGuardOptions): FrameGuard {
  const budgets = new WeakMap<Client, Budget>();

  return {
    count(client) {
      const time = now();
      const budget = budgets.get(client) ?? { left: burst, at: time, paused: false };
      budgets.set(client, budget);
      budget.left = Math.min(burst, budget.left + ((time - budget.at) * perSecond) / 1_000) - 1;
      budget.at = time;
      if (budget.left >= 0 || budget.paused) return;
      const socket = client.ref as unknown as Socket;
      budget.paused = true;
      socket.pause();
      wait(() => {
        budget.paused = false;
        socket.resume();
      }, Math.min(MAX_PAUSE_MS, (-budget.left / perSecond) * 1_000 + 100));
    },
  };
}
