import { RoomChatError } from '../protocol/errors.js';
import { PROTOCOL_VERSION } from '../protocol/limits.js';
import { parseAppId, parseRoomName } from '../protocol/names.js';
import { isRecord } from '../protocol/parse.js';
import type { JoinRequest, Position } from '../protocol/wire.js';

/** Reads what a client sent to be let in; throws a `RoomChatError` that says what was wrong. */
export function parseJoinRequest(input: unknown): JoinRequest {
  if (!isRecord(input)) throw refuse('the request is no object');
  if (input.protocol !== PROTOCOL_VERSION) {
    const theirs = typeof input.protocol === 'number' ? input.protocol : 'names none';
    throw refuse(`this server speaks protocol ${PROTOCOL_VERSION}, the client ${theirs}`, 'install the same version of gametegra-room-chat on both sides');
  }
  const request: JoinRequest = {
    protocol: PROTOCOL_VERSION,
    appId: parseAppId(input.appId),
    roomName: parseRoomName(input.roomName),
    persistence: parseFlag(input.persistence, 'persistence', true),
    hidden: parseFlag(input.hidden, 'hidden', false),
  };
  if (input.token !== undefined) request.token = parseText(input.token, 'token', 8_192);
  if (input.guest !== undefined) {
    if (!isRecord(input.guest)) throw refuse('guest is no object');
    request.guest = { username: parseText(input.guest.username, 'guest.username', 256) };
    if (input.guest.guestToken !== undefined) request.guest.guestToken = parseText(input.guest.guestToken, 'guest.guestToken', 1_024);
  }
  if (input.match !== undefined) {
    if (!isRecord(input.match)) throw refuse('match is no object');
    request.match = {
      matchId: parseText(input.match.matchId, 'match.matchId', 1_024),
      reconnectionToken: parseText(input.match.reconnectionToken, 'match.reconnectionToken', 256),
    };
  }
  if (input.whisperTo !== undefined) request.whisperTo = parseText(input.whisperTo, 'whisperTo', 256);
  if (input.since !== undefined) request.since = parsePosition(input.since);
  return request;
}

export function parsePosition(input: unknown): Position {
  if (isRecord(input) && typeof input.epoch === 'string' && input.epoch.length <= 64 && Number.isSafeInteger(input.seq) && (input.seq as number) >= 0) {
    return { epoch: input.epoch, seq: input.seq as number };
  }
  throw new RoomChatError('invalid_request', 'unable to go on from the position; it is no { epoch, seq }; use the client of gametegra-room-chat');
}

function parseFlag(value: unknown, name: string, fallback: boolean): boolean {
  if (value === undefined) return fallback;
  if (typeof value === 'boolean') return value;
  throw new RoomChatError('invalid_option', `unable to join the room; ${name} is no boolean; give true or false`);
}

function parseText(value: unknown, name: string, maxLength: number): string {
  if (typeof value === 'string' && value !== '' && value.length <= maxLength) return value;
  throw refuse(`${name} is no text of 1 to ${maxLength} characters`);
}

function refuse(why: string, todo = 'use the client of gametegra-room-chat'): RoomChatError {
  return new RoomChatError('invalid_request', `unable to join the room; ${why}; ${todo}`);
}
