import { RoomChatError } from './errors.js';
import { LIMITS } from './limits.js';
import type { Content, JsonObject } from './messages.js';
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
  throw invalid(`the content is ${describe(input)}`, 'send a string or a plain object');
}

function parseText(input: string): string {
  const text = input.trim().toWellFormed?.() ?? input.trim();
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
  const check = (value: unknown, path: string): void => {
    switch (typeof value) {
      case 'string':
      case 'boolean':
        return;
      case 'number':
        if (!Number.isFinite(value)) throw invalid(`${path} is ${value}, which JSON cannot hold`, 'use finite numbers');
        return;
      case 'object': {
        if (value === null) return;
        if (!Array.isArray(value) && !isPlainObject(value)) throw invalid(`${path} is ${describe(value)}`, 'use plain JSON values only');
        if (around.includes(value)) throw invalid(`${path} is an object that contains it`, 'send data without circles');
        if (around.length >= LIMITS.objectDepth) throw tooLarge(`the object is nested deeper than ${LIMITS.objectDepth} levels`);
        // Also the empty places of an array become items.
        if (Array.isArray(value) && value.length > budget) throw tooManyKeys();
        around.push(value);
        for (const [key, item] of Object.entries(value)) {
          if (--budget < 0) throw tooManyKeys();
          if (key === '__proto__') throw invalid(`${path} has the key "__proto__"`, 'rename the key');
          check(item, `${path}.${key}`.slice(0, MAX_PATH_CHARS));
        }
        around.pop();
        return;
      }
      case 'undefined':
        // As JSON.stringify does: a key without a value is left out.
        return;
      default:
        throw invalid(`${path} is a ${typeof value}`, 'use plain JSON values only');
    }
  };
  check(input, 'content');
  const json = JSON.stringify(input);
  if (json.length > LIMITS.objectBytes || utf8Length(json) > LIMITS.objectBytes) {
    throw tooLarge(`the object is larger than ${LIMITS.objectBytes} bytes as JSON`);
  }
  return JSON.parse(json) as JsonObject;
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

function describe(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'object') return `an instance of ${nameOfClass(value)}`;
  return typeof value === 'undefined' ? 'undefined' : `a ${typeof value}`;
}

function nameOfClass(value: object): string {
  const name: unknown = (value.constructor as Partial<Function> | undefined)?.name;
  return typeof name === 'string' && name !== '' ? name.slice(0, 64) : 'some class';
}

function tooManyKeys(): RoomChatError {
  return tooLarge(`the object has more than ${LIMITS.objectKeys} keys and items`);
}

function invalid(why: string, todo: string): RoomChatError {
  return new RoomChatError('invalid_content', `unable to send message; ${why}; ${todo}`);
}

function tooLarge(why: string): RoomChatError {
  return new RoomChatError('content_too_large', `unable to send message; ${why}; shorten it`);
}
