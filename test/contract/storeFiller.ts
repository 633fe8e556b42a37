// Run as a process of its own under a limit on the size of files: appends until that fails, and goes on a while.
import { createSqliteStore } from '../../src/server/store/sqlite/sqlite.js';

const room = '2...game_lobby';
const store = await createSqliteStore({ path: process.argv[2]! });
await store.open(room, { epoch: 'e', lastSeq: 0 });

const acknowledged: string[] = [];
const refused: string[] = [];
for (let index = 1; index <= 20_000 && refused.length < 20; index++) {
  const clientId = `01960000-0000-7000-b000-${index.toString(16).padStart(12, '0')}`;
  await store.append(room, [{ clientId, senderId: 'u1', sender: 'Ann', content: 'x'.repeat(1_500), persist: true }]).then(
    () => acknowledged.push(clientId),
    (error) => refused.push(error.code),
  );
}
const read = (await store.page(room, { limit: 100_000, from: 'oldest' })).length;
await store.close();
console.log(JSON.stringify({ acknowledged, refused, read }));
