import { RoomChatError } from '../../protocol/errors.js';

/** `shadow_mute`: the user's messages reach only the user, who is not told. */
export const SANCTION_KINDS = ['mute', 'shadow_mute', 'ban'] as const;
export type SanctionKind = (typeof SANCTION_KINDS)[number];

/** What a moderator laid on a user of a room. At most one of each kind per user and room. */
export interface Sanction {
  userId: string;
  kind: SanctionKind;
  /** Milliseconds since 1970; null: until it is lifted. */
  until: number | null;
  reason: string | null;
  /** User id of the moderator, or the name of the program that acted. */
  by: string;
}

/** When a sanction of so many seconds ends. Without seconds it has no end. */
export function endOf(seconds: number | undefined, now: number): number | null {
  return seconds === undefined ? null : now + Math.ceil(seconds * 1_000);
}

/** Whether it still counts. */
export function isActive({ until }: Pick<Sanction, 'until'>, now: number): boolean {
  return until === null || until > now;
}

/** Throws `banned` where one of the user's sanctions in the room keeps the user out. */
export function checkJoin(sanctions: readonly Sanction[], now: number): void {
  const ban = active(sanctions, 'ban', now);
  if (ban) throw refuse('banned', 'unable to join the room; you are banned from it', ban, now);
}

/** Throws `banned` or `muted`, or says whom a message may reach: everyone, or (`shadow`) the sender alone. */
export function checkSend(sanctions: readonly Sanction[], now: number): 'everyone' | 'shadow' {
  const ban = active(sanctions, 'ban', now);
  if (ban) throw refuse('banned', 'unable to send message; you are banned from the room', ban, now);
  const mute = active(sanctions, 'mute', now);
  if (mute) throw refuse('muted', 'unable to send message; you are muted here', mute, now);
  return active(sanctions, 'shadow_mute', now) ? 'shadow' : 'everyone';
}

/** The sanctions without those that ended, and with `added` in place of its kind for its user. */
export function withSanction(sanctions: readonly Sanction[], added: Sanction, now: number): Sanction[] {
  return [...withoutSanction(sanctions, added.userId, added.kind, now), added];
}

export function withoutSanction(sanctions: readonly Sanction[], userId: string, kind: SanctionKind, now: number): Sanction[] {
  return sanctions.filter((sanction) => isActive(sanction, now) && !(sanction.userId === userId && sanction.kind === kind));
}

function active(sanctions: readonly Sanction[], kind: SanctionKind, now: number): Sanction | undefined {
  return sanctions.find((sanction) => sanction.kind === kind && isActive(sanction, now));
}

function refuse(code: 'banned' | 'muted', what: string, { until, reason }: Sanction, now: number): RoomChatError {
  const why = reason === null ? '' : ` (${reason})`;
  return until === null
    ? new RoomChatError(code, `${what}${why}; ask a moderator`)
    : new RoomChatError(code, `${what}${why}; try again after ${new Date(until).toISOString()}`, { retryAfterMs: until - now });
}
