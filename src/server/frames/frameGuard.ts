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
  /**
   * Does what a frame asks for: now, or, past the budget of its connection, in its turn. Meanwhile the connection is
   * not read, so that what waits here is no more than what had arrived already.
   */
  take(client: Client, work: () => void): void;
}

/** The part of a WebSocket that stops reading; the typings of Colyseus do not tell. */
interface Socket {
  pause(): void;
  resume(): void;
  /** Counted up by Colyseus with each ping, set back by the answer; at 2 it gives the connection up. */
  pingCount?: number;
  readyState?: number;
}

interface Budget {
  left: number;
  at: number;
  waiting: (() => void)[];
}

const STEP_MS = 50;
const CLOSED = 3;

export function createFrameGuard({ burst, perSecond, now, wait }: FrameGuardOptions): FrameGuard {
  const budgets = new WeakMap<Client, Budget>();

  function refill(budget: Budget): void {
    const time = now();
    budget.left = Math.min(burst, budget.left + ((time - budget.at) * perSecond) / 1_000);
    budget.at = time;
  }

  function drain(budget: Budget, socket: Socket): void {
    if (socket.readyState === CLOSED) return void (budget.waiting = []);
    refill(budget);
    const count = Math.min(budget.waiting.length, Math.floor(budget.left));
    budget.left -= count;
    const ready = budget.waiting.slice(0, count);
    budget.waiting = budget.waiting.slice(count);
    // It lives, though its answers to pings wait behind the rest.
    socket.pingCount = 0;
    for (const work of ready) work();
    if (budget.waiting.length === 0) socket.resume();
    else wait(() => drain(budget, socket), STEP_MS);
  }

  return {
    take(client, work) {
      let budget = budgets.get(client);
      if (!budget) budgets.set(client, (budget = { left: burst, at: now(), waiting: [] }));
      const mine = budget;
      // Only once it is needed: this runs for every frame.
      if (mine.left < 1) refill(mine);
      if (mine.waiting.length === 0 && mine.left >= 1) {
        mine.left--;
        return work();
      }
      if (mine.waiting.push(work) > 1) return;
      const socket = client.ref as unknown as Socket;
      socket.pause();
      wait(() => drain(mine, socket), STEP_MS);
    },
  };
}
