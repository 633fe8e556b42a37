import type { Clock } from '../protocol/clock.js';

export interface WatchdogOptions {
  clock: Clock;
  /** Nothing came for too long: the connection is dead, whatever the socket says. Called once per `start`. */
  onDead(): void;
  /** Asks the server something that it will answer. */
  probe(): void;
}

export interface Watchdog {
  /** Something came from the server. */
  heard(): void;
  /** From now on the server says something at least every `heartbeatMs`. */
  start(heartbeatMs: number): void;
  /** Finds out soon whether the connection lives. */
  check(): void;
  stop(): void;
}

/** Silence for so many heartbeats is death. */
const SILENT_HEARTBEATS = 2.5;
/** How long the answer to a probe may take, milliseconds. */
const PROBE_MS = 3_000;

/** Notices that a connection is dead although its socket is open: a tunnel, a sleep, a change of network. */
export function createWatchdog({ clock, onDead, probe }: WatchdogOptions): Watchdog {
  let lastHeard = 0;
  /** Infinity while there is nothing to watch. */
  let silenceMs = Infinity;
  let timer: unknown = null;
  let probing = false;
  /** Nothing has come since the probe. */
  let unanswered = false;

  function wait(ms: number, then: () => void): void {
    if (timer !== null) clock.clearTimeout(timer);
    const due = clock.now() + ms;
    timer = clock.setTimeout(() => {
      timer = null;
      // A timer that comes much too late tells of a sleep: what arrived meanwhile is only about to be read.
      if (clock.now() - due > PROBE_MS) ask();
      else then();
    }, ms);
  }

  function watch(): void {
    probing = false;
    const left = lastHeard + silenceMs - clock.now();
    if (left <= 0) die();
    else wait(left, watch);
  }

  function ask(): void {
    probing = unanswered = true;
    wait(PROBE_MS, () => (unanswered ? die() : watch()));
    probe();
  }

  function die(): void {
    stop();
    onDead();
  }

  function stop(): void {
    if (timer !== null) clock.clearTimeout(timer);
    timer = null;
    probing = false;
    silenceMs = Infinity;
  }

  return {
    heard() {
      lastHeard = clock.now();
      unanswered = false;
    },
    start(heartbeatMs) {
      lastHeard = clock.now();
      silenceMs = heartbeatMs * SILENT_HEARTBEATS;
      watch();
    },
    check() {
      if (!probing && silenceMs !== Infinity) ask();
    },
    stop,
  };
}
