import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { installPacked, type PackedProject } from '../helpers/packedProject.js';

const TSC = join(import.meta.dirname, '..', '..', 'node_modules', 'typescript', 'bin', 'tsc');

// What a game does with the package, as the README shows it.
const GAME = `
import * as Phaser from 'phaser';
import { gametegra } from 'gametegra-room-chat';

class Arena extends Phaser.Scene {
  async create(): Promise<void> {
    const chat = await this.gametegra.roomChat.join('lobby', { persistence: true, hidden: false });
    const off: () => void = chat.on('message', (message) => console.log(message.sender, message.content, message.seq));
    chat.on('presence', ({ joins, leaves }) => console.log(joins[0]?.userId, leaves[0]?.reason));
    chat.on('error', (error) => console.log(error.code === 'gap', error.retryAfterMs));
    chat.on('end', ({ code, reason }) => console.log(code, reason));
    // @ts-expect-error there is no such event
    chat.on('massage', () => {});
    // @ts-expect-error neither text nor object
    void chat.send(42);
    await chat.send({ type: 'game_action', action: 'attack', target: 'player2' });
    const { success, id, seq, createTime } = await chat.send('Hello!');
    const page = await chat.getHistory(20, undefined, true);
    console.log(success, id, seq, createTime, page.messages.length, page.nextCursor, page.prevCursor);
    this.gametegra.bus.on('roomchat:message', ({ roomName, channelId, content }) => console.log(roomName, channelId, content));
    this.gametegra.match.bind({ matchId: 'm1' });
    const overlay = this.gametegra.roomChat.openOverlay(chat);
    overlay.focus();
    off();
    await chat.leave();
  }
}

new Phaser.Game({ scene: Arena, plugins: { scene: [gametegra({ endpoint: 'ws://localhost:2567', appId: 'app' })] } });
`;

const NODE = `
import { createGametegra, RoomChatError, type RoomChatHandle } from 'gametegra-room-chat/client';
import { createChatServer, bindMatchChat, type ChatStore } from 'gametegra-room-chat/server';
import { createSqliteStore } from 'gametegra-room-chat/server/sqlite';

const store: ChatStore = await createSqliteStore({ path: 'chat.db' });
const server = await createChatServer({ port: 0, store, guests: true });
const { roomChat, match, bus, close } = createGametegra({ endpoint: server.address, appId: 'app', token: async () => 'token' });
match.unbind();
bus.on('roomchat:end', ({ code }) => console.log(code));
const chat: RoomChatHandle = await roomChat.join();
try {
  await chat.send('x');
} catch (error) {
  if (error instanceof RoomChatError && error.code === 'rate_limited') console.log(error.retryAfterMs, error.temporary);
}
await close();
await server.close();
console.log(bindMatchChat);
`;

let project: PackedProject;
beforeAll(async () => {
  project = await installPacked();
  const names = ['phaser', '@colyseus/core', '@colyseus/schema', '@colyseus/ws-transport', '@types/node', 'undici-types'];
  project.link(Object.fromEntries(names.map((name) => [name, name])));
  project.write('game.ts', GAME);
  project.write('node.ts', NODE);
});
afterAll(() => project?.remove());

it.each([
  ['nodenext', 'nodenext'],
  ['bundler', 'esnext'],
])('types hold under moduleResolution %s', async (moduleResolution, module) => {
  const common = ['--noEmit', '--strict', '--target', 'es2022', '--module', module, '--moduleResolution', moduleResolution, '--types', 'node', '--lib', 'es2023,dom'];
  const ran = await project.run(process.execPath, [TSC, ...common, '--skipLibCheck', 'game.ts', 'node.ts']);
  expect(ran.stdout).toBe('');
  expect(ran.code).toBe(0);
  // Without skipLibCheck, what others publish may fail; our own declarations may not.
  const deep = await project.run(process.execPath, [TSC, ...common, 'game.ts', 'node.ts']);
  expect(deep.stdout.split('\n').filter((line) => line.includes('gametegra-room-chat'))).toEqual([]);
});
