// Fills a room of a store, and times pages of it: through the store and by the bare query.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { createPostgresStore } from '../../../dist/server/postgres.js';
import { createSqliteStore } from '../../../dist/server/sqlite.js';
import { answerParent } from '../lib/child.mjs';
import { TEXT } from '../lib/rows.mjs';
import { sqliteDriver } from '../lib/sqliteDriver.mjs';
import { quantile } from '../lib/stats.mjs';

const ROOM = '2...bench_history';
const CONTENT = JSON.stringify(TEXT);
const COLUMNS = 'm.seq, m.sender_id, m.sender, m.content, m.create_time, m.client_id';

await answerParent(async ({ postgres, size }) => {
  const folder = mkdtempSync(join(tmpdir(), 'gametegra-bench-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'chat.db');
  const openStore = () => (postgres ? createPostgresStore({ url: postgres }) : createSqliteStore({ path: file }));
  const empty = await openStore();
  await empty.open(ROOM, { epoch: 'bench', lastSeq: 0 });
  await empty.close();
  const bare = postgres ? await fillPostgres(postgres, size) : await fillSqlite(file, size);
  const store = await openStore();

  /** Pages that end at random places, as people scrolling back ask for them; the median, in ms. */
  async function time(page) {
    const taken = [];
    for (let i = 0; i < 500; i++) {
      const before = 52 + Math.floor(Math.random() * (size - 52));
      const began = performance.now();
      const rows = await page(before);
      taken.push(performance.now() - began);
      if (rows.length !== 50) throw new Error(`a page of ${rows.length} messages before ${before}`);
    }
    return quantile(taken, 0.5);
  }

  return {
    ready: { file },
    async measure() {
      return {
        page: await time((before) => store.page(ROOM, { before, limit: 50, from: 'newest' })),
        newest: await time(() => store.page(ROOM, { limit: 50, from: 'newest' })),
        bare: await time((before) => bare(before)),
      };
    },
  };
});

async function fillSqlite(file, size) {
  const db = new (await sqliteDriver())(file);
  db.exec('PRAGMA synchronous = OFF; PRAGMA cache_size = -262144');
  const step = 250_000;
  for (let from = 1; from <= size; from += step) {
    // The ids rise as those of real clients do.
    db.exec(`WITH RECURSIVE n(i) AS (VALUES (${from}) UNION ALL SELECT i + 1 FROM n WHERE i < ${Math.min(from + step - 1, size)})
      INSERT INTO message (room_id, seq, sender_id, sender, client_id, content, create_time)
      SELECT 1, i, 'g-sender-0000000' || (i % 10), 'sender' || (i % 10), CAST(printf('%016d', i) AS BLOB), '${CONTENT}', 1700000000000 + i FROM n`);
  }
  db.exec(`UPDATE room SET last_seq = ${size}, last_time = ${1_700_000_000_000 + size}; PRAGMA wal_checkpoint(TRUNCATE)`);
  const query = db.prepare(`SELECT ${COLUMNS} FROM message AS m WHERE m.room_id = 1 AND m.seq < ? AND m.delete_time IS NULL ORDER BY m.seq DESC LIMIT 50`);
  return async (before) => query.all(before);
}

async function fillPostgres(url, size) {
  const client = new pg.Client(url);
  await client.connect();
  await client.query('SET synchronous_commit = off');
  const { id } = (await client.query('SELECT id FROM chat_room WHERE name = $1', [ROOM])).rows[0];
  await client.query(`INSERT INTO chat_message (room_id, seq, sender_id, sender, client_id, content, create_time)
    SELECT ${id}, i, 'g-sender-0000000' || (i % 10), 'sender' || (i % 10), lpad(to_hex(i), 32, '0')::uuid, '${CONTENT}', 1700000000000 + i FROM generate_series(1, ${size}) AS i`);
  await client.query('UPDATE chat_room SET last_seq = $1', [size]);
  await client.query('VACUUM ANALYZE chat_message');
  return async (before) => (await client.query({ name: 'page', text: `SELECT ${COLUMNS} FROM chat_message AS m WHERE m.room_id = $1 AND m.seq < $2 AND m.delete_time IS NULL ORDER BY m.seq DESC LIMIT 50`, values: [id, before] })).rows;
}
