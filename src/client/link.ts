import type { Clock } from '../protocol/clock.js';
import { RoomChatError } from '../protocol/errors.js';
import type { ClientMessages, ClientMessageType, ServerMessages, ServerMessageType, Snapshot } from '../protocol/wire.js';
import { backoffMs } from './backoff.js';
import type { Connection } from './connection.js';
import type { Wake } from './wake.js';
import { createWatchdog } from './watchdog.js';

/** Where a link is. `waiting` and `connecting` are what a game sees as reconnecting. */
export type LinkState =
  | { kind: 'connecting'; since: number; timeout: unknown; opened: Connection | null; abort: AbortController }
  | { kind: 'connected'; since: number; connection: Connection }
  | { kind: 'waiting'; timer: unknown }
  | { kind: 'closed' };

export interface LinkOptions {
  clock: Clock;
  wake: Wake;
  /** Opens one connection; its messages go to `deliver`, its end to `lost`. `signal` aborts when nobody waits for it any more. */
  open(on: { deliver(type: ServerMessageType, payload: unknown): void; lost(): void; signal: AbortSignal }): Promise<Connection>;
  /** The connection is open and the server has said where things stand. */
  onUp(snapshot: Snapshot): void;
  onDown(): void;
  onMessage<T extends Exclude<ServerMessageType, 'snapshot' | 'reconnect'>>(type: T, payload: ServerMessages[T]): void;
  /** It will not come back; the error says why. */
  onFailed(error: RoomChatError): void;
  /** Asks the server something that it will answer, to see whether the connection lives. */
  probe(): void;
  /** Whether this refusal is worth another try, beyond the temporary ones. */
  worthRetrying(error: RoomChatError): boolean;
  connectTimeoutMs: number;
  /** How long to keep trying before the first success, and after a loss. */
  firstBudgetMs: number;
  budgetMs: number;
}

export interface Link {
  readonly state: LinkState['kind'];
  send<T extends ClientMessageType>(type: T, payload: ClientMessages[T]): void;
  /** The runtime says that a connection may work again, or that this one may be dead: finds out at once. */
  hurry(): void;
  /** Gives the connection up and opens another. */
  reopen(afterMs: number): void;
  close(): void;
}

/** A connection that lasted so long was a good one: the first try after it follows at once. */
const GOOD_MS = 5_000;
/** A try that has run so long is given up where the runtime says that another may work. */
const STALE_TRY_MS = 2_000;
/** A first try may use what is left of the budget, but at least this. */
const LEAST_TRY_MS = 1_000;
const FIRST_PAUSE_MS = 250;

/** Keeps one connection to a room open: opens it, watches it, and opens another when it is lost. */
export function createLink(options: LinkOptions): Link {
  const { clock } = options;
  let state: LinkState = { kind: 'closed' };
  /** Tries that failed, and connections that did not last, in a row. */
  let failures = 0;
  let downSince = clock.now();
  let everUp = false;
  const watchdog = createWatchdog({ clock, onDead: () => reopen(0), probe: options.probe });

  function budgetLeft(): number {
    return downSince + (everUp ? options.budgetMs : options.firstBudgetMs) - clock.now();
  }

  function connect(): void {
    const connecting: LinkState & { kind: 'connecting' } = {
      kind: 'connecting',
      since: clock.now(),
      opened: null,
      abort: new AbortController(),
      timeout: clock.setTimeout(
        () => fail(new RoomChatError('unavailable', 'unable to reach the chat server; it did not answer in time; see that it runs and that the endpoint is right')),
        Math.min(options.connectTimeoutMs, Math.max(budgetLeft(), LEAST_TRY_MS)),
      ),
    };
    state = connecting;
    let up: LinkState | null = null;
    /** What comes before the connection is handed over, or before the snapshot. */
    const early: [ServerMessageType, unknown][] = [];
    const current = (): boolean => state === connecting || (up !== null && state === up);

    function fail(error: RoomChatError): void {
      if (state !== connecting) return;
      abandon(connecting);
      retry(error);
    }

    function deliver(type: ServerMessageType, payload: unknown): void {
      if (!current()) return;
      watchdog.heard();
      if (!connecting.opened) {
        early.push([type, payload]);
      } else if (type === 'reconnect') {
        const { afterMs } = payload as ServerMessages['reconnect'];
        if (up) reopen(afterMs);
        else fail(new RoomChatError('unavailable', 'unable to join the room; the server restarts; it is tried again', { retryAfterMs: afterMs }));
      } else if (type === 'snapshot') {
        if (!up) begin(payload as Snapshot);
      } else if (up || type === 'end') {
        options.onMessage(type as never, payload as never);
      } else if (type === 'batch' || type === 'deleted') {
        // Said while the snapshot was being made: it may or may not be in it, which the stream sorts out. Anything else is in it.
        early.push([type, payload]);
      }
    }

    function begin(snapshot: Snapshot): void {
      clock.clearTimeout(connecting.timeout);
      everUp = true;
      state = up = { kind: 'connected', since: clock.now(), connection: connecting.opened! };
      watchdog.start(snapshot.heartbeatMs);
      options.onUp(snapshot);
      for (const [type, payload] of early.splice(0)) deliver(type, payload);
    }

    options
      .open({
        deliver,
        signal: connecting.abort.signal,
        lost: () => {
          if (state === up) reopen(0);
          else fail(new RoomChatError('unavailable', 'unable to join the room; the connection was lost on the way; it is tried again'));
        },
      })
      .then(
        (connection) => {
          if (!current()) return state.kind === 'closed' ? connection.close() : connection.drop();
          connecting.opened = connection;
          for (const [type, payload] of early.splice(0)) deliver(type, payload);
        },
        (error: unknown) => fail(error instanceof RoomChatError ? error : new RoomChatError('unavailable', 'unable to reach the chat server; see the cause', { cause: error })),
      );
  }

  function abandon({ timeout, opened, abort }: LinkState & { kind: 'connecting' }): void {
    clock.clearTimeout(timeout);
    abort.abort();
    opened?.drop();
  }

  function retry(error: RoomChatError): void {
    const delay = error.retryAfterMs ?? backoffMs(failures++, clock.random());
    if (!error.temporary && !options.worthRetrying(error)) return end(error);
    if (delay > budgetLeft()) {
      return end(everUp ? new RoomChatError('connection_lost', `unable to reach the chat server; it has been out of reach for ${Math.round(options.budgetMs / 1000)} s; join again`, { cause: error }) : error);
    }
    wait(delay);
  }

  function end(error: RoomChatError): void {
    close();
    options.onFailed(error);
  }

  function wait(ms: number): void {
    state = { kind: 'waiting', timer: clock.setTimeout(connect, ms) };
  }

  function reopen(afterMs: number): void {
    if (state.kind !== 'connected') return;
    const { connection, since } = state;
    watchdog.stop();
    downSince = clock.now();
    if (downSince - since >= GOOD_MS) failures = 0;
    // The first try follows a loss soon, but not in step with everyone else's.
    wait(afterMs + (failures++ === 0 ? clock.random() * FIRST_PAUSE_MS : backoffMs(failures - 2, clock.random())));
    connection.drop();
    options.onDown();
  }

  function hurry(): void {
    if (state.kind === 'connected') return watchdog.check();
    if (state.kind === 'connecting' && clock.now() - state.since >= STALE_TRY_MS) abandon(state);
    else if (state.kind === 'waiting') clock.clearTimeout(state.timer);
    else return;
    failures = 0;
    connect();
  }

  function close(): void {
    watchdog.stop();
    unwake();
    const last = state;
    state = { kind: 'closed' };
    if (last.kind === 'waiting') clock.clearTimeout(last.timer);
    else if (last.kind === 'connected') last.connection.close();
    else if (last.kind === 'connecting') {
      clock.clearTimeout(last.timeout);
      last.abort.abort();
      // On purpose, other than a try that is given up for another.
      last.opened?.close();
    }
  }

  const unwake = options.wake(hurry);
  connect();

  return {
    get state() {
      return state.kind;
    },
    send(type, payload) {
      if (state.kind === 'connected') state.connection.send(type, payload);
    },
    hurry,
    reopen,
    close,
  };
}
