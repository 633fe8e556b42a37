import { describe, expect, it } from 'vitest';
import { RoomChatError } from '../../../src/protocol/errors.js';
import { explainFailure } from '../../../src/server/cliFailure.js';
import { runCli, type CliWorld, type RunningServer } from '../../../src/server/cliRun.js';

function setUp(flags: string, start: CliWorld['startServer'] = async () => ({ address: 'http://localhost:1', close: async () => {} })) {
  const out: string[] = [];
  const err: string[] = [];
  const exits: number[] = [];
  const opened: string[] = [];
  const store = {
    async *exportUser(userId: string) {
      if (userId === 'nobody') return;
      yield { room: '2...g_lobby', seq: 3, sender: userId, content: 'hi', createTime: 0 };
    },
    eraseUser: async (userId: string, act: object) => (opened.push(`${userId} ${JSON.stringify(act)}`), { messages: 2 }),
    close: async () => void opened.push('closed'),
  };
  const timers: { callback: () => void; ms: number }[] = [];
  const handlers = new Map<string, () => void>();
  const world: CliWorld = {
    argv: flags.split(' ').filter(Boolean), environment: {}, version: () => '1.2.3', startServer: start,
    out: (line) => void out.push(line), err: (line) => void err.push(line), exit: (code) => void exits.push(code),
    openStore: async (name) => {
      opened.push(name);
      return store;
    },
    onSignal: (signal, handler) => void handlers.set(signal, handler), setTimeout: (callback, ms) => timers.push({ callback, ms }),
  };
  return { world, out, err, exits, opened, timers, signal: (name: 'SIGTERM' | 'SIGINT') => handlers.get(name)!() };
}
const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('runCli', () => {
  it('prints one line where it listens', async () => {
    const cli = setUp('serve --guests');
    await runCli(cli.world);
    expect(cli).toMatchObject({ out: ['room chat listens on http://localhost:1'], err: [], exits: [] });
  });

  it('prints help and version', async () => {
    const help = setUp('--help');
    await runCli(help.world);
    expect(help.out[0]).toContain('--port N');
    const version = setUp('--version');
    await runCli(version.world);
    expect([version.out, version.exits, help.exits]).toEqual([['1.2.3'], [0], [0]]);
  });

  it('says why it did not start in one line, and exits with 1', async () => {
    const flags = setUp('serve --prot 1');
    await runCli(flags.world);
    expect(flags).toMatchObject({ err: [expect.stringContaining('did you mean --port?')], out: [], exits: [1] });
    const taken = setUp('serve --guests', async () => {
      throw Object.assign(new Error('listen EADDRINUSE: address already in use'), { code: 'EADDRINUSE', syscall: 'listen', port: 2567, address: '0.0.0.0' });
    });
    await runCli(taken.world);
    expect(taken).toMatchObject({ err: ['gametegra-room-chat: unable to listen on 0.0.0.0:2567; the port is taken; stop what uses it, or give another --port'], exits: [1] });
  });

  it('T7 drains on the first signal for as long as told, then exits with 0', async () => {
    let finish = () => {};
    let asked: unknown;
    const server: RunningServer = { address: 'a', close: (options) => ((asked = options), new Promise((resolve) => (finish = resolve))) };
    const cli = setUp('serve --guests --drain-seconds 4', async () => server);
    await runCli(cli.world);
    cli.signal('SIGTERM');
    expect([asked, cli.exits]).toEqual([{ drainMs: 4_000 }, []]);
    finish();
    await settle();
    expect(cli.exits).toEqual([0]);
  });

  it('T7 exits at once on a second signal', async () => {
    const cli = setUp('serve --guests', async () => ({ address: 'a', close: () => new Promise(() => {}) }));
    await runCli(cli.world);
    cli.signal('SIGINT');
    cli.signal('SIGTERM');
    expect(cli.exits).toEqual([1]);
  });

  it('T7 exits within a set time also where the drain hangs', async () => {
    const cli = setUp('serve --guests --drain-seconds 2', async () => ({ address: 'a', close: () => new Promise(() => {}) }));
    await runCli(cli.world);
    cli.signal('SIGTERM');
    expect(cli.timers[0]!.ms).toBe(5_000);
    cli.timers[0]!.callback();
    expect(cli.exits).toEqual([1]);
    expect(cli.err[0]).toContain('unable to stop in time');
  });

  it('exits with 1 where closing fails, and with 0 on a signal during the start', async () => {
    const broken = setUp('serve --guests', async () => ({ address: 'a', close: async () => Promise.reject(new Error('disk\nfull')) }));
    await runCli(broken.world);
    broken.signal('SIGTERM');
    await settle();
    expect(broken).toMatchObject({ exits: [1], err: ['gametegra-room-chat: unable to stop cleanly; disk; --log-level debug shows more'] });
    const early = setUp('serve --guests', () => new Promise(() => {}));
    void runCli(early.world);
    early.signal('SIGINT');
    expect(early.exits).toEqual([0]);
  });
});

describe('the messages of one person', () => {
  it('T8 are written out, a JSON object a line', async () => {
    const cli = setUp('export --db chat.db u1');
    await runCli(cli.world);
    expect(cli.out).toEqual(['{"room":"2...g_lobby","seq":3,"sender":"u1","content":"hi","createTime":"1970-01-01T00:00:00.000Z"}']);
    expect([cli.opened, cli.err, cli.exits]).toEqual([['chat.db', 'closed'], [], [0]]);
  });

  it('T8 that has said nothing are not a silent success', async () => {
    const cli = setUp('export --db chat.db nobody');
    await runCli(cli.world);
    expect(cli).toMatchObject({
      out: [], opened: ['chat.db', 'closed'], exits: [1],
      err: ['gametegra-room-chat: unable to export the messages; the database has none of a user "nobody"; check the user id (userId, not the name)'],
    });
  });

  it('T8 are erased, with a trace of who did it', async () => {
    const cli = setUp('erase u1 --postgres postgres://h/d');
    await runCli(cli.world);
    expect([cli.out, cli.opened, cli.exits]).toEqual([['erased 2 messages of u1'], ['postgres://h/d', 'u1 {"by":"command line"}', 'closed'], [0]]);
  });

  it.each(['export', 'erase --db chat.db', 'export u1 u2', 'export u1 --guests', 'erase u1 --db', 'export u1 --db a --postgres postgres://h/d'])('says what is missing or too much: %s', async (flags) => {
    const cli = setUp(flags);
    await runCli(cli.world);
    expect([cli.exits, cli.opened]).toEqual([[1], []]);
    expect(cli.err[0]).toMatch(/^gametegra-room-chat: unable to .+; .+; .+/);
  });
});

describe('explainFailure', () => {
  const coded = (code: string, message: string, more: object = {}) => Object.assign(new Error(message), { code, ...more });
  it.each([
    [coded('ERR_MODULE_NOT_FOUND', "Cannot find package '@colyseus/core' imported from /x/y.js"), 'npm install @colyseus/core@0.16 @colyseus/schema@3 @colyseus/ws-transport@0.16'],
    [coded('ERR_MODULE_NOT_FOUND', "Cannot find package 'pg' imported from /x/y.js"), 'the package pg is not installed; run: npm install pg'],
    [coded('EACCES', 'x', { syscall: 'listen', port: 80 }), 'give a --port above 1023'],
    [coded('EADDRNOTAVAIL', 'x', { syscall: 'listen', address: '1.2.3.4', port: 5 }), 'does not have the address; give another --host'],
    [coded('ENOTFOUND', 'x', { syscall: 'getaddrinfo' }), 'give another --host'],
    [new RoomChatError('invalid_option', 'unable to open the database; it is a directory; give a file'), 'unable to open the database; it is a directory; give a file'],
    [null, 'unable to start'],
  ])('says what to do: %s', (error, part) => {
    expect(explainFailure(error)).toContain(part);
    expect(explainFailure(error)).not.toContain('\n');
  });
});
