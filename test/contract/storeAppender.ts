// Run as a process of its own, which its parent kills: appends without end, and writes a line for each acknowledged message.
import { writeSync } from 'node:fs';
import type { ChatStore } from '../../src/server/store/ChatStore.js';
import { createPostgresStore } from '../../src/server/store/postgres/postgres.js';
import { createSqliteStore } from '../../src/server/store/sqlite/sqlite.js';
import type { TestDatabase } from './storeContract.js';

const [target, prefix] = process.argv.slice(2).map((argument) => JSON.parse(argument)) as [TestDatabase['target'], string];
const store: ChatStore = await (target.kind === 'sqlite' ? createSqliteStore({ path: target.path }) : createPostgresStore({ url: target.url }));
const rooms = ['2...game_one', '2...game_two', '2...game_three'];
for (const room of rooms) await store.open(room, { epoch: 'e', lastSeq: 0 });

let counter = 0;
for (let lane = 0; lane < 24; lane++) {
  const room = rooms[lane % rooms.length]!;
  void (async () => {
    for (;;) {
      const clientId = `01960000-0000-7000-${prefix}-${(++counter).toString(16).padStart(12, '0')}`;
      const { appended } = await store.append(room, [{ clientId, senderId: 'u1', sender: 'Ann', content: clientId, persist: true }]);
      // Straight to the descriptor: what the process acknowledged must not sit in a buffer that dies with it.
      writeSync(1, `${room} ${clientId} ${appended[0]!.seq}\n`);
    }
  })();
}
