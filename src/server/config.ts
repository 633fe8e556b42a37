/** One setting of the server. The flag is the key in kebab case, the variable `ROOM_CHAT_` and the key in capitals. */
export interface ConfigOption {
  kind: 'text' | 'integer' | 'number' | 'switch' | 'list' | 'choice' | 'url';
  /** What `--help` and the documents say, one sentence without a full stop. */
  text: string;
  /** Stands for the value in the help. */
  value?: string;
  default?: string | number | boolean;
  min?: number;
  max?: number;
  choices?: readonly string[];
  /** Schemes that a URL may have. */
  schemes?: readonly string[];
  /** Never shown, also not in error sentences. */
  secret?: true;
}

/** Everything that can be set. `--help` and the table in docs/operating.md are made from this. */
export const CONFIG_OPTIONS = {
  port: { kind: 'integer', value: 'N', default: 2567, min: 0, max: 65535, text: 'port to listen on; 0 takes a free one' },
  host: { kind: 'text', value: 'ADDRESS', default: '0.0.0.0', text: 'address to listen on' },
  db: { kind: 'text', value: 'FILE', default: 'chat.db', text: 'SQLite file, made where it is missing' },
  postgres: { kind: 'url', value: 'URL', schemes: ['postgres:', 'postgresql:'], secret: true, text: 'PostgreSQL database instead of the SQLite file' },
  redis: { kind: 'url', value: 'URL', schemes: ['redis:', 'rediss:'], secret: true, text: 'Redis through which several processes share their rooms; needs --postgres' },
  publicAddress: { kind: 'text', value: 'HOST:PORT', text: 'address by which players reach this very process, where one address leads to several' },
  guests: { kind: 'switch', default: false, text: 'let players in without a token, under a name of their choice' },
  openMatches: { kind: 'switch', text: 'let anyone into match rooms that no match has claimed; on with --guests' },
  authSecret: { kind: 'text', value: 'SECRET', secret: true, text: 'shared secret of HS256 tokens, 32 bytes or more; better given by the variable or a file' },
  authSecretFile: { kind: 'text', value: 'FILE', text: 'file that holds the shared secret' },
  jwksUrl: { kind: 'url', value: 'URL', schemes: ['https:', 'http:'], text: 'address of the keys that tokens are signed with' },
  issuer: { kind: 'text', value: 'TEXT', text: 'issuer that tokens must name' },
  audience: { kind: 'text', value: 'TEXT', text: 'audience that tokens must name' },
  claimUserId: { kind: 'text', value: 'CLAIM', default: 'sub', text: 'claim with the user id' },
  claimUsername: { kind: 'text', value: 'CLAIM', text: 'claim with the name to show; without it "username", else "name"' },
  claimRole: { kind: 'text', value: 'CLAIM', default: 'role', text: 'claim that makes a moderator by the value "moderator" or "admin"' },
  claimMatches: { kind: 'text', value: 'CLAIM', default: 'matches', text: 'claim with the ids of the matches that the player is in' },
  apps: { kind: 'list', value: 'A,B', text: 'app ids that may join; without it any' },
  rateBurst: { kind: 'number', value: 'N', default: 10, min: 1, text: 'messages that a player may send to a room at once' },
  ratePerSecond: { kind: 'number', value: 'N', default: 2, min: 0.001, text: 'messages per second that a player may send to a room for long' },
  roomsPerUser: { kind: 'integer', value: 'N', default: 100, min: 1, text: 'rooms that a player may be in at once' },
  joinBurst: { kind: 'number', value: 'N', default: 100, min: 1, text: 'joins that one address may try at once' },
  joinsPerSecond: { kind: 'number', value: 'N', default: 20, min: 0.001, text: 'joins per second that one address may try for long' },
  maxConnections: { kind: 'integer', value: 'N', default: 20_000, min: 1, text: 'open connections in all' },
  trustProxy: { kind: 'integer', value: 'N', default: 0, min: 0, max: 10, text: 'proxies in front whose X-Forwarded-For tells the address of a player' },
  profanity: { kind: 'choice', choices: ['off', 'mask', 'refuse'], default: 'off', text: 'what becomes of messages with swear words (English)' },
  retentionDays: { kind: 'number', value: 'N', min: 0.01, text: 'days after which messages are deleted; without it never' },
  retentionCount: { kind: 'integer', value: 'N', min: 1, text: 'newest messages to keep per room; without it all' },
  graceSeconds: { kind: 'number', value: 'N', default: 15, min: 0, max: 600, text: 'time in which a dropped player may come back unnoticed' },
  drainSeconds: { kind: 'number', value: 'N', default: 10, min: 0, max: 600, text: 'time that a shutdown may take' },
  metricsToken: { kind: 'text', value: 'TOKEN', secret: true, text: 'bearer token without which /metrics is not shown' },
  logLevel: { kind: 'choice', choices: ['silent', 'error', 'warn', 'info', 'debug'], default: 'info', text: 'least important log lines to write' },
} as const satisfies Record<string, ConfigOption>;

export type ConfigKey = keyof typeof CONFIG_OPTIONS;

type ValueOf<O> = O extends { kind: 'integer' | 'number' } ? number
  : O extends { kind: 'switch' } ? boolean
  : O extends { kind: 'list' } ? readonly string[]
  : O extends { choices: readonly (infer C)[] } ? C
  : string;

/** The settings by name; those without a default may be undefined. */
export type Config = {
  -readonly [K in ConfigKey]: (typeof CONFIG_OPTIONS)[K] extends { default: unknown } ? ValueOf<(typeof CONFIG_OPTIONS)[K]> : ValueOf<(typeof CONFIG_OPTIONS)[K]> | undefined;
};

export const CONFIG_KEYS = Object.keys(CONFIG_OPTIONS) as ConfigKey[];

export function flagOf(key: ConfigKey): string {
  return `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

export function variableOf(key: ConfigKey): string {
  return `ROOM_CHAT_${key.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
}

/** A line per setting, for `--help`. */
export function helpText(): string {
  const left = CONFIG_KEYS.map((key) => {
    const { kind, value, choices } = CONFIG_OPTIONS[key] as ConfigOption;
    return `  ${flagOf(key)}${kind === 'switch' ? '' : ` ${value ?? choices!.join('|')}`}`;
  });
  const width = Math.max(...left.map((text) => text.length)) + 2;
  const lines = CONFIG_KEYS.map((key, i) => {
    const { text, default: fallback } = CONFIG_OPTIONS[key] as ConfigOption;
    const shown = fallback === undefined || fallback === false ? '' : ` (default ${fallback})`;
    return `${left[i]!.padEnd(width)}${text}${shown}`;
  });
  return [
    'usage: gametegra-room-chat serve [options]',
    '       gametegra-room-chat export [--db FILE | --postgres URL] USER',
    '       gametegra-room-chat erase [--db FILE | --postgres URL] USER',
    '',
    'Serves room chat for web games; writes out, or erases, everything that a user has said.',
    '',
    ...lines,
    `${'  --help'.padEnd(width)}this text`,
    `${'  --version'.padEnd(width)}the version`,
    '',
    'Each option can also be given by a variable: --rate-burst as ROOM_CHAT_RATE_BURST. The flag counts before the variable.',
    'Try it: gametegra-room-chat serve --guests',
  ].join('\n');
}

/** The same as a Markdown table, for the documents. */
export function configTable(): string {
  const rows = CONFIG_KEYS.map((key) => {
    const { kind, value, choices, text, default: fallback } = CONFIG_OPTIONS[key] as ConfigOption;
    const form = kind === 'switch' ? '' : ` ${(value ?? choices!.join('\\|'))}`;
    return `| \`${flagOf(key)}${form}\` | \`${variableOf(key)}\` | ${fallback === undefined ? '' : `\`${fallback}\``} | ${text} |`;
  });
  return ['| flag | variable | default | what it sets |', '|---|---|---|---|', ...rows].join('\n');
}
