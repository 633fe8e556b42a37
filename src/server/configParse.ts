import { RoomChatError } from '../protocol/errors.js';
import { CONFIG_KEYS, CONFIG_OPTIONS, flagOf, variableOf, type Config, type ConfigKey, type ConfigOption } from './config.js';
import { nearest } from './configNearest.js';

export type Command =
  | { command: 'help' }
  | { command: 'version' }
  | { command: 'serve'; config: Config; warnings: string[] }
  | { command: 'export' | 'erase'; userId: string; config: Pick<Config, 'db' | 'postgres'>; warnings: string[] };

type Environment = Record<string, string | undefined>;
type Given = Map<ConfigKey, { text: string; by: string }>;

const YES = ['true', '1', 'yes', 'on'];
const NO = ['false', '0', 'no', 'off'];

/** What a command line and an environment ask for. Throws `invalid_option` with one sentence. */
export function parseCommand(argv: readonly string[], environment: Environment): Command {
  const [command, ...rest] = argv;
  if (command === undefined || argv.includes('--help') || argv.includes('-h') || command === 'help') return { command: 'help' };
  if (argv.includes('--version') || command === 'version') return { command: 'version' };
  if (command.startsWith('-')) throw refuse('start', 'there is no command', `did you mean: serve ${command} ...`);
  if (command === 'export' || command === 'erase') return parsePersonalData(command, rest, environment);
  if (command !== 'serve') throw refuse('start', `"${command}" is no command`, 'those there are: serve, export, erase');
  const warnings: string[] = [];
  // Flags count before variables.
  const given = new Map([...readEnvironment(environment, warnings), ...readFlags(rest)]);
  const config = Object.fromEntries(CONFIG_KEYS.map((key) => [key, valueOf(key, given)])) as Config;
  checkTogether(config, given);
  return { command: 'serve', config: { ...config, openMatches: config.openMatches ?? config.guests }, warnings };
}

/** `export --db FILE USER`: whose messages, and where they are. */
function parsePersonalData(command: 'export' | 'erase', args: string[], environment: Environment): Command {
  const others: string[] = [];
  const flags = readFlags(args, others);
  for (const key of flags.keys()) {
    if (key !== 'db' && key !== 'postgres') throw refuse(`use ${flagOf(key)}`, `${command} has no such option`, `write ${command} --db FILE USER`);
  }
  const [userId, ...more] = others;
  if (userId === undefined || userId === '' || more.length > 0) throw refuse(command, 'it needs one user id', `write ${command} --db FILE USER`);
  const warnings: string[] = [];
  const given = new Map([...readEnvironment(environment, warnings), ...flags]);
  const config = { db: valueOf('db', given), postgres: valueOf('postgres', given) } as Pick<Config, 'db' | 'postgres'>;
  checkDatabase(config, given);
  return { command, userId, config, warnings };
}

/** What is no flag goes to `others`, or is refused. */
function readFlags(args: string[], others?: string[]): Given {
  const byFlag = new Map(CONFIG_KEYS.map((key) => [flagOf(key), key]));
  const given: Given = new Map();
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!;
    if (others && !arg.startsWith('-')) {
      others.push(arg);
      continue;
    }
    const [flag, ...parts] = arg.split('=') as [string, ...string[]];
    const inline = arg.includes('=') ? parts.join('=') : undefined;
    const denied = flag.startsWith('--no-') ? byFlag.get(`--${flag.slice(5)}`) : undefined;
    const key = denied !== undefined && CONFIG_OPTIONS[denied].kind === 'switch' ? denied : byFlag.get(flag);
    if (key === undefined) throw unknown(flag, [...byFlag.keys()]);
    if (given.has(key)) throw refuse(`use ${flag}`, 'it is given twice', 'give it once');
    if (CONFIG_OPTIONS[key].kind === 'switch') {
      if (denied !== undefined && inline !== undefined) throw refuse(`use ${flag}`, 'it takes no value', `write ${flag} alone`);
      given.set(key, { text: denied === undefined ? (inline ?? 'true') : 'false', by: flag });
      continue;
    }
    const text = inline ?? args[++i];
    if (text === undefined || text === '' || (inline === undefined && text.startsWith('--'))) throw refuse(`use ${flag}`, 'it has no value', `write ${flag} ${placeholder(key)}`);
    given.set(key, { text, by: flag });
  }
  return given;
}

function readEnvironment(environment: Environment, warnings: string[]): Given {
  const byName = new Map(CONFIG_KEYS.map((key) => [variableOf(key), key]));
  const given: Given = new Map();
  for (const [name, text] of Object.entries(environment)) {
    if (!name.startsWith('ROOM_CHAT_') || text === undefined || text === '') continue;
    // Kubernetes sets ROOM_CHAT_PORT and more for a service of the name room-chat; it means none of this.
    if (/^ROOM_CHAT_(SERVICE_|PORT_\d)/.test(name) || (name === 'ROOM_CHAT_PORT' && text.includes('://'))) continue;
    const key = byName.get(name);
    if (key !== undefined) given.set(key, { text, by: name });
    else warnings.push(`the variable ${name} is not known here and has no effect${hint(name, [...byName.keys()])}`);
  }
  return given;
}

function valueOf(key: ConfigKey, given: Given): unknown {
  const option: ConfigOption = CONFIG_OPTIONS[key];
  const entry = given.get(key);
  if (entry === undefined) return option.default;
  const { text, by } = entry;
  const bad = (todo: string) => refuse(`use ${by}`, option.secret ? 'its value is not valid' : `its value is "${shorten(text)}"`, todo);
  switch (option.kind) {
    case 'switch': {
      const word = text.toLowerCase();
      if (!YES.includes(word) && !NO.includes(word)) throw bad('give true or false');
      return YES.includes(word);
    }
    case 'integer':
    case 'number': {
      const number = /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
      const { min = 0, max = Number.MAX_SAFE_INTEGER } = option;
      if (!(number >= min && number <= max) || (option.kind === 'integer' && !Number.isInteger(number))) {
        throw bad(`give a ${option.kind === 'integer' ? 'whole ' : ''}number ${option.max === undefined ? `of at least ${min}` : `from ${min} to ${max}`}`);
      }
      return number;
    }
    case 'choice':
      if (!option.choices!.includes(text)) throw bad(`give one of: ${option.choices!.join(', ')}`);
      return text;
    case 'url':
      if (!URL.canParse(text) || !option.schemes!.includes(new URL(text).protocol)) throw bad(`give an address that begins with ${option.schemes!.map((scheme) => `${scheme}//`).join(' or ')}`);
      return text;
    case 'list': {
      const items = text.split(',').map((item) => item.trim()).filter((item) => item !== '');
      if (items.length === 0) throw bad('give at least one, with commas between them');
      return items;
    }
    case 'text':
      return text;
  }
}

/** What is wrong only in company: better said at the start than found out by players. */
function checkTogether(config: Config, given: Given): void {
  const ways = (['authSecret', 'authSecretFile', 'jwksUrl'] as const).filter((key) => config[key] !== undefined);
  if (ways.length > 1) throw refuse('verify tokens', `${ways.map((key) => given.get(key)!.by).join(' and ')} are given together`, 'give one of them');
  if (ways.length === 0 && !config.guests) {
    throw refuse('start', 'nobody could join: there are neither guests nor a way to verify tokens', 'add --guests for a first try, or --auth-secret-file or --jwks-url');
  }
  checkDatabase(config, given);
  if (config.redis !== undefined && config.postgres === undefined) {
    throw refuse('start', '--redis is given without --postgres, and processes that share rooms must share a database', 'add --postgres, or leave --redis out');
  }
}

function checkDatabase({ postgres }: Pick<Config, 'postgres'>, given: Given): void {
  if (postgres !== undefined && given.has('db')) throw refuse('start', '--db and --postgres are given together', 'give one of them');
}

function unknown(flag: string, known: string[]): RoomChatError {
  const name = shorten(flag);
  return flag.startsWith('-')
    ? new RoomChatError('invalid_option', `unable to start; there is no option ${name}${hint(flag, known)}; --help lists them all`)
    : refuse('start', `"${name}" belongs to no option`, 'options begin with --');
}

function hint(name: string, known: string[]): string {
  const other = nearest(name, known);
  return other === null ? '' : `, did you mean ${other}?`;
}

function placeholder(key: ConfigKey): string {
  const { value, choices } = CONFIG_OPTIONS[key] as ConfigOption;
  return value ?? choices!.join('|');
}

function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}...` : text;
}

function refuse(action: string, why: string, todo: string): RoomChatError {
  return new RoomChatError('invalid_option', `unable to ${action}; ${why}; ${todo}`);
}
