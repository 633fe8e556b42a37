import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { portOf, runDemo, type DemoRun } from '../helpers/demoServer.js';

describe('the demo server', () => {
  let folder: string;
  let runs: DemoRun[];
  const run = (env: Record<string, string>): DemoRun => {
    const started = runDemo({ PORT: '0', HOST: '127.0.0.1', DB: join(folder, 'demo.db'), ...env }, folder);
    runs.push(started);
    return started;
  };

  beforeEach(async () => {
    runs = [];
    folder = await mkdtemp(join(tmpdir(), 'room-chat-demo-'));
  });
  afterEach(async () => {
    for (const { child, exited } of runs) {
      child.kill('SIGKILL');
      await exited;
    }
    await rm(folder, { recursive: true, force: true });
  });

  it('prints one line, serves the game and the list of matches, and nothing outside its folder', async () => {
    const demo = run({});
    const url = `http://127.0.0.1:${await portOf(demo)}`;
    expect(demo.out.trim().split('\n')).toEqual([`Room chat demo: ${url.replace('127.0.0.1', 'localhost')}`]);
    expect(await (await fetch(`${url}/`)).text()).toContain('Glimmer Glade');
    expect((await fetch(`${url}/main.js`)).headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(await (await fetch(`${url}/api/matches`)).json()).toEqual([]);
    for (const path of ['/..%2fserver.js', '/%2e%2e/server.js', '/%00', '/%zz', '/missing.js']) {
      expect((await fetch(url + path)).status, path).toBe(404);
    }
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('T7 drains on %s and exits with 0', async (signal) => {
    const demo = run({});
    await portOf(demo);
    demo.child.kill(signal);
    expect(await demo.exited).toBe(0);
    expect(demo.err).toBe('');
  });

  it('says in one sentence that its port is taken, and exits with 1', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    const demo = run({ PORT: String(port) });
    expect(await demo.exited).toBe(1);
    expect(demo.err.trim()).toBe(`unable to start the demo; port ${port} is taken; stop what uses it, or start with another: PORT=${port + 1} npm start`);
    expect(demo.out).toBe('');
    await new Promise((resolve) => other.close(resolve));
  });

  it('says in one sentence that its database cannot be read, and exits with 1', async () => {
    const path = join(folder, 'notes.txt');
    await writeFile(path, 'no database at all\n'.repeat(300));
    const demo = run({ DB: path });
    expect(await demo.exited).toBe(1);
    expect(demo.err.trim().split('\n')).toHaveLength(1);
    expect(demo.err).toMatch(/^unable to .*notes\.txt/);
  });

  it('refuses a port that is no number', async () => {
    const demo = run({ PORT: 'http' });
    expect(await demo.exited).toBe(1);
    expect(demo.err.trim()).toBe('unable to start the demo; PORT is "http"; give a number from 0 to 65535');
  });
});
