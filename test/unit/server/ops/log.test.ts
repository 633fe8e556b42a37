import { describe, expect, it } from 'vitest';
import { createLog, createPlainLog, noLog, type Log, type LogLevel } from '../../../../src/server/ops/log.js';
import { redact, stripQuery } from '../../../../src/server/ops/redact.js';

const JWT = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ1MSJ9.c2lnbmF0dXJlLXNpZ25hdHVyZQ';
const GUEST = `guest-${'a'.repeat(26)}.${'B'.repeat(43)}`;

async function both(level: LogLevel, use: (log: Log) => void): Promise<Record<string, unknown>[][]> {
  return Promise.all(
    [createLog, async (options: Parameters<typeof createPlainLog>[0]) => createPlainLog(options)].map(async (create) => {
      const lines: string[] = [];
      use(await create({ level, write: (line) => void lines.push(line) }));
      return lines.map((line) => {
        expect(line.endsWith('\n')).toBe(true);
        return JSON.parse(line) as Record<string, unknown>;
      });
    }),
  );
}

describe('log', () => {
  it('T9 writes one JSON object a line, the same with pino and without', async () => {
    const [pino, plain] = await both('debug', (log) => {
      log.info('a player joined', { room: 'lobby', count: 2 });
      log.error('a query failed', new Error('down'));
      log.debug('fine');
    });
    expect(pino).toMatchObject([
      { level: 'info', room: 'lobby', count: 2, msg: 'a player joined', time: expect.stringMatching(/^\d{4}-.*Z$/) },
      { level: 'error', error: { type: 'Error', message: 'down', stack: expect.stringContaining('at ') }, msg: 'a query failed' },
      { level: 'debug', msg: 'fine' },
    ]);
    expect(plain!.map((line) => Object.keys(line))).toEqual(pino!.map((line) => Object.keys(line)));
  });

  it('leaves out what is below the level', async () => {
    const use = (log: Log) => (['error', 'warn', 'info', 'debug'] as const).forEach((level) => log[level](level));
    for (const [level, count] of [['silent', 0], ['error', 1], ['warn', 2], ['info', 3], ['debug', 4]] as const) {
      for (const lines of await both(level, use)) expect(lines).toHaveLength(count);
    }
    use(noLog);
  });

  it('T1 T9 never holds a token or what a player said, wherever they are handed in', async () => {
    let parseError: unknown;
    try {
      JSON.parse(`{"content":"my secret words", ${JWT}`);
    } catch (error) {
      parseError = error;
    }
    const failed = Object.assign(new Error(`refused ${JWT} and ${GUEST}`, { cause: parseError }), { token: JWT });
    const lines = await both('info', (log) => {
      log.info(`a join with ${JWT}`, { request: { token: JWT, guest: { username: 'Ann', guestToken: GUEST }, match: { matchId: 'm1', reconnectionToken: 'abc:def' } } });
      log.warn('an upgrade', { url: '/p/r?sessionId=x&_authToken=abc', headers: { authorization: 'Bearer abc', Cookie: 'abc' }, _authToken: 'abc' });
      log.info('a message', { message: { content: 'my secret words', senderId: 'u1' }, content: { text: 'my secret words' }, messages: [[1, 'u1', 'my secret words']] });
      log.error('a failure', failed);
      log.error('a failure', { error: failed, database: 'postgres://user:hunter2@host/db', list: [[JWT]] });
    });
    for (const text of lines.map((one) => JSON.stringify(one))) {
      expect(text).not.toMatch(/secret words|eyJ|BBBB|abc|hunter2|sessionId/);
      expect(text).toContain('Ann');
      expect(text).toContain('guest-aaaa');
      expect(text).toContain('/p/r');
    }
  });

  it('T6 bounds what is huge, deep, circular or strange', () => {
    const circular: Record<string, unknown> = { big: 'x'.repeat(1e6), many: Array.from({ length: 1e5 }, (_, i) => i), n: 10n, f: () => {}, s: Symbol('s'), u: undefined, bytes: Buffer.alloc(1e6), date: new Date(Number.NaN) };
    circular.self = circular;
    const strange = new Error('x');
    strange.cause = strange;
    Object.defineProperty(strange, 'stack', { value: 5 });
    expect(JSON.stringify(redact({ circular, strange })).length).toBeLessThan(20_000);
  });

  it('strips the query of an address', () => {
    expect(stripQuery('/a/b?token=1#x')).toBe('/a/b');
    expect(stripQuery('/a#x?y')).toBe('/a');
    expect(stripQuery('')).toBe('');
  });
});
