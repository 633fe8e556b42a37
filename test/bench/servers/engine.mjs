// What the disk and the databases do by themselves: the floors for `append`.
import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { createPostgresStore } from '../../../dist/server/postgres.js';
import { createSqliteStore } from '../../../dist/server/sqlite.js';
import { answerParent } from '../lib/child.mjs';
import { clientIdBytes, TEXT, uuidOf } from '../lib/rows.mjs';
import { sqliteDriver } from '../lib/sqliteDriver.mjs';

const ROOM = '2...bench_engine';
const CONTENT = JSON.stringify(TEXT);

await answerParent(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'gametegra-bench-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));

  /** Groups for so many seconds; returns messages a second. */
  async function pump(seconds, group, commit) {
    let serial = 0;
    for (const warm = performance.now() + 500; performance.now() < warm; serial += group) await commit(serial, group);
    const from = serial;
    const began = performance.now();
    while (performance.now() - began < seconds * 1_000) {
      await commit(serial, group);
      serial += group;
    }
    return { perSecond: ((serial - from) / (performance.now() - began)) * 1_000 };
  }

  return {
    ready: true,
    async writeAndSync({ seconds, group }) {
      const file = openSync(join(folder, 'log'), 'w');
      const line = `${uuidOf(clientIdBytes(0))} guest sender ${CONTENT}\n`;
      const result = await pump(seconds, group, () => {
        writeSync(file, line.repeat(group));
        fdatasyncSync(file);
      });
      closeSync(file);
      return result;
    },
    /** The schema and the settings are those of the store, the statements are the least that stores the same rows. */
    async sqlite({ seconds, group }) {
      const path = join(folder, `engine-${Date.now()}.db`);
      const store = await createSqliteStore({ path });
      await store.open(ROOM, { epoch: 'bench', lastSeq: 0 });
      await store.close();
      const db = new (await sqliteDriver())(path);
      db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -65536');
      const insert = db.prepare('INSERT INTO message (room_id, seq, sender_id, sender, client_id, content, create_time) VALUES (1, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING');
      const move = db.prepare('UPDATE room SET last_seq = ?, last_time = ? WHERE id = 1');
      const result = await pump(seconds, group, (serial, count) => {
        const now = Date.now();
        db.exec('BEGIN IMMEDIATE');
        for (let i = 1; i <= count; i++) insert.run(serial + i, 'g-sender-00000000', 'sender', clientIdBytes(serial + i), CONTENT, now);
        move.run(serial + count, now);
        db.exec('COMMIT');
      });
      db.close();
      return result;
    },
    async postgres({ url, seconds, group }) {
      const store = await createPostgresStore({ url });
      await store.open(ROOM, { epoch: 'bench', lastSeq: 0 });
      await store.close();
      const client = new pg.Client(url);
      await client.connect();
      await client.query('DELETE FROM chat_message');
      const { id } = (await client.query('SELECT id FROM chat_room WHERE name = $1', [ROOM])).rows[0];
      const result = await pump(seconds, group, (serial, count) => {
        const places = Array.from({ length: count }, (_, i) => serial + i + 1);
        return client.query({
          name: 'append',
          text: `WITH moved AS (UPDATE chat_room SET last_seq = $4, last_time = $5 WHERE id = $1)
            INSERT INTO chat_message (room_id, seq, sender_id, sender, client_id, content, create_time)
            SELECT $1, e.seq, e.sender_id, e.sender, e.client_id, e.content, $5
            FROM unnest($2::bigint[], $3::uuid[], $6::text[], $7::text[], $8::text[]) AS e (seq, client_id, sender_id, sender, content) ON CONFLICT DO NOTHING`,
          // Every row whole, as rows that differ have to be sent.
          values: [id, places, places.map((place) => uuidOf(clientIdBytes(place))), serial + count, Date.now(), places.map(() => 'g-sender-00000000'), places.map(() => 'sender'), places.map(() => CONTENT)],
        });
      });
      await client.end();
      return result;
    },
  };
});
