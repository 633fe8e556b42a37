import { importIfPresent } from './importOptional.js';
import { redact, redactText } from './redact.js';

export const LOG_LEVELS = ['silent', 'error', 'warn', 'info', 'debug'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

type Write = (message: string, fields?: object) => void;

/** Structured logs, a JSON object a line. Whatever is handed in, no credential and no message text comes out. */
export interface Log {
  error: Write;
  warn: Write;
  info: Write;
  debug: Write;
}

export interface LogOptions {
  /** Default `info`. */
  level?: LogLevel;
  /** Takes each line, with its line break. Default: standard error, so that standard output holds what a command prints. */
  write?: (line: string) => void;
}

/** What the two writers have in common: level, fields that may be shown, message. */
type Sink = (level: Exclude<LogLevel, 'silent'>, fields: object, message: string) => void;

/** Logs by pino where it is installed, else by a small writer of the same form. */
export async function createLog({ level = 'info', write }: LogOptions = {}): Promise<Log> {
  const loaded = level === 'silent' ? null : await importIfPresent('pino', () => import('pino'));
  return logTo(loaded ? pinoSink(loaded.pino, level, write) : plainSink(write ?? toStandardError), level);
}

/** Logs without pino. */
export function createPlainLog({ level = 'info', write = toStandardError }: LogOptions = {}): Log {
  return logTo(plainSink(write), level);
}

export const noLog: Log = { error() {}, warn() {}, info() {}, debug() {} };

function logTo(sink: Sink, level: LogLevel): Log {
  const least = LOG_LEVELS.indexOf(level);
  const at = (name: Exclude<LogLevel, 'silent'>): Write => {
    if (LOG_LEVELS.indexOf(name) > least) return () => {};
    return (message, fields = {}) => {
      const shown = redact(fields instanceof Error ? { error: fields } : fields);
      sink(name, shown as object, redactText(message));
    };
  };
  return { error: at('error'), warn: at('warn'), info: at('info'), debug: at('debug') };
}

function pinoSink(pino: typeof import('pino').pino, level: LogLevel, write: LogOptions['write']): Sink {
  const options = {
    level,
    base: null,
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label: string) => ({ level: label }) },
  };
  const logger = pino(options, write ? { write } : pino.destination(2));
  return (name, fields, message) => logger[name](fields, message);
}

function toStandardError(line: string): void {
  process.stderr.write(line);
}

function plainSink(write: (line: string) => void): Sink {
  return (level, fields, msg) => write(`${JSON.stringify({ level, time: new Date().toISOString(), ...fields, msg })}\n`);
}
