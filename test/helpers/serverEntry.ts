// A server process for tests: the command as it ships, with its signals and exit codes, and settings as JSON instead of flags.
import { runCli } from '../../src/server/cliRun.js';
import { createChatServer, type ChatServer, type ChatServerOptions } from '../../src/server/createChatServer.js';
import { noMetrics } from '../../src/server/ops/metrics.js';

export interface ServerSettings extends Pick<ChatServerOptions, 'heartbeatMs' | 'graceMs' | 'maxUnreadBytes' | 'replaySize'> {
  port: number;
  store: string;
  drainSeconds: number;
}

export interface ServerFigures {
  /** Open sockets. */
  sockets: number;
  /** Members of all rooms. */
  members: number;
  slowReaders: number;
  unexpected: string[];
  rss: number;
}

/** What the process tells its parent. */
export type ServerMessage = { ready: true } | { figures: ServerFigures };

const { port, store, drainSeconds, ...rest } = JSON.parse(process.argv[2]!) as ServerSettings;
const unexpected: string[] = [];
let slowReaders = 0;

function figures(server: ChatServer, members: number): ServerFigures {
  const { wss } = server.gameServer.transport as unknown as { wss: { clients: Set<unknown> } };
  return { sockets: wss.clients.size, members, slowReaders, unexpected, rss: process.memoryUsage().rss };
}

await runCli({
  argv: ['serve', '--guests', '--port', String(port), '--drain-seconds', String(drainSeconds)],
  environment: {},
  version: () => 'test',
  out: () => {},
  err: (line) => console.error(line),
  exit: (code) => process.exit(code),
  onSignal: (signal, handler) => process.on(signal, handler),
  setTimeout: (callback, ms) => setTimeout(callback, ms).unref(),
  openStore: () => Promise.reject(new Error('unable to open the store; this process only serves; use the command')),
  async startServer() {
    let connections = (): number => 0;
    const server = await createChatServer({
      ...rest, port, store,
      host: '127.0.0.1',
      guests: true,
      rate: { burst: 100_000, perSecond: 100_000 },
      guard: { joins: { burst: 100_000, perSecond: 100_000 } },
      metrics: {
        ...noMetrics,
        slowReaderDropped: () => void slowReaders++,
        watch: (sources) => (connections = sources.connections ?? connections),
      },
      log: {
        info() {}, warn() {}, debug() {},
        error: (text, details) => void unexpected.push(`${text} ${String((details as { error?: Error } | undefined)?.error?.stack ?? '')}`),
      },
    });
    process.on('message', () => process.send?.({ figures: figures(server, connections()) } satisfies ServerMessage));
    process.send?.({ ready: true } satisfies ServerMessage);
    return server;
  },
});
// Nothing of a test outlives it.
process.on('disconnect', () => process.exit(1));
