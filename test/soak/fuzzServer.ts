// The server under attack, a process of its own: the settings come as JSON; every message is answered with what it holds.
import { createChatServer } from '../../src/server/index.js';

const unexpected: string[] = [];
const { store } = JSON.parse(process.argv[2]!) as { store: string };
const server = await createChatServer({
  port: 0,
  guests: true,
  store,
  log: { info() {}, warn() {}, debug() {}, error: (text, fields) => void unexpected.push(`${text} ${String((fields as { error?: Error } | undefined)?.error?.stack ?? '')}`) },
});

process.on('message', () => {
  (globalThis as { gc?: () => void }).gc?.();
  process.send?.({ answer: { memory: process.memoryUsage(), unexpected } });
});
process.once('disconnect', () => process.exit(0));
process.send?.({ answer: { port: server.port } });
