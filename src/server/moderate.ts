import { RoomChatError } from '../protocol/errors.js';
import { isRecord } from '../protocol/parse.js';
import type { ModerationRequest } from '../protocol/wire.js';

const MAX_SECONDS = 10 * 365 * 24 * 3600;

/** Reads a moderator's request from the wire; throws `invalid_request`. */
export function parseModeration(input: unknown): ModerationRequest {
  if (!isRecord(input)) throw refuse('it is no object');
  const reason = input.reason === undefined ? {} : { reason: parseText(input.reason, 'reason', 200) };
  switch (input.action) {
    case 'delete':
      if (!Number.isSafeInteger(input.seq) || (input.seq as number) < 1) throw refuse('seq is no whole number from 1');
      return { action: 'delete', seq: input.seq as number };
    case 'mute':
    case 'ban':
      return { action: input.action, userId: parseText(input.userId, 'userId', 256), ...parseSeconds(input.seconds), ...reason };
    case 'unmute':
    case 'unban':
      return { action: input.action, userId: parseText(input.userId, 'userId', 256) };
    case 'kick':
      return { action: 'kick', userId: parseText(input.userId, 'userId', 256), ...reason };
    case 'close':
      return { action: 'close', ...reason };
    default:
      throw refuse('its action is unknown');
  }
}

function parseSeconds(value: unknown): { seconds?: number } {
  if (value === undefined) return {};
  if (typeof value === 'number' && value > 0 && value <= MAX_SECONDS) return { seconds: value };
  throw refuse('seconds is no number above 0');
}

function parseText(value: unknown, name: string, maxLength: number): string {
  if (typeof value === 'string' && value !== '' && value.length <= maxLength) return value;
  throw refuse(`${name} is no text of 1 to ${maxLength} characters`);
}

function refuse(why: string): RoomChatError {
  return new RoomChatError('invalid_request', `unable to moderate; ${why}; see the table of moderation requests`);
}
