// The server under attack, a process of its own: the settings come as JSON; every message is answered with what it holds.
import { createChatServer } from '../../src/server/index.js';

const unexpected: string[] = [];
const { store } = JSON.parse(process.argv[2]!) as { store: string };
const server = await createChatServer({
  port: 0,
  host: '127.0.0.1',
  guests: true,
  store,
  // All players of a test come from one address.
  guard: { joins: { burst: 10_000, perSecond: 1_000 } },
  log: { info() {}, warn() {}, debug() {}, error: (text, fields) => void unexpected.push(`${text} ${String((fields as { error?: Error } | undefined)?.error?.stack ?? '')}`) },
});

process.on('message', () => {
  (globalThis as { gc?: () => void }).gc?.();
  const { rss, heapUsed } = process.memoryUsage();
  process.send?.({ answer: { rss, heapUsed, unexpected } });
});
process.once('disconnect', () => process.exit(0));
process.send?.({ answer: { port: server.port } });
