import { readFileSync } from 'node:fs';
import type { RunningServer } from './cliRun.js';
import type { Config } from './config.js';
import { configToOptions } from './configToOptions.js';
import { createChatServer } from './createChatServer.js';

/** Starts the server that the settings describe. */
export async function serveConfig(config: Config): Promise<RunningServer> {
  return createChatServer(configToOptions(config, (path) => readFileSync(path, 'utf8')));
}
