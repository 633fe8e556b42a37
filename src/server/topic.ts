import type { EndEvent, LeaveReason, Presence } from '../protocol/messages.js';
import type { ServerMessageType } from '../protocol/wire.js';
import type { NumberedBatch } from './intake.js';

/** Whom an order to end concerns; everyone where nothing is named. */
export interface Target {
  userId?: string;
  /** Those let in by this client of this match room. */
  matchSession?: string;
}

/** Who is visible on the process that says it. */
export type RosterEvent =
  | { kind: 'presence'; joins: Presence[]; leaves: { userId: string; reason: LeaveReason }[] }
  /** All of them; `ask` wants the same from everyone else. */
  | { kind: 'roster'; users: Presence[]; ask: boolean };

/** What the processes that serve one channel tell each other. */
export type ChannelEvent =
  | { kind: 'batch'; batch: NumberedBatch }
  | { kind: 'deleted'; seqs: number[] }
  | { kind: 'end'; target: Target; event: EndEvent; presence: LeaveReason }
  /** Something for the connections of one user. */
  | { kind: 'tell'; userId: string; type: ServerMessageType; payload: unknown }
  | RosterEvent;

export interface Topic<Event = ChannelEvent> {
  /** Reaches the other processes of the topic, at most once each; not the caller. */
  publish(event: Event): void;
  /** Resolves when what others publish arrives here, or after a moment where that cannot be had now. */
  readonly ready: Promise<void>;
  close(): void;
}

/** One process has nobody to tell. */
export const noTopic: Topic<unknown> = { publish() {}, ready: Promise.resolve(), close() {} };
