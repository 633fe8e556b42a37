import { expect, it } from 'vitest';
import type { ServerMessages } from '../../../src/protocol/wire.js';
import { openChannel, type Channel } from '../../../src/server/channel.js';
import { entry } from '../../contract/storeContract.js';
import { createManualClock } from '../../helpers/manualClock.js';
import { createMemoryStore, type MemoryDatabase } from '../../helpers/memoryStore.js';

const ROOM = '2...test_lobby';

/** The channel of a process of its own, on a database that others use too. */
async function openOn(database: MemoryDatabase): Promise<{ channel: Channel; batches: ServerMessages['batch'][] }> {
  const clock = createManualClock();
  const batches: ServerMessages['batch'][] = [];
  const channel = await openChannel({
    id: ROOM, roomName: 'lobby', store: createMemoryStore(database, () => clock.now()), clock, precise: () => clock.now(),
    newEpoch: () => 'fresh', cursorKey: new Uint8Array(32), cluster: null,
    graceMs: 0, heartbeatMs: 5_000, batchMs: 0, replaySize: 100, presenceListLimit: 100, maxPending: 100,
  });
  await channel.persist();
  channel.addRelay({ broadcast: (type, payload) => void (type === 'batch' && batches.push(payload as ServerMessages['batch'])) });
  return { channel, batches };
}

it('R2 R3 R6 a client that the process before a restart served further is not told of a gap', async () => {
  const database: MemoryDatabase = new Map();
  const before = await openOn(database);
  await before.channel.submit(entry('first'));
  // The next process opens the room while the one before still finishes.
  const after = await openOn(database);
  await before.channel.submit(entry('finished while the next one opened'));
  const replay = await after.channel.replay({ epoch: before.channel.epoch, seq: 2 });
  expect(replay).toMatchObject({ prev: 2, last: 2, head: 2, messages: [] });
  expect(replay.missing).toBeUndefined();
  expect(await after.channel.submit(entry('and on'))).toMatchObject({ seq: 3 });
  expect(after.batches.flatMap(({ messages }) => messages.map(([seq]) => seq))).toEqual([2, 3]);
  before.channel.close();
  after.channel.close();
});
