/** Fields that hold a credential or what a player said. Compared in lower case, without `_` and `-`. */
const HIDDEN = new Set([
  'token', 'guesttoken', 'reconnectiontoken', 'authtoken', 'accesstoken', 'metricstoken', 'secret', 'authsecret', 'guestsecret', 'password',
  'authorization', 'cookie', 'setcookie', 'content', 'text', 'messages', 'body', 'payload',
]);
const JWT = /\beyJ[\w-]{5,}\.[\w-]+(?:\.[\w-]*)?/g;
const GUEST_TOKEN = /\b(guest-[a-z2-7]{26})\.[\w-]{20,}/g;
const URL_PASSWORD = /(:\/\/)[^/@\s]*@/g;
const QUERY = /(\/[^\s?"']*)\?[^\s"']*/g;
const MAX_DEPTH = 4;
const MAX_ITEMS = 50;
const MAX_CHARS = 1_000;

/** The path of a request without its query string, which may hold a token. */
export function stripQuery(url: string): string {
  const end = url.search(/[?#]/);
  return end < 0 ? url : url.slice(0, end);
}

/** A text without tokens, passwords and query strings, of bounded length. */
export function redactText(text: string): string {
  const clean = text.slice(0, 4 * MAX_CHARS).replace(JWT, '[token]').replace(GUEST_TOKEN, '$1.[token]').replace(URL_PASSWORD, '$1').replace(QUERY, '$1');
  return clean.length > MAX_CHARS ? `${clean.slice(0, MAX_CHARS)}...` : clean;
}

/** A copy that may stand in a log: no credentials, no message texts, bounded in depth and size. */
export function redact(value: unknown, depth = 0): unknown {
  switch (typeof value) {
    case 'string':
      return redactText(value);
    case 'bigint':
    case 'symbol':
      return value.toString();
    case 'function':
      return undefined;
    case 'object':
      break;
    default:
      return value;
  }
  if (value === null) return null;
  if (value instanceof Error) return redactError(value, depth);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return `[${value.byteLength} bytes]`;
  if (depth >= MAX_DEPTH) return '[deeper]';
  if (Array.isArray(value)) return value.slice(0, MAX_ITEMS).map((item) => redact(item, depth + 1));
  const fields = Object.entries(value).slice(0, MAX_ITEMS);
  return Object.fromEntries(fields.map(([key, item]) => [key, HIDDEN.has(key.toLowerCase().replace(/[_-]/g, '')) ? '[redacted]' : redact(item, depth + 1)]));
}

function redactError(error: Error, depth: number): object {
  const { code } = error as NodeJS.ErrnoException;
  const frames = (typeof error.stack === 'string' ? error.stack : '').split('\n').filter((line) => /^\s+at /.test(line)).slice(0, 20);
  return {
    type: error.name,
    // Of JSON that does not parse, the message repeats the beginning.
    message: error instanceof SyntaxError ? 'text that does not parse' : redactText(String(error.message)),
    ...(code !== undefined && { code: String(code) }),
    // The first line of a stack is the message again.
    ...(frames.length > 0 && { stack: redactText(frames.join('\n')) }),
    ...(error.cause !== undefined && depth < MAX_DEPTH && { cause: redact(error.cause, depth + 1) }),
  };
}
