import { expect } from 'vitest';
import { RoomChatError, type ErrorCode } from '../../src/protocol/errors.js';

/** The `RoomChatError` that the call throws; anything else fails the test. */
export function thrownBy(call: () => unknown): RoomChatError {
  let result: unknown;
  try {
    result = call();
  } catch (error) {
    return asChatError(error);
  }
  throw new Error(`expected a RoomChatError, got ${JSON.stringify(result)}`);
}

/** The `RoomChatError` that the promise rejects with. */
export async function rejectionOf(promise: Promise<unknown>): Promise<RoomChatError> {
  let result: unknown;
  try {
    result = await promise;
  } catch (error) {
    return asChatError(error);
  }
  throw new Error(`expected a RoomChatError, got ${JSON.stringify(result)}`);
}

/** A sentence for a person: what could not be done, why, and what to do. */
export function expectSentence(error: RoomChatError, code: ErrorCode): void {
  expect(error.code).toBe(code);
  expect(error.message).toMatch(/^unable to [^;]+; [^;]+; .+/s);
  expect(error.message).not.toMatch(/undefined to|\[object|function \w*\(|NaN ms/);
  expect(error.message.length).toBeLessThan(400);
}

function asChatError(error: unknown): RoomChatError {
  if (error instanceof RoomChatError) return error;
  throw error;
}
