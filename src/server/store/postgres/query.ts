import { RoomChatError } from '../../../protocol/errors.js';

/** One statement; with a name it is prepared once per connection. Rejects with `RoomChatError`. */
export type Query = (text: string, values?: unknown[], name?: string) => Promise<Record<string, unknown>[]>;

/** SQL for the time of a statement, milliseconds since 1970: the parameter, or the database's clock where it is null. */
export function timeOf(parameter: string): string {
  return `coalesce(${parameter}::bigint, floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint)`;
}

/** What a failed statement means to the caller. */
export function failureOf(cause: unknown): RoomChatError {
  const { code, message } = cause as { code?: string; message?: string };
  // Class 22 of SQLSTATE: the data, not the database, is at fault.
  if (code?.startsWith('22')) {
    return new RoomChatError('invalid_request', `unable to store; the database cannot hold a value: ${message}; change it`, { cause });
  }
  return new RoomChatError('unavailable', `unable to use the database; ${message || 'it cannot be reached'}; try again later`, { cause });
}
