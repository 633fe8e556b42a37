import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import pg from 'pg';
import type { AppendEntry, ChatStore } from '../../src/server/store/ChatStore.js';
import { MIGRATIONS } from '../../src/server/store/postgres/migrations.js';
import { createPostgresStore } from '../../src/server/store/postgres/postgres.js';
import { postgresMissing, startPostgres, type PostgresCluster } from '../helpers/postgres.js';
import { contents, entry, ROOM, say } from './storeContract.js';

const missing = postgresMissing();

describe.skipIf(missing)(missing ?? 'PostgreSQL store under faults', () => {
  let cluster: PostgresCluster;
  let url: string;
  const opened: ChatStore[] = [];

  beforeAll(async () => {
    cluster = await startPostgres();
  });
  afterAll(() => cluster.remove());
  beforeEach(async () => {
    url = await cluster.createDatabase();
  });
  afterEach(() => Promise.all(opened.splice(0).map((store) => store.close())));

  async function open(options = {}): Promise<ChatStore> {
    const store = await createPostgresStore({ url, ...options });
    opened.push(store);
    await store.open(ROOM, { epoch: 'e', lastSeq: 0 });
    return store;
  }

  async function direct(sql: string, at = url): Promise<Record<string, unknown>[]> {
    const client = new pg.Client({ connectionString: at });
    await client.connect();
    try {
      return (await client.query(sql)).rows as Record<string, unknown>[];
    } finally {
      await client.end();
    }
  }

  const refusal = (at: string): Promise<string> => createPostgresStore({ url: at }).then(() => 'opened', (error: Error) => error.message);

  it('T10 refuses an address that leads nowhere in one sentence, without the password', async () => {
    expect(await refusal('postgres://me:secret@127.0.0.1:1/chat')).toBe('unable to open database 127.0.0.1:1/chat; nothing answers there; start PostgreSQL or mend the address');
    expect(await refusal('not an address')).toMatch(/^unable to open database; its address is not of the form postgres:/);
    const { host } = new URL(url);
    expect(await refusal(`postgres://postgres@${host}/missing`)).toBe(`unable to open database ${host}/missing; there is no such database; create it first`);
    expect(await refusal(`postgres://nobody:secret@${host}/postgres`)).toMatch(/refuses the user or password/);
  });

  it('T10 refuses a database that a newer version has written', async () => {
    await open();
    await direct('INSERT INTO chat_schema VALUES (999)');
    expect(await refusal(url)).toMatch(/a newer version of this server has written it; update this server$/);
  });

  it('T10 makes its tables once when many processes start at the same time', async () => {
    const stores = await Promise.all(Array.from({ length: 12 }, () => open()));
    await Promise.all(stores.map((store, index) => store.append(ROOM, [entry(`m${index}`)])));
    expect(await contents(stores[0]!, ROOM)).toHaveLength(12);
    expect(await direct('SELECT version FROM chat_schema ORDER BY version')).toEqual(MIGRATIONS.map((_, index) => ({ version: index + 1 })));
  });

  it('T10 brings a database of an earlier version forward, with everything in it, also from several processes at once', async () => {
    await direct(`CREATE TABLE chat_schema (version int NOT NULL); ${MIGRATIONS.slice(0, 2).join('\n')} INSERT INTO chat_schema VALUES (1), (2);
      INSERT INTO chat_room (name, epoch, last_seq) VALUES ('${ROOM}', 'old', 1);
      INSERT INTO chat_message SELECT id, 1, 'u1', 'Ann', '00112233-4455-6677-8899-aabbccddeeff', '"from before"', 5 FROM chat_room`);
    const [store] = await Promise.all(Array.from({ length: 5 }, () => open()));
    await say(store!, ROOM, 'new');
    expect(await store!.find(ROOM)).toMatchObject({ epoch: 'old', lastSeq: 2 });
    expect(await contents(store!, ROOM)).toEqual(['from before', 'new']);
    await store!.slow(ROOM, 5, { by: 'mod' });
    expect(await store!.slowSeconds(ROOM)).toBe(5);
    // Nobody knows when it was open last: it is not taken for idle at once.
    expect(await store!.prune(ROOM, { keep: 0, spareSince: 1e15, limit: 10 })).toMatchObject({ removed: 2 });
    expect(await store!.removeIdleRooms([ROOM], Date.now() - 3_600_000)).toEqual([]);
  });

  it('T10 needs no right to make tables once they are made', async () => {
    await open();
    await direct(`DROP ROLE IF EXISTS chat_user; CREATE ROLE chat_user LOGIN;
      GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO chat_user`);
    const store = await createPostgresStore({ url: url.replace('postgres@', 'chat_user@') });
    opened.push(store);
    await say(store, ROOM, 'hi');
    expect(await contents(store, ROOM)).toEqual(['hi']);
  });

  it('S1 syncs commits also where the database would rather not', async () => {
    await direct(`ALTER DATABASE ${new URL(url).pathname.slice(1)} SET synchronous_commit = off`);
    const store = await open();
    await say(store, ROOM, 'one');
    await cluster.stop('immediate');
    await cluster.start();
    expect(await contents(await open(), ROOM)).toEqual(['one']);
  });

  it.each(['fast', 'immediate'] as const)('R6 S3 lives through a restart of the database (%s): nothing acknowledged is lost, what failed and is repeated is stored once', async (mode) => {
    const store = await open();
    const acknowledged: AppendEntry[] = [];
    const failed: AppendEntry[] = [];
    let running = true;
    let refused = (): void => {};
    const outage = new Promise<void>((resolve) => (refused = resolve));
    const lanes = Array.from({ length: 16 }, async (_, lane) => {
      for (let index = 0; running; index++) {
        const sent = entry(`${lane}-${index}`);
        await store.append(ROOM, [sent]).then(
          () => acknowledged.push(sent),
          (error) => {
            expect(error).toMatchObject({ code: 'unavailable', temporary: true });
            failed.push(sent);
            refused();
          },
        );
      }
    });
    while (acknowledged.length < 200) await store.ping();
    await cluster.stop(mode);
    await outage;
    await expect(store.ping()).rejects.toMatchObject({ code: 'unavailable' });
    await cluster.start();
    const before = acknowledged.length;
    while (acknowledged.length < before + 200) await store.ping().catch(() => {});
    running = false;
    await Promise.all(lanes);

    expect(failed.length).toBeGreaterThan(0);
    await Promise.all(failed.map((sent) => store.append(ROOM, [sent])));
    const stored = await contents(store, ROOM);
    expect(stored.toSorted()).toEqual([...acknowledged, ...failed].map(({ content }) => content).toSorted());
  });

  it('S3 stores once what was stored but never acknowledged, because its connection died', async () => {
    const store = await open();
    const sent = Array.from({ length: 50 }, (_, index) => entry(`m${index}`));
    let killing = true;
    const killer = (async () => {
      while (killing) await direct("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'room-chat' AND datname = current_database()");
    })();
    let failures = 0;
    const numbers = await Promise.all(
      sent.map(async (message) => {
        for (;;) {
          try {
            return (await store.append(ROOM, [message])).appended[0]!.seq;
          } catch (error) {
            expect(error).toMatchObject({ code: 'unavailable' });
            if (++failures > 200) killing = false;
          }
        }
      }),
    );
    killing = false;
    await killer;
    expect(new Set(numbers).size).toBe(50);
    const stored = await store.page(ROOM, { limit: 1_000, from: 'oldest' });
    expect(stored.map((message) => message[3]).toSorted()).toEqual(sent.map(({ content }) => content).toSorted());
    expect(stored.map(([seq]) => seq)).toEqual(numbers.toSorted((a, b) => a - b));
  });

  it('T8 H5 reads a page and prunes by walking an index, also where the database has no statistics of its tables yet', async () => {
    const store = await open();
    await direct(`ALTER TABLE chat_message SET (autovacuum_enabled = false);
      INSERT INTO chat_message (room_id, seq, sender_id, sender, client_id, content, create_time)
        SELECT r.id, i, 'u1', 'Ann', lpad(to_hex(i), 32, '0')::uuid, '"hi"', i FROM chat_room r, generate_series(1, 200000) i;
      UPDATE chat_room SET last_seq = 200000`);
    const median = async (read: () => Promise<unknown>): Promise<number> => {
      const taken: number[] = [];
      for (let round = 0; round < 9; round++) {
        const began = performance.now();
        await read();
        taken.push(performance.now() - began);
      }
      return taken.sort((a, b) => a - b)[4]!;
    };
    // Sorting the room takes hundreds of milliseconds, an index a few.
    expect(await median(() => store.page(ROOM, { limit: 50, from: 'newest' }))).toBeLessThan(50);
    expect(await median(() => store.page(ROOM, { before: 100_000, limit: 50, from: 'newest' }))).toBeLessThan(50);
    expect(await median(() => store.page(ROOM, { after: 100_000, limit: 50, from: 'oldest' }))).toBeLessThan(50);
    expect(await median(() => store.prune(ROOM, { keep: 1_000, spareSince: 1e15, limit: 100 }))).toBeLessThan(50);
  });

  it('T6 harms no other call of the group when the database refuses one', async () => {
    const store = await open();
    const results = await Promise.allSettled([
      store.append(ROOM, [entry('one')]),
      ...Array.from({ length: 8 }, (_, index) => store.append(ROOM, [entry(`m${index}`)])),
      store.append(ROOM, [entry('x', { sender: 'a\u0000b' })]),
      store.append(ROOM, [entry('last')]),
    ]);
    expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(1);
    expect(await contents(store, ROOM)).toHaveLength(10);
  });
});
