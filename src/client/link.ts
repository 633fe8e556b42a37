import type { Clock } from '../protocol/clock.js';
import { RoomChatError } from '../protocol/errors.js';
import type { ClientMessages, ClientMessageType, ServerMessages, ServerMessageType, Snapshot } from '../protocol/wire.js';
import { backoffMs } from './backoff.js';
import type { Connection } from './connection.js';
import type { Wake } from './wake.js';

/** Where a link is. `waiting` and `connecting` are what a game sees as reconnecting. */
export type LinkState =
  | { kind: 'connecting'; opened: Connection | null }
  | { kind: 'connected'; connection: Connection }
  | { kind: 'waiting'; timer: unknown }
  | { kind: 'closed' };

export interface LinkOptions {
  clock: Clock;
  wake: Wake;
  /** Opens one connection; its messages go to `deliver`, its end to `lost`. */
  open(on: { deliver(type: ServerMessageType, payload: unknown): void; lost(): void }): Promise<Connection>;
  /** The connection is open and the server has said where things stand. */
  onUp(snapshot: Snapshot): void;
  onDown(): void;
  onMessage<T extends Exclude<ServerMessageType, 'snapshot' | 'reconnect'>>(type: T, payload: ServerMessages[T]): void;
  /** It will not come back; the error says why. */
  onFailed(error: RoomChatError): void;
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
  /** Tries at once where it is waiting to. */
  hurry(): void;
  /** Gives the connection up and opens another. */
  reopen(afterMs: number): void;
  close(): void;
}

/** Silence for so many heartbeats means that the connection is dead, whatever the socket says. */
const SILENT_HEARTBEATS = 2.5;

/** Keeps one connection to a room open: opens it, watches it, and opens another when it is lost. */
export function createLink(options: LinkOptions): Link {
  const { clock } = options;
  let state: LinkState = { kind: 'closed' };
  /** Grows with each attempt, so that what an old one still says is told apart. */
  let attempt = 0;
  let failures = 0;
  let downSince = clock.now();
  let everUp = false;
  let lastHeard = 0;
  let watchdog: unknown = null;
  let silenceMs = Infinity;

  function connect(): void {
    const mine = ++attempt;
    const connecting: LinkState & { kind: 'connecting' } = { kind: 'connecting', opened: null };
    state = connecting;
    const current = (): boolean => mine === attempt && state.kind !== 'closed';
    let up = false;
    const early: [ServerMessageType, unknown][] = [];

    const timeout = clock.setTimeout(() => {
      if (current()) fail(new RoomChatError('unavailable', 'unable to reach the chat server; it did not answer in time; see that it runs and that the endpoint is right'));
    }, options.connectTimeoutMs);

    function fail(error: RoomChatError): void {
      clock.clearTimeout(timeout);
      attempt++;
      connecting.opened?.close();
      retry(error);
    }

    function deliver(type: ServerMessageType, payload: unknown): void {
      if (!current()) return;
      lastHeard = clock.now();
      if (!connecting.opened) return void early.push([type, payload]);
      if (type === 'reconnect') {
        const { afterMs } = payload as ServerMessages['reconnect'];
        if (up) reopen(afterMs);
        else fail(new RoomChatError('unavailable', 'unable to join the room; the server restarts; it is tried again', { retryAfterMs: afterMs }));
      } else if (type === 'snapshot') {
        if (!up) begin(payload as Snapshot);
      } else if (up || type === 'end') {
        options.onMessage(type as never, payload as never);
      }
      // Anything else before the snapshot is in it.
    }

    function begin(snapshot: Snapshot): void {
      up = true;
      clock.clearTimeout(timeout);
      failures = 0;
      everUp = true;
      state = { kind: 'connected', connection: connecting.opened! };
      watch(snapshot.heartbeatMs);
      options.onUp(snapshot);
    }

    options
      .open({
        deliver,
        lost: () => {
          if (!current()) return;
          if (up) reopen(0);
          else fail(new RoomChatError('unavailable', 'unable to join the room; the connection was lost on the way; it is tried again'));
        },
      })
      .then(
        (connection) => {
          if (!current()) return connection.close();
          connecting.opened = connection;
          for (const [type, payload] of early.splice(0)) deliver(type, payload);
        },
        (error: unknown) => {
          if (current()) fail(error instanceof RoomChatError ? error : new RoomChatError('unavailable', 'unable to reach the chat server; see the cause', { cause: error }));
        },
      );
  }

  function retry(error: RoomChatError): void {
    const budget = everUp ? options.budgetMs : options.firstBudgetMs;
    const delay = error.retryAfterMs ?? backoffMs(failures++, clock.random());
    if (!error.temporary && !options.worthRetrying(error)) return end(error);
    if (clock.now() + delay - downSince > budget) {
      return end(everUp ? new RoomChatError('connection_lost', `unable to reach the chat server; it has been out of reach for ${Math.round(budget / 1000)} s; join again`, { cause: error }) : error);
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
    unwatch();
    attempt++;
    const { connection } = state;
    downSince = clock.now();
    // The first try follows a loss soon, but not in step with everyone else's.
    wait(afterMs + clock.random() * 250);
    connection.close();
    options.onDown();
  }

  function watch(heartbeatMs: number): void {
    unwatch();
    lastHeard = clock.now();
    silenceMs = heartbeatMs * SILENT_HEARTBEATS;
    const look = (): void => {
      if (clock.now() - lastHeard > silenceMs) reopen(0);
      else watchdog = clock.setTimeout(look, heartbeatMs);
    };
    watchdog = clock.setTimeout(look, heartbeatMs);
  }

  function unwatch(): void {
    if (watchdog !== null) clock.clearTimeout(watchdog);
    watchdog = null;
  }

  function hurry(): void {
    // After a sleep the socket may be dead without knowing.
    if (state.kind === 'connected' && clock.now() - lastHeard > silenceMs) return reopen(0);
    if (state.kind !== 'waiting') return;
    clock.clearTimeout(state.timer);
    failures = 0;
    connect();
  }

  function close(): void {
    unwatch();
    unwake();
    attempt++;
    if (state.kind === 'waiting') clock.clearTimeout(state.timer);
    if (state.kind === 'connected') state.connection.close();
    if (state.kind === 'connecting') state.opened?.close();
    state = { kind: 'closed' };
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
