import { describe, expect, it } from 'vitest';
import { CONFIG_KEYS, CONFIG_OPTIONS, flagOf, helpText, variableOf, type Config, type ConfigOption } from '../../../src/server/config.js';
import { parseCommand } from '../../../src/server/configParse.js';

function serve(flags: string, environment: Record<string, string> = {}): { config: Config; warnings: string[] } {
  const command = parseCommand(['serve', ...flags.split(' ').filter(Boolean)], environment);
  if (command.command !== 'serve') throw new Error(`it is ${command.command}`);
  return command;
}
const refusal = (flags: string, environment: Record<string, string> = {}): string => {
  try {
    serve(flags, environment);
  } catch (error) {
    expect(error).toMatchObject({ code: 'invalid_option' });
    const { message } = error as Error;
    expect(message).toMatch(/^unable to [^;\n]+; [^;\n]+; [^;\n]+$/);
    return message;
  }
  return expect.unreachable('it was accepted');
};

describe('the table of options', () => {
  it('has defaults that its own parser accepts', () => {
    for (const key of CONFIG_KEYS) {
      const option: ConfigOption = CONFIG_OPTIONS[key];
      if (option.default === undefined || key === 'db') continue;
      expect(serve('--guests', { [variableOf(key)]: String(option.default) }).config[key], key).toEqual(serve('--guests').config[key]);
    }
  });

  it('is whole in the help', () => {
    for (const key of CONFIG_KEYS) expect(helpText()).toContain(` ${flagOf(key)} `);
  });
});

describe('parseCommand', () => {
  it('fills in the defaults', () => {
    expect(serve('--guests').config).toMatchObject({
      port: 2567, host: '0.0.0.0', db: 'chat.db', guests: true, openMatches: true, postgres: undefined, apps: undefined, logLevel: 'info',
      graceSeconds: 15, retentionDays: undefined,
    });
  });

  it('takes flags in both forms, and variables after them', () => {
    const { config } = serve('--port 80 --host=:: --apps a,b --rate-per-second 0.5', { ROOM_CHAT_PORT: '81', ROOM_CHAT_GUESTS: 'yes', ROOM_CHAT_ISSUER: 'game' });
    expect(config).toMatchObject({ port: 80, host: '::', apps: ['a', 'b'], ratePerSecond: 0.5, guests: true, issuer: 'game' });
  });

  it('turns a switch off by --no- and by a value', () => {
    expect(serve('--guests --no-open-matches').config.openMatches).toBe(false);
    expect(serve('--guests --open-matches=false').config.openMatches).toBe(false);
    expect(serve('--auth-secret-file f').config).toMatchObject({ guests: false, openMatches: false });
    expect(serve('--auth-secret-file f --no-guests', { ROOM_CHAT_GUESTS: '1' }).config.guests).toBe(false);
  });

  it('knows help and version wherever they stand', () => {
    for (const argv of [[], ['--help'], ['serve', '--help'], ['help'], ['serve', '--nonsense', '-h']]) expect(parseCommand(argv, {})).toEqual({ command: 'help' });
    for (const argv of [['--version'], ['serve', '--version'], ['version']]) expect(parseCommand(argv, {})).toEqual({ command: 'version' });
  });

  it('refuses what it does not know, and names the nearest', () => {
    expect(refusal('--prot 80')).toContain('did you mean --port?');
    expect(refusal('--guest')).toContain('did you mean --guests?');
    expect(refusal('--auth-secrt-file x')).toContain('did you mean --auth-secret-file?');
    expect(refusal('--xyzzy')).not.toContain('did you mean');
    expect(refusal('--no-port')).toContain('--no-port');
    expect(refusal('chat.db')).toContain('"chat.db"');
    expect(refusal('-p 80')).toContain('-p');
    expect(() => parseCommand(['start'], {})).toThrow('"start" is no command; those there are: serve, export, erase');
    expect(() => parseCommand(['--guests'], {})).toThrow('did you mean: serve --guests');
  });

  it.each([
    ['--port', 'write --port N'], ['--port --guests', 'it has no value'], ['--port=', 'it has no value'],
    ['--port x', '"x"'], ['--port 70000', 'from 0 to 65535'], ['--port 1.5', 'whole number'], ['--port -1', '"-1"'], ['--port 1e3', '"1e3"'],
    ['--guests=maybe', 'true or false'], ['--no-guests=true', 'takes no value'], ['--log-level loud', 'silent, error, warn, info, debug'],
    ['--postgres mysql://h/d', 'postgres://'], ['--jwks-url ftp://h', 'https://'], ['--apps ,', 'at least one'],
    ['--port 1 --port 2', 'given twice'], ['--retention-count 0', 'at least 1'],
  ])('refuses %s in one sentence', (flags, part) => {
    expect(refusal(flags)).toContain(part);
  });

  it('never repeats the value of a secret', () => {
    expect(refusal('--postgres hunter2')).not.toContain('hunter2');
    expect(refusal('', { ROOM_CHAT_REDIS: 'hunter2' })).not.toContain('hunter2');
  });

  it('refuses what makes no sense together', () => {
    expect(refusal('')).toContain('nobody could join');
    expect(refusal('--auth-secret a --jwks-url https://h/k')).toContain('--auth-secret and --jwks-url are given together');
    expect(refusal('--jwks-url https://h/k', { ROOM_CHAT_AUTH_SECRET: 'a' })).toContain('ROOM_CHAT_AUTH_SECRET and --jwks-url');
    expect(refusal('--guests --db a --postgres postgres://h/d')).toContain('--db and --postgres');
    expect(refusal('--guests --redis redis://h')).toContain('--redis is given without --postgres');
    expect(serve('--guests --redis redis://h --postgres postgres://h/d').config.redis).toBe('redis://h');
  });

  it('warns of variables that it does not know, except those that Kubernetes makes', () => {
    const { config, warnings } = serve('--guests', {
      ROOM_CHAT_PROT: '1', ROOM_CHAT_PORT: 'tcp://10.0.0.1:80', ROOM_CHAT_SERVICE_HOST: '10.0.0.1', ROOM_CHAT_PORT_80_TCP: 'x', ROOM_CHAT_HOST: '', PATH: '/bin',
    });
    expect(warnings).toEqual(['the variable ROOM_CHAT_PROT is not known here and has no effect, did you mean ROOM_CHAT_PORT?']);
    expect(config).toMatchObject({ port: 2567, host: '0.0.0.0' });
  });

  it('T6 takes any text without breaking', () => {
    for (const text of ['__proto__', 'constructor', '--', '---', '--=', '=', '--no-', '--__proto__=1', '\u0000', '-'.repeat(5_000), '😀']) {
      expect(() => parseCommand(['serve', text], { [`ROOM_CHAT_${text}`]: text }), text).toThrow(expect.objectContaining({ code: 'invalid_option' }));
    }
  });
});
