import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Metrics } from './metrics.js';
import { stripQuery } from './redact.js';

export interface HttpRoutesOptions {
  /** Rejects where the store cannot be reached. */
  ping(): Promise<void>;
  isDraining(): boolean;
  /** What is amiss though the server can serve, in a few words. */
  impaired?(): string | null;
  metrics: Pick<Metrics, 'render'>;
  /** Without it anyone who reaches the port may read the metrics. */
  metricsToken?: string;
  /** How long the store may take to answer. Default 2,000 ms. */
  pingTimeoutMs?: number;
  now?: () => number;
}

/** Answers the request and returns true, or leaves it alone. */
export type HttpRoutes = (request: IncomingMessage, response: ServerResponse) => boolean;

/** How long an answer of the store counts: a thousand probes a second must not become a thousand queries. */
const PING_TTL_MS = 1_000;

/** `/healthz` (the process answers), `/readyz` (it can serve: store reachable, not draining), `/metrics`. */
export function createHttpRoutes({ ping, isDraining, impaired = () => null, metrics, metricsToken, pingTimeoutMs = 2_000, now = Date.now }: HttpRoutesOptions): HttpRoutes {
  let asked: { at: number; answer: Promise<boolean> } | null = null;
  const storeAnswers = (): Promise<boolean> => {
    if (asked === null || now() - asked.at >= PING_TTL_MS) asked = { at: now(), answer: answersInTime(ping, pingTimeoutMs) };
    return asked.answer;
  };

  const routes: Record<string, (request: IncomingMessage) => Promise<[status: number, body: string, type?: string]>> = {
    '/healthz': async () => [200, 'ok\n'],
    async '/readyz'() {
      if (isDraining()) return [503, 'draining\n'];
      if (!(await storeAnswers())) return [503, 'the store does not answer\n'];
      const amiss = impaired();
      return [200, amiss === null ? 'ready\n' : `ready, but ${amiss}\n`];
    },
    async '/metrics'(request) {
      if (metricsToken !== undefined && !isBearer(request.headers.authorization, metricsToken)) return [401, 'unable to show the metrics; the bearer token is missing or wrong; send it as Authorization\n'];
      const rendered = await metrics.render();
      return rendered ? [200, rendered.body, rendered.contentType] : [501, 'unable to show the metrics; the package prom-client is not installed; run: npm install prom-client\n'];
    },
  };

  return (request, response) => {
    const path = stripQuery(request.url ?? '');
    if (!Object.hasOwn(routes, path)) return false;
    const reply = (status: number, body: string, type = 'text/plain; charset=utf-8') => {
      response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(body), 'cache-control': 'no-store', ...(status === 405 && { allow: 'GET, HEAD' }) });
      response.end(request.method === 'HEAD' ? undefined : body);
    };
    request.resume();
    if (request.method !== 'GET' && request.method !== 'HEAD') reply(405, 'only GET\n');
    else routes[path]!(request).then((answer) => reply(...answer), () => reply(500, 'an unexpected problem\n'));
    return true;
  };
}

async function answersInTime(ping: () => Promise<void>, timeoutMs: number): Promise<boolean> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const timeout = new Promise<false>((resolve) => (timer = setTimeout(resolve, timeoutMs, false)));
  // Through `then`, so that a ping that throws at once is a refusal too.
  const answer = Promise.resolve().then(ping).then(() => true, () => false);
  return Promise.race([answer, timeout]).finally(() => clearTimeout(timer));
}

function isBearer(header: string | undefined, token: string): boolean {
  const given = Buffer.from(header ?? '');
  const expected = Buffer.from(`Bearer ${token}`);
  return given.length === expected.length && timingSafeEqual(given, expected);
}
