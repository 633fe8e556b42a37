import { createServer, type AddressInfo } from 'node:net';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createGametegra } from '../../../src/client/createGametegra.js';
import { explainFailure } from '../../../src/server/cliFailure.js';
import { serveConfig } from '../../../src/server/cliServe.js';
import type { RunningServer } from '../../../src/server/cliRun.js';
import { parseCommand } from '../../../src/server/configParse.js';

let folder: string;
let server: RunningServer;
let failure: string;

async function serve(port: number, ...flags: string[]): Promise<RunningServer> {
  const command = parseCommand(['serve', '--guests', '--port', String(port), '--host', '127.0.0.1', '--db', join(folder, 'chat.db'), '--log-level', 'silent', ...flags], {});
  if (command.command !== 'serve') throw new Error(command.command);
  return serveConfig(command.config);
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'room-chat-'));
  // Before the server that stays: Colyseus has one matchmaker a process.
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  const { port } = taken.address() as AddressInfo;
  failure = explainFailure(await serve(port).catch((error: unknown) => error));
  await new Promise((resolve) => taken.close(resolve));
  server = await serve(0, '--profanity', 'mask', '--metrics-token', 'let me see', '--retention-days', '30');
});
afterAll(async () => {
  await server.close({ drainMs: 1_000 });
  await rm(folder, { recursive: true, force: true });
});

describe('serve', () => {
  it('says in one line that the port is taken, and lets go of the database', async () => {
    expect(failure).toMatch(/^unable to listen on 127\.0\.0\.1:\d+; the port is taken; stop what uses it, or give another --port$/);
    expect((await fetch(`${server.address}/readyz`)).status).toBe(200);
  });

  it('T9 answers probes, and shows the metrics to who has the token', async () => {
    for (const path of ['/healthz', '/readyz']) expect((await fetch(server.address + path)).status, path).toBe(200);
    expect((await fetch(`${server.address}/metrics`)).status).toBe(401);
    expect(await (await fetch(`${server.address}/metrics`, { headers: { authorization: 'Bearer let me see' } })).text()).toContain('room_chat_connections');
  });

  it('T1 T4 lets a guest in under a name that is free, and masks as it was told', async () => {
    const chat = createGametegra({ endpoint: server.address.replace('http', 'ws'), appId: 'game', guest: { username: 'Ann' } });
    const lobby = await chat.roomChat.join('lobby');
    await lobby.send('oh shit');
    expect((await lobby.getHistory()).messages.map(({ sender, content }) => ({ sender, content }))).toEqual([{ sender: 'Ann', content: 'oh ****' }]);
    await chat.close();
    const impostor = createGametegra({ endpoint: server.address.replace('http', 'ws'), appId: 'game', guest: { username: 'Аdmin' } });
    await expect(impostor.roomChat.join('lobby')).rejects.toMatchObject({ code: 'invalid_option' });
    await impostor.close();
  });
});
