import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { explainFailure } from '../src/server/cliFailure.js';
import { createChatServer } from '../src/server/index.js';
import { createDemoPages } from './server/demoPages.js';
import { createMatchRooms } from './server/createMatchRooms.js';

// Chat, match rooms and the game's files on one port:
//   PORT=2567 HOST=127.0.0.1 DB=demo.db node dist/demo/server.js
const DRAIN_MS = 3_000;
const { env } = process;

function fail(sentence: string): never {
  console.error(sentence);
  process.exit(1);
}

function readPort(text = '2567'): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  fail(`unable to start the demo; PORT is "${text}"; give a number from 0 to 65535`);
}

function explain(error: unknown): string {
  if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return `unable to start the demo; port ${port} is taken; stop what uses it, or start with another: PORT=${port + 1} npm start`;
  return explainFailure(error, 'start the demo');
}

const port = readPort(env.PORT);
const publicFolder = join(dirname(fileURLToPath(import.meta.url)), 'public');
const { MatchRoom, list } = createMatchRooms();

const starting = createChatServer({
  port,
  store: env.DB ?? 'demo.db',
  guests: true,
  http: createDemoPages(publicFolder, list),
  log: { error: console.error, warn: console.warn, info() {}, debug() {} },
  define: (gameServer) => void gameServer.define('match', MatchRoom).filterBy(['code']),
  ...(env.HOST !== undefined && { host: env.HOST }),
}).catch((error: unknown) => fail(explain(error)));

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    // A second signal does not wait.
    process.on(signal, () => process.exit(1));
    void starting.then((server) => server.close({ drainMs: DRAIN_MS })).then(() => process.exit(0), (error: unknown) => fail(explainFailure(error, 'stop cleanly')));
  });
}

const { port: taken } = await starting;
console.log(`Room chat demo: http://localhost:${taken}`);
