/** All error codes; `temporary` says whether the same call may succeed later unchanged. */
export const ERROR_CODES = {
  invalid_room_name: { temporary: false },
  no_match: { temporary: false },
  options_conflict: { temporary: false },
  invalid_option: { temporary: false },
  invalid_content: { temporary: false },
  content_too_large: { temporary: false },
  invalid_cursor: { temporary: false },
  invalid_limit: { temporary: false },
  invalid_request: { temporary: false },
  rate_limited: { temporary: true },
  muted: { temporary: true },
  blocked: { temporary: false },
  not_allowed: { temporary: false },
  unauthorized: { temporary: false },
  banned: { temporary: false },
  unavailable: { temporary: true },
  outbox_full: { temporary: true },
  timeout: { temporary: true },
  left: { temporary: false },
  gap: { temporary: false },
  connection_lost: { temporary: false },
} as const satisfies Record<string, { temporary: boolean }>;

export type ErrorCode = keyof typeof ERROR_CODES;

export interface ErrorDetails {
  /** How long to wait before trying again, milliseconds. */
  retryAfterMs?: number;
  /** First and last `seq` that cannot be had again; `to` is null where nobody knows. Only with `gap`. */
  from?: number;
  to?: number | null;
  cause?: unknown;
}

/** The one error class of room chat. The message has the form "unable to <action>; <reason>; <what to do>". */
export class RoomChatError extends Error {
  override readonly name = 'RoomChatError';
  readonly code: ErrorCode;
  /** True where the same call may succeed later. */
  readonly temporary: boolean;
  declare readonly retryAfterMs?: number;
  declare readonly from?: number;
  declare readonly to?: number | null;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.temporary = ERROR_CODES[code].temporary;
    if (details.retryAfterMs !== undefined) this.retryAfterMs = details.retryAfterMs;
    if (details.from !== undefined) this.from = details.from;
    if (details.to !== undefined) this.to = details.to;
  }
}

export function isErrorCode(value: unknown): value is ErrorCode {
  return typeof value === 'string' && Object.hasOwn(ERROR_CODES, value);
}

/** How an error travels: as plain data. */
export interface WireError {
  code: ErrorCode;
  message: string;
  retryAfterMs?: number;
}

export function toWireError(error: unknown): WireError {
  if (!(error instanceof RoomChatError)) {
    return { code: 'unavailable', message: 'unable to complete the request; the server met an unexpected problem; try again later' };
  }
  const wire: WireError = { code: error.code, message: error.message };
  if (error.retryAfterMs !== undefined) wire.retryAfterMs = error.retryAfterMs;
  return wire;
}

export function fromWireError(wire: WireError): RoomChatError {
  const code = isErrorCode(wire.code) ? wire.code : 'unavailable';
  return new RoomChatError(code, String(wire.message), wire.retryAfterMs === undefined ? {} : { retryAfterMs: wire.retryAfterMs });
}

/**
 * A refused join reaches the client as one text only (that is all Colyseus forwards),
 * so the code stands in front of it.
 */
export function toJoinRefusal(error: RoomChatError): string {
  return `${error.code}${error.retryAfterMs === undefined ? '' : `(${Math.ceil(error.retryAfterMs)})`}: ${error.message}`;
}

export function fromJoinRefusal(text: string): RoomChatError | null {
  const match = /^([a-z_]+)(?:\((\d+)\))?: ([\s\S]*)$/.exec(text);
  if (!match || !isErrorCode(match[1])) return null;
  return new RoomChatError(match[1], match[3] ?? '', match[2] === undefined ? {} : { retryAfterMs: Number(match[2]) });
}
