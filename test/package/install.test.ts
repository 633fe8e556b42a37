import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { installPacked, SERVER_PEERS, type PackedProject } from '../helpers/packedProject.js';

let project: PackedProject;
beforeAll(async () => {
  project = await installPacked();
});
afterAll(() => project?.remove());

describe('the tarball', () => {
  it('holds the built package, its papers and nothing else', () => {
    const expected = ['README.md', 'LICENSE', 'CHANGELOG.md', 'ARCHITECTURE.md', 'docs/operating.md', 'dist/index.js', 'dist/index.d.ts', 'dist/global.js', 'dist/server/sqlite-worker.js'];
    expect(expected.filter((file) => !project.files.includes(file))).toEqual([]);
    expect(project.files.filter((file) => !/^(dist\/|docs\/operating\.md$|package\.json$|(README|ARCHITECTURE|CHANGELOG)\.md$|LICENSE$)/.test(file))).toEqual([]);
    expect(project.files.filter((file) => file.startsWith('dist/demo/'))).toEqual([]);
  });

  it('passes publint', async () => {
    const pkgDir = join(project.dir, 'node_modules', 'gametegra-room-chat');
    const { messages } = await publint({ pkgDir, pack: false, strict: true });
    const pkg = JSON.parse(readFileSync(join(pkgDir, 'package.json'), 'utf8')) as Record<string, unknown>;
    expect(messages.map((message) => formatMessage(message, pkg))).toEqual([]);
  });
});

describe('in an empty project', () => {
  it('brings a browser game no server, no database and no engine', async () => {
    const list = await project.run('npm', ['ls', '--all', '--parseable']);
    expect(list.stdout).not.toMatch(/node_modules\/(@colyseus\/core|pg|phaser|pino|jose|prom-client|@photostructure)/);
  });

  it('gives the client to Node by import', async () => {
    const ran = await project.run('node', ['--input-type=module', '--eval', `
      import { createGametegra, RoomChatError } from 'gametegra-room-chat/client';
      const { roomChat, match, close } = createGametegra({ endpoint: 'http://127.0.0.1:1', appId: 'app', guest: { username: 'ann' } });
      const refusal = await roomChat.join().catch((error) => error);
      console.log(JSON.stringify([refusal instanceof RoomChatError, refusal.code, match.current]));
      await close();
    `]);
    expect(ran.stderr).toBe('');
    expect(JSON.parse(ran.stdout)).toEqual([true, 'no_match', null]);
  });

  it('names the package that a server lacks', async () => {
    const ran = await project.run(bin(), ['serve', '--port', '0', '--db', 'none.db', '--guests']);
    expect(ran.code).not.toBe(0);
    expect(ran.stderr.trim()).toMatch(/unable to start; the package @colyseus\/\S+ is not installed; run: npm install .*@colyseus\/core/);
    expect(ran.stderr.trim().split('\n')).toHaveLength(1);
  });
});

describe('with the server\'s packages beside it', () => {
  beforeAll(() => project.link(SERVER_PEERS));

  it('gives the server to Node by import, and a client talks over it', async () => {
    project.write('talk.js', `
      import { createChatServer, RoomChatError as ServerError } from 'gametegra-room-chat/server';
      import { createSqliteStore } from 'gametegra-room-chat/server/sqlite';
      import { createGametegra, RoomChatError } from 'gametegra-room-chat/client';
      const store = await createSqliteStore({ path: 'talk.db' });
      const server = await createChatServer({ port: 0, host: '127.0.0.1', store, guests: true });
      const game = createGametegra({ endpoint: server.address, appId: 'app', guest: { username: 'ann' } });
      const chat = await game.roomChat.join('lobby');
      const heard = new Promise((resolve) => chat.on('message', resolve));
      const sent = await chat.send('Hello!');
      const { sender, content } = await heard;
      const history = await chat.getHistory(20);
      console.log(JSON.stringify({ success: sent.success, sender, content, stored: history.messages.length, where: [chat.roomName, chat.channelId, chat.streamKey], one: ServerError === RoomChatError }));
      await chat.leave();
      await game.close();
      await server.close();
      await store.close();
    `);
    const ran = await project.run('node', ['talk.js']);
    expect(ran.stderr).toBe('');
    expect(JSON.parse(ran.stdout)).toEqual({
      success: true,
      sender: 'ann',
      content: 'Hello!',
      stored: 1,
      where: ['lobby', '2...app_lobby', 'room-chat-lobby'],
      one: true,
    });
  });

  it('runs its command', async () => {
    const help = await project.run(bin(), ['--help']);
    expect(help).toMatchObject({ code: 0, stderr: '' });
    expect(help.stdout).toMatch(/serve[\s\S]*--port[\s\S]*--db[\s\S]*--guests/);
    const wrong = await project.run(bin(), ['serve', '--prot', '1']);
    expect(wrong.code).not.toBe(0);
    expect(wrong.stderr).toMatch(/--prot/);
  });
});

function bin(): string {
  return join(project.dir, 'node_modules', '.bin', 'gametegra-room-chat');
}
