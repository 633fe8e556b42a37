import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createHttpRoutes, type HttpRoutesOptions } from '../../../../src/server/ops/httpRoutes.js';
import { createMetrics, METRICS, noMetrics } from '../../../../src/server/ops/metrics.js';

let server: Server | undefined;
afterEach(() => void server?.close());

async function serve(options: Partial<HttpRoutesOptions> = {}) {
  const routes = createHttpRoutes({ ping: async () => {}, isDraining: () => false, metrics: noMetrics, ...options });
  server = createServer((request, response) => routes(request, response) || response.writeHead(404).end('other'));
  await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve));
  return async (path: string, init?: RequestInit) => {
    const response = await fetch(`http://127.0.0.1:${(server!.address() as AddressInfo).port}${path}`, init);
    return { status: response.status, text: await response.text(), headers: response.headers };
  };
}

describe('http routes', () => {
  it('T9 says that it lives and that it is ready', async () => {
    const get = await serve();
    expect(await get('/healthz?x=1')).toMatchObject({ status: 200, text: 'ok\n' });
    expect(await get('/readyz')).toMatchObject({ status: 200, text: 'ready\n' });
    expect((await get('/readyz', { method: 'HEAD' })).text).toBe('');
    expect((await get('/healthz')).headers.get('cache-control')).toBe('no-store');
  });

  it('T9 lives but is not ready while it drains or the store does not answer', async () => {
    const draining = await serve({ isDraining: () => true });
    expect([(await draining('/healthz')).status, (await draining('/readyz')).status]).toEqual([200, 503]);
    server!.close();
    const down = await serve({ ping: () => { throw new Error('down'); } });
    expect(await down('/readyz')).toMatchObject({ status: 503, text: 'the store does not answer\n' });
    server!.close();
    const hanging = await serve({ ping: () => new Promise(() => {}), pingTimeoutMs: 20 });
    expect((await hanging('/readyz')).status).toBe(503);
  });

  it('T6 asks the store at most once a second, however many ask', async () => {
    const time = { now: 0 };
    const ping = vi.fn(async () => {});
    const get = await serve({ ping, now: () => time.now });
    await Promise.all(Array.from({ length: 20 }, () => get('/readyz')));
    expect(ping).toHaveBeenCalledTimes(1);
    time.now = 1_000;
    await get('/readyz');
    expect(ping).toHaveBeenCalledTimes(2);
  });

  it('leaves other paths alone and refuses other methods', async () => {
    const get = await serve();
    for (const path of ['/', '/healthz/', '/constructor', '/__proto__', '/HEALTHZ']) expect((await get(path)).text, path).toBe('other');
    expect((await get('/healthz', { method: 'POST', body: 'x' })).status).toBe(405);
  });

  it('T9 shows the metrics for Prometheus', async () => {
    const metrics = await createMetrics();
    metrics.watch({ connections: () => 7 });
    metrics.watch({ channels: () => 3 });
    metrics.messageAccepted();
    metrics.messageRefused('rate_limited');
    metrics.messageRefused('made up by a stranger');
    metrics.delivered(2, 10);
    metrics.joinAccepted();
    metrics.joinRefused('not_allowed');
    metrics.appended(0.003);
    metrics.slowReaderDropped();
    metrics.unexpectedError();
    const get = await serve({ metrics });
    const { text, headers, status } = await get('/metrics');
    expect(status).toBe(200);
    expect(headers.get('content-type')).toContain('version=0.0.4');
    for (const line of [
      'room_chat_messages_accepted_total 1', 'room_chat_messages_refused_total{code="rate_limited"} 1', 'room_chat_messages_refused_total{code="other"} 1',
      'room_chat_deliveries_total 20', 'room_chat_joins_accepted_total 1', 'room_chat_joins_refused_total{code="not_allowed"} 1',
      'room_chat_connections 7', 'room_chat_channels 3', 'room_chat_append_seconds_bucket{le="0.005"} 1', 'room_chat_append_seconds_bucket{le="0.0025"} 0',
      'room_chat_slow_readers_dropped_total 1', 'room_chat_unexpected_errors_total 1',
    ]) expect(text).toContain(`\n${line}\n`);
    for (const name of Object.keys(METRICS)) expect(text).toContain(`# HELP ${name} `);
    expect(text).toContain('nodejs_eventloop_lag_p99_seconds');
    metrics.close();
    // A second server in the same process counts for itself.
    const other = await createMetrics();
    expect((await other.render())!.body).toContain('\nroom_chat_messages_accepted_total 0\n');
    other.close();
  });

  it('guards the metrics by a token where one is set, and says what is missing', async () => {
    const get = await serve({ metricsToken: 'let me see', metrics: { render: async () => ({ contentType: 'text/plain', body: 'm' }) } });
    expect((await get('/metrics')).status).toBe(401);
    expect((await get('/metrics', { headers: { authorization: 'Bearer let me sea' } })).status).toBe(401);
    expect((await get('/metrics', { headers: { authorization: 'Bearer let me see' } })).text).toBe('m');
    server!.close();
    const without = await serve();
    expect(await without('/metrics')).toMatchObject({ status: 501, text: expect.stringContaining('npm install prom-client') });
  });
});
