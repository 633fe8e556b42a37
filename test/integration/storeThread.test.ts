import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { noLog } from '../../src/server/ops/log.js';
import { collect, startServer, type TestServer } from '../helpers/server.js';
import { killThread } from '../helpers/storeThreads.js';

vi.mock('node:worker_threads', async (original) => (await import('../helpers/storeThreads.js')).reachable(await original()));

let server: TestServer;
const logged: string[] = [];
beforeAll(async () => {
  server = await startServer({ log: { ...noLog, error: (text) => void logged.push(text) } });
});
afterAll(() => server.stop());

const readiness = async (): Promise<string> => {
  const response = await fetch(`${server.server.address}/readyz`);
  return `${response.status} ${(await response.text()).trim()}`;
};

it('T6 T9 R6 the death of the thread of the database costs nobody a message: sends go out again, readiness and log say what happened', async () => {
  const [ann, bob] = [await server.player('Ann').roomChat.join('lobby'), await server.player('Bob').roomChat.join('lobby')];
  const heard = collect<{ content: unknown; seq: number }>((handler) => bob.on('message', handler), 40);

  const first = Array.from({ length: 20 }, (_, index) => ann.send(`a${index}`));
  await killThread();
  await server.server.store.ping();
  await killThread();
  // Twice in a short time: the next start waits a second.
  await expect.poll(readiness).toBe('503 the store does not answer');
  const second = Array.from({ length: 20 }, (_, index) => ann.send(`b${index}`));
  await Promise.all([...first, ...second]);

  const messages = await heard;
  expect(messages.map(({ content }) => content)).toEqual([...first.map((_, index) => `a${index}`), ...second.map((_, index) => `b${index}`)]);
  const seqs = messages.map(({ seq }) => seq);
  expect(seqs).toEqual([...seqs].sort((a, b) => a - b));
  expect((await ann.getHistory(100)).messages.map(({ content }) => content)).toEqual(messages.map(({ content }) => content));
  await expect.poll(readiness).toBe('200 ready');
  expect(logged.filter((text) => text.includes('the database has failed'))).toHaveLength(2);
});
