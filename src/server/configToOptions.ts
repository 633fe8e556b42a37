import { RoomChatError } from '../protocol/errors.js';
import type { AuthOptions } from './auth/verifyToken.js';
import type { Config } from './config.js';
import type { ChatServerOptions } from './createChatServer.js';

/** The part of the server's options that follows from the settings alone. `readFile` reads the secret's file. */
export function configToOptions(config: Config, readFile: (path: string) => string): ChatServerOptions {
  const auth = authOf(config, readFile);
  return {
    port: config.port,
    host: config.host,
    guests: config.guests,
    openMatches: config.openMatches ?? config.guests,
    rate: { burst: config.rateBurst, perSecond: config.ratePerSecond },
    roomsPerUser: config.roomsPerUser,
    retention: { days: config.retentionDays, count: config.retentionCount },
    graceMs: config.graceSeconds * 1_000,
    guard: {
      maxConnections: config.maxConnections,
      joins: { burst: config.joinBurst, perSecond: config.joinsPerSecond },
      trustProxy: config.trustProxy,
    },
    ...(config.metricsToken !== undefined && { metricsToken: config.metricsToken }),
    store: config.postgres ?? config.db,
    ...(config.redis !== undefined && { redis: config.redis }),
    ...(config.publicAddress !== undefined && { publicAddress: config.publicAddress }),
    ...(config.apps && { apps: config.apps }),
    ...(auth && { auth }),
  };
}

function authOf(config: Config, readFile: (path: string) => string): AuthOptions | undefined {
  const expected = {
    ...(config.issuer !== undefined && { issuer: config.issuer }),
    ...(config.audience !== undefined && { audience: config.audience }),
    claims: {
      userId: config.claimUserId,
      role: config.claimRole,
      matches: config.claimMatches,
      ...(config.claimUsername !== undefined && { username: config.claimUsername }),
    },
  };
  if (config.jwksUrl !== undefined) return { ...expected, jwksUrl: config.jwksUrl };
  const secret = config.authSecret ?? (config.authSecretFile === undefined ? undefined : readSecret(config.authSecretFile, readFile));
  return secret === undefined ? undefined : { ...expected, secret };
}

function readSecret(path: string, readFile: (path: string) => string): string {
  try {
    // Editors and `echo` end a file with a line break that nobody means.
    return readFile(path).replace(/\r?\n$/, '');
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'it does not exist' : 'it cannot be read';
    throw new RoomChatError('invalid_option', `unable to use the secret file ${path}; ${why}; check the path and who may read it`, { cause: error });
  }
}
