import { RoomChatError } from '../protocol/errors.js';
import { isRecord } from '../protocol/parse.js';
import type { ModerationRequest, ReportRequest } from '../protocol/wire.js';
import { assertSlowSeconds } from './moderation/slowMode.js';

const MAX_SECONDS = 10 * 365 * 24 * 3600;
const REASON_CHARS = 200;
const USER_ID_CHARS = 256;

/** Whether it is what anyone may do. */
export function isReport(input: unknown): boolean {
  return isRecord(input) && input.action === 'report';
}

/** What each action takes beside its name. */
const FIELDS: Record<(ModerationRequest | ReportRequest)['action'], readonly string[]> = {
  report: ['seq', 'userId', 'reason'],
  delete: ['seq', 'reason'],
  mute: ['userId', 'seconds', 'reason'],
  shadow_mute: ['userId', 'seconds', 'reason'],
  ban: ['userId', 'seconds', 'reason'],
  unmute: ['userId', 'reason'],
  unshadow_mute: ['userId', 'reason'],
  unban: ['userId', 'reason'],
  kick: ['userId', 'reason'],
  slow: ['seconds', 'reason'],
  close: ['reason'],
};

/** Reads a moderator's request, or anyone's report, from outside; throws `invalid_request`. */
export function parseModeration(input: unknown): ModerationRequest | ReportRequest {
  if (!isRecord(input)) throw refuse('the request is no object');
  const { action } = input;
  if (typeof action !== 'string' || !Object.hasOwn(FIELDS, action)) throw refuse(`there is no action "${String(action)}"`, 'moderate', `use one of ${Object.keys(FIELDS).join(', ')}`);
  const known = FIELDS[action as keyof typeof FIELDS];
  // A mistyped `seconds` would mute for ever.
  const unknown = Object.keys(input).find((key) => key !== 'action' && input[key] !== undefined && !known.includes(key));
  if (unknown !== undefined) throw refuse(`there is no "${unknown}" to it`, action, `it takes ${known.join(', ')}`);

  const user = (): { userId: string } => ({ userId: parseUserId(input.userId, action) });
  const parsedReason = (): string => parseText(input.reason, 'reason', REASON_CHARS, action);
  if (action === 'report') {
    const about = input.seq === undefined ? user() : { seq: parseSeq(input.seq, action) };
    return { action, ...about, reason: parsedReason() };
  }
  const reason = input.reason === undefined ? {} : { reason: parsedReason() };
  switch (action as ModerationRequest['action']) {
    case 'delete':
      return { action: 'delete', seq: parseSeq(input.seq, action), ...reason };
    case 'mute':
    case 'shadow_mute':
    case 'ban':
      return { action: action as 'mute' | 'shadow_mute' | 'ban', ...user(), ...parseSeconds(input.seconds, action), ...reason };
    case 'unmute':
    case 'unshadow_mute':
    case 'unban':
    case 'kick':
      return { action: action as 'unmute' | 'unshadow_mute' | 'unban' | 'kick', ...user(), ...reason };
    case 'slow':
      assertSlowSeconds(input.seconds);
      return { action: 'slow', seconds: input.seconds, ...reason };
    case 'close':
      return { action: 'close', ...reason };
  }
}

/** The same for those who may do anything: a report is made in a room, by a player. */
export function parseOrder(input: unknown): ModerationRequest {
  const request = parseModeration(input);
  if (request.action === 'report') throw refuse('a report is made by a player, in a room', 'report', 'call handle.moderation.report of the client');
  return request;
}

/** Reads a user id from the wire; throws `invalid_request`. */
export function parseUserId(value: unknown, action: string): string {
  return parseText(value, 'userId', USER_ID_CHARS, action);
}

function parseSeq(value: unknown, action: string): number {
  if (Number.isSafeInteger(value) && (value as number) > 0) return value as number;
  throw refuse('seq is no whole number from 1', action, 'give the seq of the message');
}

function parseSeconds(value: unknown, action: string): { seconds?: number } {
  if (value === undefined) return {};
  if (typeof value === 'number' && value > 0 && value <= MAX_SECONDS) return { seconds: value };
  throw refuse('seconds is no number above 0', action, 'leave it out for no end');
}

function parseText(value: unknown, name: string, maxLength: number, action: string): string {
  if (typeof value === 'string' && value !== '' && value.length <= maxLength) return value;
  throw refuse(`${name} is no text of 1 to ${maxLength} characters`, action, 'give one');
}

function refuse(why: string, action = 'moderate', todo = 'use the client of gametegra-room-chat, with the arguments of its types'): RoomChatError {
  return new RoomChatError('invalid_request', `unable to ${action.replace('_', '-')}; ${why}; ${todo}`);
}
