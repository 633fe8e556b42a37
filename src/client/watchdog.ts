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
  let silenceMs = Infinity;
  let timer: unknown = null;
  let deadline = 0;
  /** A probe is out, and nothing has come since. */
  let unanswered = false;
  let probing = false;

  function lookAt(time: number): void {
    if (timer !== null) clock.clearTimeout(timer);
    deadline = time;
    timer = clock.setTimeout(look, Math.max(0, time - clock.now()));
  }

  function look(): void {
    timer = null;
    const now = clock.now();
    if (now - lastHeard < silenceMs) return lookAt(lastHeard + silenceMs);
    // A timer that comes much too late tells of a sleep: what arrived meanwhile is only about to be read.
    if (now - deadline > PROBE_MS) return check();
    onDead();
  }

  function check(): void {
    if (probing || silenceMs === Infinity) return;
    probing = unanswered = true;
    if (timer !== null) clock.clearTimeout(timer);
    timer = clock.setTimeout(() => {
      timer = null;
      probing = false;
      if (unanswered) onDead();
      else lookAt(lastHeard + silenceMs);
    }, PROBE_MS);
    probe();
  }

  return {
    heard() {
      lastHeard = clock.now();
      unanswered = false;
    },
    start(heartbeatMs) {
      lastHeard = clock.now();
      silenceMs = heartbeatMs * SILENT_HEARTBEATS;
      lookAt(lastHeard + silenceMs);
    },
    check,
    stop() {
      if (timer !== null) clock.clearTimeout(timer);
      timer = null;
      probing = false;
      silenceMs = Infinity;
    },
  };
}
