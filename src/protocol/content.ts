import { RoomChatError } from './errors.js';
import { kindOf } from './kindOf.js';
import { LIMITS } from './limits.js';
import type { Content, JsonObject, JsonValue } from './messages.js';
import { utf8Length } from './names.js';

/** A key may be long; a sentence about it need not. */
const MAX_PATH_CHARS = 80;

/**
 * Returns what will be sent: a trimmed text, or a copy of a plain JSON object.
 * Throws `invalid_content` or `content_too_large`.
 */
export function parseContent(input: unknown): Content {
  if (typeof input === 'string') return parseText(input);
  if (isPlainObject(input)) return parseObject(input);
  throw invalid(`the content is ${kindOf(input)}`, 'send a string or a plain object');
}

function parseText(input: string): string {
  const text = wellFormed(input.trim());
  if (text === '') throw invalid('the text is empty', `send 1 to ${LIMITS.textChars} characters`);
  // A character is one or two UTF-16 units: most texts need no count.
  if (text.length > LIMITS.textChars && (text.length > 2 * LIMITS.textChars || countCodePoints(text) > LIMITS.textChars)) {
    throw tooLarge(`the text has more than ${LIMITS.textChars} characters`);
  }
  return text;
}

function parseObject(input: object): JsonObject {
  let budget: number = LIMITS.objectKeys;
  /** The objects around the one that is looked at. */
  const around: object[] = [];

  /** The value as it comes out of JSON; undefined where JSON leaves it out. */
  const copy = (value: unknown, path: string): JsonValue | undefined => {
    switch (typeof value) {
      case 'string':
        return wellFormed(value);
      case 'boolean':
      case 'undefined':
        return value;
      case 'number':
        if (!Number.isFinite(value)) throw invalid(`${path} is ${value}, which JSON cannot hold`, 'use finite numbers');
        // Minus zero is zero in JSON.
        return value + 0;
      case 'object':
        return value === null ? null : copyObject(value, path);
      default:
        throw invalid(`${path} is a ${typeof value}`, 'use plain JSON values only');
    }
  };

  const copyObject = (value: object, path: string): JsonValue[] | JsonObject => {
    const isArray = Array.isArray(value);
    if (!isArray && !isPlainObject(value)) throw invalid(`${path} is ${kindOf(value)}`, 'use plain JSON values only');
    if (around.includes(value)) throw invalid(`${path} is an object that contains it`, 'send data without circles');
    if (around.length >= LIMITS.objectDepth) throw tooLarge(`the object is nested deeper than ${LIMITS.objectDepth} levels`);
    // Before anything is made of them: an array may have very many places, and nothing in them.
    const entries: [string | number, unknown][] = isArray ? (value.length > budget ? [] : [...value.entries()]) : Object.entries(value);
    budget -= isArray ? value.length : entries.length;
    if (budget < 0) throw tooLarge(`the object has more than ${LIMITS.objectKeys} keys and items`);
    around.push(value);
    const items: JsonValue[] = [];
    const object: JsonObject = {};
    for (const [key, item] of entries) {
      if (key === '__proto__') throw invalid(`${path} has the key "__proto__"`, 'rename the key');
      const known = copy(item, `${path}.${key}`.slice(0, MAX_PATH_CHARS));
      if (isArray) items.push(known ?? null);
      else if (known !== undefined) object[wellFormed(String(key))] = known;
    }
    around.pop();
    return isArray ? items : object;
  };

  const object = copyObject(input, 'content') as JsonObject;
  const json = JSON.stringify(object);
  if (json.length > LIMITS.objectBytes || utf8Length(json) > LIMITS.objectBytes) {
    throw tooLarge(`the object is larger than ${LIMITS.objectBytes} bytes as JSON`);
  }
  return object;
}

/** Half a surrogate pair cannot be written as UTF-8; every part of the way would make something else of it. */
function wellFormed(text: string): string {
  return text.toWellFormed?.() ?? text;
}

function isPlainObject(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: object | null = Object.getPrototypeOf(value);
  if (prototype === null || prototype === Object.prototype) return true;
  // Another realm's Object.prototype (an iframe's) is as plain as ours.
  return Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype, 'hasOwnProperty');
}

function countCodePoints(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}

function invalid(why: string, todo: string): RoomChatError {
  return new RoomChatError('invalid_content', `unable to send message; ${why}; ${todo}`);
}

function tooLarge(why: string): RoomChatError {
  return new RoomChatError('content_too_large', `unable to send message; ${why}; shorten it`);
}
