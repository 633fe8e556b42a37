import { IncomingMessage } from 'node:http';
import { RoomChatError } from '../../protocol/errors.js';

/** Levels that join options may have: ours have three, a game's own a few more. */
const MAX_DEPTH = 16;

/**
 * Reads the body of a join request, and returns a request like it from which the body can be read (again).
 * Throws where it is too large, no JSON object or too deep; null where the client went away.
 */
export async function readJoinBody(request: IncomingMessage, maxBytes: number): Promise<IncomingMessage | null> {
  if (Number(request.headers['content-length']) > maxBytes) throw tooLarge(maxBytes);
  const body = await collect(request, maxBytes);
  if (body === null) return null;
  check(body.toString('utf8'));
  const copy = new IncomingMessage(request.socket);
  Object.assign(copy, {
    method: request.method,
    url: request.url,
    headers: request.headers,
    rawHeaders: request.rawHeaders,
    httpVersion: request.httpVersion,
    httpVersionMajor: request.httpVersionMajor,
    httpVersionMinor: request.httpVersionMinor,
    // Else its end counts as an abort, and closes the socket.
    complete: true,
  });
  copy.push(body);
  copy.push(null);
  return copy;
}

function collect(request: IncomingMessage, maxBytes: number): Promise<Buffer | null> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const onData = (chunk: Buffer) => {
      size += chunk.length;
      if (size <= maxBytes) return void chunks.push(chunk);
      chunks.length = 0;
      request.off('data', onData);
      reject(tooLarge(maxBytes));
    };
    request.on('data', onData);
    request.on('end', () => resolve(Buffer.concat(chunks)));
    request.on('error', () => resolve(null));
    request.on('close', () => resolve(null));
  });
}

function check(text: string): void {
  if (depthOf(text) > MAX_DEPTH) throw invalid(`its options are nested deeper than ${MAX_DEPTH} levels`);
  let options: unknown;
  try {
    options = JSON.parse(text);
  } catch {
    // Its message would repeat a part of the body.
    throw invalid('its options are no JSON');
  }
  if (typeof options !== 'object' || options === null || Array.isArray(options)) throw invalid('its options are no JSON object');
}

/** How deep the brackets go, without parsing: a parser may go no deeper than the stack. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (inString) {
      if (code === 0x5c) i++;
      else if (code === 0x22) inString = false;
    } else if (code === 0x22) inString = true;
    else if (code === 0x7b || code === 0x5b) deepest = Math.max(deepest, ++depth);
    else if (code === 0x7d || code === 0x5d) depth--;
  }
  return deepest;
}

function invalid(why: string): RoomChatError {
  return new RoomChatError('invalid_request', `unable to join the room; ${why}; use the client of gametegra-room-chat`);
}

function tooLarge(maxBytes: number): RoomChatError {
  return new RoomChatError('content_too_large', `unable to join the room; its options are larger than ${maxBytes} bytes; shorten the token or the game's own options`);
}
