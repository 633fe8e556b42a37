import { afterEach, describe, expect, it } from 'vitest';
import { installPacked, type PackedProject } from '../helpers/packedProject.js';

/** Server packages of one version of Colyseus, and the client of the same. */
const VERSIONS = {
  '0.16': ['@colyseus/core@0.16', '@colyseus/ws-transport@0.16', '@colyseus/schema@3'],
  '0.17': ['@colyseus/core@0.17', '@colyseus/ws-transport@0.17', '@colyseus/schema@4', '@colyseus/sdk@0.17', 'express@5'],
  '0.18': ['@colyseus/core@0.18', '@colyseus/ws-transport@0.18', '@colyseus/schema@5', '@colyseus/sdk@0.18'],
};
/** Versions from 0.17 on ask for Node 22; where the tests run on less, that comes from the registry too. */
const OLD_NODE = Number(process.versions.node.split('.')[0]) < 22;

// What a room must do whichever client speaks to whichever server; prints a line a step.
const TALK = `
import { Room } from '@colyseus/core';
import { createGametegra } from 'gametegra-room-chat/client';
import { bindMatchChat, createChatServer } from 'gametegra-room-chat/server';

const problems = [];
process.on('unhandledRejection', (error) => problems.push(String(error)));
const log = { error: (message, { error } = {}) => problems.push(message + ': ' + error), warn() {}, info() {}, debug() {} };
class Match extends Room {
  onCreate() {
    bindMatchChat(this);
    this.onMessage('kick', (_client, id) => this.clients.find(({ sessionId }) => sessionId === id)?.leave(4100));
  }
}
const server = await createChatServer({ port: 0, host: '127.0.0.1', guests: true, openMatches: false, store: 'chat.db', log, define: (game) => game.define('match', Match) });
const endpoint = 'ws://127.0.0.1:' + server.port;
const { Client: Old } = await import('colyseus.js');
const sdk = await import('@colyseus/sdk').catch(() => null);
const clients = { 'colyseus.js': () => new Old(endpoint), ...(sdk && { '@colyseus/sdk': () => new sdk.Client(endpoint) }) };
const once = (handle, event, fits = () => true) => new Promise((resolve) => {
  const undo = handle.on(event, (data) => fits(data) && (undo(), resolve(data)));
});
const steps = [];

for (const [name, connect] of Object.entries(clients)) {
  const player = (username) => createGametegra({ client: connect(), appId: 'app', guest: { username, storage: null } });
  const [ada, bob] = [player('Ada'), player('Bob')];
  const a = await ada.roomChat.join(name);
  const seen = once(a, 'presence', ({ joins }) => joins.some(({ username }) => username === 'Bob'));
  const b = await bob.roomChat.join(name);
  await seen;
  const heard = once(b, 'message');
  await a.send('hello');
  steps.push([name, 'heard', (await heard).content]);
  steps.push([name, 'history', (await b.getHistory()).messages.length]);
  steps.push([name, 'refused', await player('Eve').roomChat.join('match-none').catch(({ code }) => code)]);
  const left = once(a, 'presence', ({ leaves }) => leaves.length > 0);
  await b.leave();
  steps.push([name, 'left', (await left).leaves[0].reason]);
  // A lost connection, as the network loses it.
  for (const socket of server.gameServer.transport.wss.clients) socket.terminate();
  const again = once(a, 'message', ({ content }) => content === 'again');
  await player('Carl').roomChat.join(name).then((carl) => carl.send('again'));
  steps.push([name, 'came back to', (await again).content]);

  // Matches only by the client of the server's own version: others cannot join the game's rooms.
  if (sdk && name === 'colyseus.js') continue;
  const room = await connect().create('match');
  const other = await connect().joinById(room.roomId);
  for (const one of [room, other]) one.onMessage('*', () => {});
  const [m, n] = [player('M'), player('N')];
  m.match.bind(room);
  n.match.bind({ roomId: other.roomId, reconnectionToken: other.reconnectionToken, onLeave() {} });
  const [stays, goes] = await Promise.all([m.roomChat.join(), n.roomChat.join()]);
  const end = once(goes, 'end');
  room.send('kick', other.sessionId);
  steps.push([name, 'kicked', (await end).code, stays.state]);
}
await server.close({ drainMs: 2000 });
console.log(JSON.stringify({ steps, problems }));
process.exit();
`;

const CHAT_STEPS = (name: string): unknown[] => [
  [name, 'heard', 'hello'],
  [name, 'history', 1],
  [name, 'refused', 'not_allowed'],
  [name, 'left', 'left'],
  [name, 'came back to', 'again'],
];

describe('Colyseus', () => {
  let project: PackedProject | undefined;
  afterEach(() => project?.remove());

  it.each(Object.entries(VERSIONS))('%s serves chat to the clients of every version', async (version, packages) => {
    project = await installPacked();
    const install = ['install', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error', ...packages, ...(OLD_NODE ? ['node@22'] : [])];
    const installed = await project.run('npm', install);
    expect(installed.code, installed.stderr).toBe(0);
    project.write('talk.mjs', TALK);
    const node = OLD_NODE ? `${project.dir}/node_modules/.bin/node` : process.execPath;
    const ran = await project.run(node, ['talk.mjs']);
    expect(ran.code, ran.stderr + ran.stdout).toBe(0);
    const { steps, problems } = JSON.parse(ran.stdout.trim().split('\n').at(-1)!) as { steps: unknown[]; problems: string[] };
    const sdk = '@colyseus/sdk';
    expect(steps).toEqual(version === '0.16'
      ? [...CHAT_STEPS('colyseus.js'), ['colyseus.js', 'kicked', 'match_ended', 'connected']]
      : [...CHAT_STEPS('colyseus.js'), ...CHAT_STEPS(sdk), [sdk, 'kicked', 'match_ended', 'connected']]);
    expect(problems).toEqual([]);
  });
});
