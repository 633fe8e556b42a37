import { RoomChatError } from './errors.js';
import { kindOf } from './kindOf.js';
import { LIMITS } from './limits.js';

const MATCH_PREFIX = 'match-';
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/;
// A lone surrogate cannot be written as UTF-8; two different names would become one. (With the flag, pairs count as one.)
const LONE_SURROGATE = /[\ud800-\udfff]/u;
const APP_ID = /^[A-Za-z0-9.-]{1,64}$/;

const encoder = new TextEncoder();

export function utf8Length(text: string): number {
  return encoder.encode(text).length;
}

/** Returns the name unchanged, or throws `invalid_room_name`. */
export function parseRoomName(name: unknown): string {
  const refuse = (why: string) =>
    new RoomChatError('invalid_room_name', `unable to use the room name; ${why}; give 1 to ${LIMITS.roomNameBytes} bytes of text without control characters or space at its ends`);
  if (typeof name !== 'string') throw refuse(`it is ${kindOf(name)}, not a string`);
  if (name === '') throw refuse('it is empty');
  if (name.length > LIMITS.roomNameBytes || utf8Length(name) > LIMITS.roomNameBytes) throw refuse(`it is longer than ${LIMITS.roomNameBytes} bytes as UTF-8`);
  if (CONTROL.test(name)) throw refuse('it has a control character');
  if (LONE_SURROGATE.test(name)) throw refuse('it has half of a surrogate pair');
  if (name.trim() !== name) throw refuse('it begins or ends with space');
  return name;
}

/** Returns the id unchanged, or throws `invalid_option`. No underscore, so that a channel id has one reading. */
export function parseAppId(appId: unknown): string {
  if (typeof appId === 'string' && APP_ID.test(appId)) return appId;
  const why = appId === undefined ? 'it is missing' : typeof appId === 'string' ? 'it is empty, too long, or has other characters' : `it is ${kindOf(appId)}`;
  throw new RoomChatError('invalid_option', `unable to use appId; ${why}; give 1 to 64 letters, digits, dots or hyphens`);
}

export function channelIdOf(appId: string, roomName: string): string {
  return `2...${appId}_${roomName}`;
}

export function streamKeyOf(roomName: string): string {
  return `room-chat-${roomName}`;
}

export function isMatchRoom(roomName: string): boolean {
  return roomName.startsWith(MATCH_PREFIX);
}

/**
 * The chat room of a match: `match-<matchId>`, or, where that is no valid room name,
 * `match-` and a hash of the id. Client and server compute it alike.
 */
export function matchRoomName(matchId: string): string {
  if (typeof matchId !== 'string' || matchId === '') {
    throw new RoomChatError('invalid_option', 'unable to name the chat of the match; its id is no text, or empty; give the match id as a string');
  }
  // No id may pass for the hash of another, or for a channel of a match.
  if (/^~|\//.test(matchId)) return hashedMatchName(matchId);
  return isRoomName(MATCH_PREFIX + matchId) ? MATCH_PREFIX + matchId : hashedMatchName(matchId);
}

/**
 * The room of a channel within a match, such as a team's: `match-<matchId>/<channel>`. What is too long,
 * or would be no room name, is hashed: the match first, then the channel.
 */
export function matchChannelName(matchId: string, channel: string): string {
  const room = matchRoomName(matchId);
  if (typeof channel !== 'string' || channel === '') {
    throw new RoomChatError('invalid_option', 'unable to name the channel of the match; its name is no text, or empty; give a name such as "team-red"');
  }
  const short = hashedMatchName(matchId);
  const plain = /^~|\//.test(channel) ? [] : [`${room}/${channel}`, `${short}/${channel}`];
  return plain.find(isRoomName) ?? `${short}/~${hash(channel).slice(0, 16)}`;
}

/** Whether a room is the chat of that match, or one of its channels. */
export function belongsToMatch(roomName: string, matchRoom: string): boolean {
  if (roomName === matchRoom) return true;
  const slash = roomName.indexOf('/');
  return slash > 0 && isMatchRoom(matchRoom) && namesOfMatch(matchRoom).includes(roomName.slice(0, slash));
}

/** What the rooms of a match's channels may have before the slash. */
export function namesOfMatch(matchRoom: string): string[] {
  const id = matchRoom.slice(MATCH_PREFIX.length);
  return id.startsWith('~') ? [matchRoom] : [matchRoom, hashedMatchName(id)];
}

function hashedMatchName(matchId: string): string {
  return `${MATCH_PREFIX}~${hash(matchId)}`;
}

function isRoomName(name: string): boolean {
  try {
    parseRoomName(name);
    return true;
  } catch {
    return false;
  }
}

/** 128 bits as hex from four FNV-1a lanes with different seeds; it spreads ids, it guards no secret. */
function hash(text: string): string {
  const bytes = encoder.encode(text);
  return [0x811c9dc5, 0x01000193, 0x9e3779b9, 0x85ebca6b]
    .map((seed) => {
      let value = seed;
      for (const byte of bytes) value = Math.imul(value ^ byte, 0x01000193);
      value = Math.imul(value ^ (value >>> 15), 0x2c1b3c6d);
      return ((value ^ (value >>> 13)) >>> 0).toString(16).padStart(8, '0');
    })
    .join('');
}
