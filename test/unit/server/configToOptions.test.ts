import { describe, expect, it } from 'vitest';
import { parseCommand } from '../../../src/server/configParse.js';
import { configToOptions } from '../../../src/server/configToOptions.js';

const SECRET = 'a shared secret of more than 32 bytes';
const files: Record<string, string> = { '/secret': `${SECRET}\n` };
function optionsOf(flags: string, environment: Record<string, string> = {}) {
  const command = parseCommand(['serve', ...flags.split(' ')], environment);
  if (command.command !== 'serve') throw new Error(command.command);
  return configToOptions(command.config, (path) => {
    const text = files[path];
    if (text === undefined) throw Object.assign(new Error('no such file'), { code: 'ENOENT' });
    return text;
  });
}

describe('configToOptions', () => {
  it('turns settings into options', () => {
    expect(optionsOf('--guests --port 80 --rate-burst 5 --grace-seconds 2.5 --apps a,b --trust-proxy 1 --db x.db')).toMatchObject({
      port: 80, host: '0.0.0.0', store: 'x.db', guests: true, openMatches: true, rate: { burst: 5, perSecond: 2 }, graceMs: 2_500, apps: ['a', 'b'],
      guard: { trustProxy: 1, maxConnections: 20_000, joins: { burst: 100, perSecond: 20 } },
    });
    expect(optionsOf('--guests')).not.toHaveProperty('auth');
    expect(optionsOf('--guests --postgres postgres://h/d --redis redis://h')).toMatchObject({ store: 'postgres://h/d', redis: 'redis://h' });
  });

  it('T1 reads the secret from flag, variable or file, without the line break at its end', () => {
    expect(optionsOf('--auth-secret-file /secret --issuer game').auth).toMatchObject({ secret: SECRET, issuer: 'game', claims: { userId: 'sub', role: 'role', matches: 'matches' } });
    expect(optionsOf('--no-guests', { ROOM_CHAT_AUTH_SECRET: SECRET }).auth).toMatchObject({ secret: SECRET });
    expect(optionsOf('--jwks-url https://h/keys --claim-username nick').auth).toMatchObject({ jwksUrl: 'https://h/keys', claims: { username: 'nick' } });
  });

  it('says in one sentence that the file is not there', () => {
    expect(() => optionsOf('--auth-secret-file /nope')).toThrow('unable to use the secret file /nope; it does not exist; check the path and who may read it');
  });
});
