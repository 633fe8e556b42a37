import type { Missing, Batch, Position, Replay, WireMessage } from '../protocol/wire.js';

export interface StreamOptions {
  /** Each message once, in order. */
  deliver(epoch: string, message: WireMessage): void;
  /** What cannot be had again. */
  onGap(missing: Missing): void;
  /** Asks the server for what came after a position. */
  requestSync(since: Position): Promise<Replay>;
}

export interface Stream {
  readonly position: Position;
  batch(batch: Batch): void;
  replay(replay: Replay): void;
  /** The server says how far the room is. */
  head(epoch: string, head: number): void;
  /** Asks where the room stands, whatever is known. */
  probe(): void;
  /** The connection is another one: what was asked on the old one will not be answered. */
  restart(): void;
}

/** Batches kept while what lies before them is fetched; past it they too come by the fetch. */
const MAX_EARLY = 64;
/** How long the id of a message is known again, by the server's clock: longer than clients send again. */
const REMEMBER_MS = 120_000;
const MAX_REMEMBERED = 10_000;

/**
 * Turns what the server sends, in whatever order and however often it arrives, into one stream
 * in which nothing is lost, repeated or out of order.
 */
export function createStream(start: Position, { deliver, onGap, requestSync }: StreamOptions): Stream {
  let { epoch, seq } = start;
  let early: Batch[] = [];
  /** Grows with each connection, so that late answers of an old one are told apart. */
  let generation = 0;
  let syncing = false;
  /** A message that is not stored may be numbered twice where it is sent again after the server's restart; so this outlives epochs. */
  const known = new Map<string, number>();

  function accept({ prev, last, messages, missing }: Batch): boolean {
    if (prev > seq) return false;
    if (missing && (missing.to === null || missing.to > seq)) onGap({ from: Math.max(missing.from, seq + 1), to: missing.to });
    const after = seq;
    seq = Math.max(seq, last);
    for (const message of messages) {
      if (message[0] <= after) continue;
      if (message[5] !== null && !remember(`${message[1]}/${message[5]}`, message[4])) continue;
      deliver(epoch, message);
    }
    return true;
  }

  function remember(key: string, time: number): boolean {
    if (known.has(key)) return false;
    known.set(key, time);
    for (const [oldest, at] of known) {
      if (known.size <= MAX_REMEMBERED && at >= time - REMEMBER_MS) break;
      known.delete(oldest);
    }
    return true;
  }

  function drain(): void {
    early.sort((a, b) => a.prev - b.prev);
    while (early.length > 0 && accept(early[0]!)) early.shift();
  }

  function applyReplay(replay: Replay): void {
    if (replay.epoch !== epoch) {
      onGap(replay.missing ?? { from: seq + 1, to: null });
      epoch = replay.epoch;
      seq = 0;
      early = [];
      const { missing: _, ...rest } = replay;
      accept({ ...rest, prev: 0 });
    } else if (replay.missing?.to === null) {
      // The same room, set back: its numbers begin again from there. A head below ours alone says nothing: batches may have overtaken this answer.
      onGap({ from: replay.head + 1, to: null });
      seq = replay.head;
      early = [];
    } else {
      accept(replay);
    }
    if (replay.last < replay.head) return sync();
    drain();
    // What still does not join on, the server does not know yet: its next batch or heartbeat will tell.
    early = [];
  }

  function sync(): void {
    if (syncing) return;
    syncing = true;
    const mine = generation;
    requestSync({ epoch, seq }).then(
      (replay) => {
        if (mine !== generation) return;
        syncing = false;
        applyReplay(replay);
      },
      () => {
        // The next heartbeat, batch or connection asks again.
        if (mine === generation) syncing = false;
      },
    );
  }

  return {
    get position() {
      return { epoch, seq };
    },
    batch(batch) {
      if (accept(batch)) {
        drain();
        return;
      }
      if (early.length < MAX_EARLY) early.push(batch);
      sync();
    },
    replay: applyReplay,
    head(currentEpoch, head) {
      if (currentEpoch !== epoch || head > seq) sync();
    },
    probe: sync,
    restart() {
      generation++;
      syncing = false;
      early = [];
    },
  };
}
