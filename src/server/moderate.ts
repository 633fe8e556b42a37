import { RoomChatError } from '../protocol/errors.js';
import { isRecord } from '../protocol/parse.js';
import type { ModerationRequest, ReportRequest } from '../protocol/wire.js';
import { MAX_SLOW_SECONDS } from './moderation/slowMode.js';

const MAX_SECONDS = 10 * 365 * 24 * 3600;
const REASON_CHARS = 200;
const USER_ID_CHARS = 256;

/** Whether it is what anyone may do. */
export function isReport(input: unknown): boolean {
  return isRecord(input) && input.action === 'report';
}

/** Reads a moderator's request, or anyone's report, from the wire; throws `invalid_request`. */
export function parseModeration(input: unknown): ModerationRequest | ReportRequest {
  if (!isRecord(input)) throw refuse('it is no object');
  const user = (): { userId: string } => ({ userId: parseUserId(input.userId, 'moderate') });
  if (isReport(input)) {
    const about = input.seq === undefined ? user() : { seq: parseSeq(input.seq) };
    return { action: 'report', ...about, reason: parseText(input.reason, 'reason', REASON_CHARS) };
  }
  const reason = input.reason === undefined ? {} : { reason: parseText(input.reason, 'reason', REASON_CHARS) };
  switch (input.action) {
    case 'delete':
      return { action: 'delete', seq: parseSeq(input.seq), ...reason };
    case 'mute':
    case 'shadow_mute':
    case 'ban':
      return { action: input.action, ...user(), ...parseSeconds(input.seconds), ...reason };
    case 'unmute':
    case 'unshadow_mute':
    case 'unban':
    case 'kick':
      return { action: input.action, ...user(), ...reason };
    case 'slow':
      if (typeof input.seconds !== 'number' || !(input.seconds >= 0 && input.seconds <= MAX_SLOW_SECONDS)) throw refuse(`seconds is no number from 0 to ${MAX_SLOW_SECONDS}`);
      return { action: 'slow', seconds: input.seconds, ...reason };
    case 'close':
      return { action: 'close', ...reason };
    default:
      throw refuse('its action is unknown');
  }
}

/** Reads a user id from the wire; throws `invalid_request`. */
export function parseUserId(value: unknown, action: string): string {
  return parseText(value, 'userId', USER_ID_CHARS, action);
}

function parseSeq(value: unknown): number {
  if (Number.isSafeInteger(value) && (value as number) > 0) return value as number;
  throw refuse('seq is no whole number from 1');
}

function parseSeconds(value: unknown): { seconds?: number } {
  if (value === undefined) return {};
  if (typeof value === 'number' && value > 0 && value <= MAX_SECONDS) return { seconds: value };
  throw refuse('seconds is no number above 0');
}

function parseText(value: unknown, name: string, maxLength: number, action?: string): string {
  if (typeof value === 'string' && value !== '' && value.length <= maxLength) return value;
  throw refuse(`${name} is no text of 1 to ${maxLength} characters`, action);
}

function refuse(why: string, action = 'moderate'): RoomChatError {
  return new RoomChatError('invalid_request', `unable to ${action}; ${why}; use the client of gametegra-room-chat, with the arguments of its types`);
}
