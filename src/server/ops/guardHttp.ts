import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { RoomChatError, toJoinRefusal, type ErrorCode } from '../../protocol/errors.js';
import { createTokenBucket } from '../limits/tokenBucket.js';
import { clientAddress } from './clientAddress.js';
import type { HttpRoutes } from './httpRoutes.js';
import { readJoinBody } from './readJoinBody.js';

export interface GuardOptions {
  /** Largest body of a join request. Default 32 KiB: a large token and the game's own options. */
  maxBodyBytes?: number;
  /** Most joins under way at once. Default 1,000. */
  maxConcurrentJoins?: number;
  /** Most open connections. Default 20,000. */
  maxConnections?: number;
  /** Joins per client address. Default 100 at once, 20 a second. */
  joins?: { burst?: number; perSecond?: number };
  /** Trusted proxies in front, whose X-Forwarded-For tells the client's address. Default 0. */
  trustProxy?: number;
  /** Asked before anything else. */
  routes?: HttpRoutes;
  /** While true nobody is let in any more. */
  isDraining?(): boolean;
  onRefused?(code: ErrorCode): void;
  onUnexpected?(error: unknown): void;
  now?: () => number;
}

export interface HttpGuard {
  /** Gets before what came since; matchmaking is then its part. Colyseus 0.17 and later begin to listen to requests only in `listen`. */
  guardAgain(): void;
}

const MATCHMAKE = '/matchmake';
const STATUS: Partial<Record<ErrorCode, number>> = { rate_limited: 429, content_too_large: 413, unavailable: 503 };
const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 15_000;

/**
 * Stands before all that listens to the server's requests and upgrades: bounds what joins may cost, and answers
 * what Colyseus would leave open. Call it after `new Server(...)` of Colyseus and before `listen`.
 */
export function guardHttp(server: Server, options: GuardOptions = {}): HttpGuard {
  const { maxBodyBytes = 32 * 1024, maxConcurrentJoins = 1_000, maxConnections = 20_000, trustProxy = 0, now = Date.now } = options;
  const rate = { burst: options.joins?.burst ?? 100, refillPerSecond: options.joins?.perSecond ?? 20, now };
  // A join is one request and one upgrade: counted apart, or half of the joins would fail at their second step.
  const requests = createTokenBucket(rate);
  const upgrades = createTokenBucket(rate);
  let underWay = 0;
  server.headersTimeout = HEADERS_TIMEOUT_MS;
  server.requestTimeout = REQUEST_TIMEOUT_MS;
  server.maxConnections = maxConnections;

  const passRequest = takeOver(server, 'request');
  let passMatchmaking: Pass = passRequest;
  const passUpgrade = takeOver(server, 'upgrade');

  function admit(bucket: typeof requests, request: IncomingMessage): void {
    if (options.isDraining?.()) throw new RoomChatError('unavailable', 'unable to join the room; the server is about to restart; try again', { retryAfterMs: 1_000 });
    const taken = bucket.take(clientAddress(request, trustProxy));
    if (!taken.ok) throw new RoomChatError('rate_limited', 'unable to join the room; too many joins from this address; try again later', { retryAfterMs: taken.retryAfterMs });
  }

  async function join(request: IncomingMessage, response: ServerResponse): Promise<void> {
    underWay++;
    response.once('close', () => underWay--);
    try {
      if (underWay > maxConcurrentJoins) throw new RoomChatError('unavailable', 'unable to join the room; too many others join at this moment; try again', { retryAfterMs: 1_000 });
      admit(requests, request);
      const copy = await readJoinBody(request, maxBodyBytes);
      if (copy) passMatchmaking(copy, response);
    } catch (error) {
      refuse(request, response, error);
    }
  }

  function refuse(request: IncomingMessage, response: ServerResponse, error: unknown): void {
    const known = asRefusal(error);
    // The client reads the code out of the text, as with refusals by the room.
    const body = JSON.stringify({ code: 4403, error: toJoinRefusal(known) });
    if (response.headersSent) return void response.destroy();
    response.setHeader('content-type', 'application/json');
    response.setHeader('access-control-allow-origin', request.headers.origin ?? '*');
    response.setHeader('access-control-allow-credentials', 'true');
    if (known.retryAfterMs !== undefined) response.setHeader('retry-after', Math.ceil(known.retryAfterMs / 1_000));
    // What is still under way of its body is not waited for.
    response.setHeader('connection', 'close');
    response.writeHead(STATUS[known.code] ?? 400).end(body);
  }

  function asRefusal(error: unknown): RoomChatError {
    if (error instanceof RoomChatError) {
      options.onRefused?.(error.code);
      return error;
    }
    options.onUnexpected?.(error);
    return new RoomChatError('unavailable', 'unable to join the room; the server met an unexpected problem; try again later');
  }

  const guard = (request: IncomingMessage, response: ServerResponse): void => {
    try {
      if (options.routes?.(request, response)) return;
      if (!request.url?.includes(MATCHMAKE)) return passRequest(request, response);
      if (request.method === 'POST') return void join(request, response);
      if (request.method === 'OPTIONS') return passMatchmaking(request, response);
      // Colyseus would never answer most of these.
      response.writeHead(405, { allow: 'POST, OPTIONS' }).end();
    } catch (error) {
      refuse(request, response, error);
    }
  };
  server.on('request', guard);

  if (passUpgrade.count > 0) server.on('upgrade', (request, socket: Duplex, head) => {
    try {
      admit(upgrades, request);
      passUpgrade(request, socket, head);
    } catch (error) {
      // Until the WebSocket takes it over nobody else listens, and an error would stop the process.
      socket.on('error', () => {});
      const status = asRefusal(error).code === 'rate_limited' ? '429 Too Many Requests' : '503 Service Unavailable';
      socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`, () => socket.destroy());
    }
  });

  return {
    guardAgain() {
      server.off('request', guard);
      const added = takeOver(server, 'request');
      if (added.count > 0) passMatchmaking = added;
      server.on('request', guard);
    },
  };
}

interface Pass {
  (...args: unknown[]): void;
  count: number;
}

/** Takes the listeners of an event away, and returns what calls them. */
function takeOver(server: Server, event: 'request' | 'upgrade'): Pass {
  const listeners = server.listeners(event) as ((...args: unknown[]) => void)[];
  server.removeAllListeners(event);
  const pass = (...args: unknown[]): void => {
    for (const listener of listeners) listener.apply(server, args);
  };
  return Object.assign(pass, { count: listeners.length });
}
