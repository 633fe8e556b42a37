import { helpText, type Config } from './config.js';
import { parseCommand } from './configParse.js';
import { explainFailure } from './cliFailure.js';
import { runPersonalData } from './cliPersonalData.js';
import type { PrivacyStore } from './store/RetentionStore.js';

/** What a running server is to the command line. */
export interface RunningServer {
  address: string;
  close(options?: { drainMs?: number }): Promise<void>;
}

/** The outside world, passed in so that tests can hold it. */
export interface CliWorld {
  argv: readonly string[];
  environment: Record<string, string | undefined>;
  version: () => string;
  out(line: string): void;
  err(line: string): void;
  exit(code: number): void;
  onSignal(signal: 'SIGTERM' | 'SIGINT', handler: () => void): void;
  setTimeout(callback: () => void, ms: number): unknown;
  startServer(config: Config): Promise<RunningServer>;
  /** Opens the database at an address or path. */
  openStore(store: string): Promise<PrivacyStore & { close(): Promise<void> }>;
}

/** What a shutdown may take beyond the drain: closing sockets and the database. */
const CLOSE_MS = 3_000;

/** Runs the command: prints where it listens, or one line of why not; drains on the first signal, exits on the second. */
export async function runCli(world: CliWorld): Promise<void> {
  const { out, err, exit } = world;
  const fail = (error: unknown, action?: string) => {
    err(`gametegra-room-chat: ${explainFailure(error, action)}`);
    exit(1);
  };
  let command;
  try {
    command = parseCommand(world.argv, world.environment);
  } catch (error) {
    return fail(error);
  }
  if (command.command === 'export' || command.command === 'erase') {
    try {
      for (const warning of command.warnings) err(`gametegra-room-chat: ${warning}`);
      const store = await world.openStore(command.config.postgres ?? command.config.db);
      await runPersonalData(command, store, out).finally(() => store.close());
      return exit(0);
    } catch (error) {
      return fail(error, `${command.command} the messages`);
    }
  }
  if (command.command !== 'serve') {
    out(command.command === 'help' ? helpText() : world.version());
    return exit(0);
  }

  const { config, warnings } = command;
  for (const warning of warnings) err(`gametegra-room-chat: ${warning}`);
  let stopping = false;
  let server: RunningServer | null = null;
  const stop = async () => {
    if (stopping) return exit(1);
    stopping = true;
    // A signal during the start: there is nobody to drain.
    if (!server) return exit(0);
    const drainMs = config.drainSeconds * 1_000;
    world.setTimeout(() => fail(new Error(`unable to stop in time; the drain took longer than ${config.drainSeconds} seconds; it was cut short`)), drainMs + CLOSE_MS);
    try {
      await server.close({ drainMs });
      exit(0);
    } catch (error) {
      fail(error, 'stop cleanly');
    }
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) world.onSignal(signal, () => void stop());

  try {
    server = await world.startServer(config);
    out(`room chat listens on ${server.address}`);
  } catch (error) {
    fail(error);
  }
}
