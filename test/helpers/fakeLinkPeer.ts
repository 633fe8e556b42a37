import type { Connection } from '../../src/client/connection.js';
import { createLink, type Link, type LinkOptions } from '../../src/client/link.js';
import { RoomChatError } from '../../src/protocol/errors.js';
import type { ServerMessageType, Snapshot } from '../../src/protocol/wire.js';
import { createManualClock, settle, type ManualClock } from './manualClock.js';

/** One try of a link to connect, in the hands of the test. */
export interface Try {
  /** The connection is there. */
  open(): Promise<void>;
  refuse(error: RoomChatError): Promise<void>;
  say(type: ServerMessageType, payload?: unknown): void;
  snapshot(head?: number): void;
  lose(): void;
  /** What was done with the connection. */
  readonly done: string[];
}

export interface LinkBench {
  link: Link;
  clock: ManualClock;
  tries: Try[];
  /** What the link told, in order. */
  told: string[];
  /** The runtime says that a connection may work again. */
  wake(): void;
  readonly isListeningToWake: boolean;
  /** Connects and says the snapshot. */
  up(): Promise<Try>;
}

export const unreachable = new RoomChatError('unavailable', 'unable to reach the chat server; it is down; try again');

export function startLink(options: Partial<LinkOptions> = {}): LinkBench {
  const clock = createManualClock();
  const tries: Try[] = [];
  const told: string[] = [];
  let onWake: (() => void) | null = null;

  const link = createLink({
    clock,
    wake(callback) {
      onWake = callback;
      return () => (onWake = null);
    },
    open: ({ deliver, lost }) =>
      new Promise((resolve, reject) => {
        const done: string[] = [];
        const connection: Connection = { send: (type) => done.push(`send ${type}`), close: () => done.push('close'), drop: () => done.push('drop') };
        tries.push({
          done,
          async open() {
            resolve(connection);
            await settle();
          },
          async refuse(error) {
            reject(error);
            await settle();
          },
          say: deliver,
          snapshot: (head = 0) => deliver('snapshot', { head, heartbeatMs: 5_000 } as Snapshot),
          lose: lost,
        });
      }),
    onUp: ({ head }) => told.push(`up ${head}`),
    onDown: () => told.push('down'),
    onMessage: (type) => told.push(type),
    onFailed: ({ code }) => told.push(`failed ${code}`),
    probe: () => told.push('probe'),
    worthRetrying: () => false,
    connectTimeoutMs: 10_000,
    firstBudgetMs: 10_000,
    budgetMs: 300_000,
    ...options,
  });

  return {
    link, clock, tries, told,
    wake: () => onWake?.(),
    get isListeningToWake() {
      return onWake !== null;
    },
    async up() {
      const last = tries.at(-1)!;
      await last.open();
      last.snapshot();
      return last;
    },
  };
}
