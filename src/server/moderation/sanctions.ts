import { RoomChatError } from '../../protocol/errors.js';
import type { Sanction, SanctionKind } from '../store/ModerationStore.js';

/** What decides: kind, end, and what to say. */
export type Laid = Pick<Sanction, 'kind' | 'until' | 'reason'>;

/** When a sanction of so many seconds ends. Without seconds it has no end. */
export function endOf(seconds: number | undefined, now: number): number | null {
  return seconds === undefined ? null : now + Math.ceil(seconds * 1_000);
}

/** Whether it still counts. */
export function isActive({ until }: Pick<Sanction, 'until'>, now: number): boolean {
  return until === null || until > now;
}

/** Throws `banned` where one of the user's sanctions in the room keeps the user out. */
export function checkJoin(sanctions: readonly Laid[], now: number): void {
  const ban = active(sanctions, 'ban', now);
  if (ban) throw refuse('banned', 'unable to join the room; you are banned from it', ban, now);
}

/** Throws `banned` or `muted`, or says whom a message may reach: everyone, or (`shadow`) the sender alone. */
export function checkSend(sanctions: readonly Laid[], now: number): 'everyone' | 'shadow' {
  const ban = active(sanctions, 'ban', now);
  if (ban) throw refuse('banned', 'unable to send message; you are banned from the room', ban, now);
  const mute = active(sanctions, 'mute', now);
  if (mute) throw refuse('muted', 'unable to send message; you are muted here', mute, now);
  return active(sanctions, 'shadow_mute', now) ? 'shadow' : 'everyone';
}

function active(sanctions: readonly Laid[], kind: SanctionKind, now: number): Laid | undefined {
  return sanctions.find((sanction) => sanction.kind === kind && isActive(sanction, now));
}

function refuse(code: 'banned' | 'muted', what: string, { until, reason }: Laid, now: number): RoomChatError {
  const why = reason === null ? '' : ` (${reason})`;
  return until === null
    ? new RoomChatError(code, `${what}${why}; ask a moderator`)
    : new RoomChatError(code, `${what}${why}; try again after ${new Date(until).toISOString()}`, { retryAfterMs: until - now });
}
