import { randomBytes } from 'node:crypto';
import { RoomChatError } from '../../../protocol/errors.js';
import type { Content } from '../../../protocol/messages.js';
import { parseClientId } from '../../../protocol/parse.js';
import type { WireMessage } from '../../../protocol/wire.js';
import type { AppendResult, ChatStore, RoomRecord } from '../ChatStore.js';
import { createGroupCommit, type Outcome } from '../groupCommit.js';
import { appendGroup, roomNotOpen, type AppendCall } from './appendStatement.js';
import { connect } from './connect.js';
import { createModeration } from './moderation.js';
import { createNames } from './names.js';
import { failureOf, timeOf, type Query } from './query.js';
import { createRetention } from './retention.js';

export interface PostgresStoreOptions {
  /** `postgres://user:password@host:5432/database` */
  url: string;
  /** Connections to the database at most. Default 10. */
  connections?: number;
  /** Milliseconds since 1970. Default: the clock of the database, one for all processes. */
  now?: () => number;
}

/**
 * A store in PostgreSQL, shared by any number of server processes. Rejects with an Error of one sentence where the
 * database cannot be used. While it cannot be reached, calls reject with `unavailable`; later ones work again.
 * Such a refused append may have been stored all the same: repeated with the same client id it is stored once.
 */
export async function createPostgresStore({ url, connections = 10, now }: PostgresStoreOptions): Promise<ChatStore> {
  const pool = await connect(url, connections);
  const time = (): number | null => now?.() ?? null;
  let closing: Promise<void> | undefined;

  const run: Query = async (text, values = [], name) => {
    try {
      const { rows } = await pool.query({ text, values, ...(name === undefined ? {} : { name }) });
      return rows as Record<string, unknown>[];
    } catch (cause) {
      throw failureOf(cause);
    }
  };

  /** What was begun before the end goes on; nothing else begins. */
  const query: Query = async (...statement) => {
    refuseWhenClosed();
    return run(...statement);
  };

  const appends = createGroupCommit<AppendCall, AppendResult>({
    // One at a time: groups on two connections could overtake each other.
    depth: 1,
    halveFrom: 64,
    maxGroup: 1_000,
    maxWaiting: 20_000,
    commit: (calls) => appendApartIfNeeded(run, calls),
  });

  async function find(room: string): Promise<RoomRecord | null> {
    const [row] = await query(
      `SELECT epoch, last_seq::float8 AS "lastSeq", lossy_seq::float8 AS "lossySeq", pruned_seq::float8 AS "prunedSeq", claimed
       FROM chat_room WHERE name = $1`,
      [room],
      'chat-room',
    );
    return (row as RoomRecord | undefined) ?? null;
  }

  function refuseWhenClosed(): void {
    if (closing) throw new RoomChatError('unavailable', 'unable to use the database; it was closed; try again later');
  }

  return {
    find,
    async open(room, { epoch, lastSeq }) {
      const known = await find(room);
      if (known) return known;
      await query(
        `INSERT INTO chat_room (name, epoch, last_seq, lossy_seq, touch_time) VALUES ($1, $2, $3, $3, ${timeOf('$4')}) ON CONFLICT DO NOTHING`,
        [room, epoch, lastSeq, time()],
      );
      return (await find(room))!;
    },
    async claim(room, epoch) {
      await query(
        `INSERT INTO chat_room AS r (name, epoch, last_seq, touch_time, claimed) VALUES ($1, $2, 0, ${timeOf('$3')}, true)
         ON CONFLICT (name) DO UPDATE SET claimed = true WHERE NOT r.claimed`,
        [room, epoch, time()],
      );
    },
    async append(room, entries) {
      refuseWhenClosed();
      for (const { clientId } of entries) parseClientId(clientId);
      if (entries.length > 0) return appends.add({ room, entries, now: time() }, entries.length);
      const known = await find(room);
      if (!known) throw roomNotOpen(room);
      return { prev: known.lastSeq, last: known.lastSeq, appended: [] };
    },
    async page(room, { after = 0, before = Number.MAX_SAFE_INTEGER, limit, from }) {
      const order = from === 'oldest' ? 'ASC' : 'DESC';
      const rows = await query(
        `SELECT m.seq::float8 AS seq, m.sender_id, m.sender, m.content, m.create_time::float8 AS create_time, m.client_id
         FROM chat_message m WHERE m.room_id = (SELECT id FROM chat_room WHERE name = $1)
           AND m.seq > $2 AND m.seq < $3 AND m.delete_time IS NULL
         ORDER BY m.seq ${order} LIMIT $4`,
        [room, after, before, limit],
        `chat-page-${from}`,
      );
      if (from === 'newest') rows.reverse();
      return rows.map(messageOf);
    },
    async secret(name) {
      const key = `secret:${name}`;
      await query('INSERT INTO chat_meta (key, value) VALUES ($1, $2) ON CONFLICT DO NOTHING', [key, randomBytes(32)]);
      const [row] = await query('SELECT value FROM chat_meta WHERE key = $1', [key]);
      return new Uint8Array(row!.value as Buffer);
    },
    async ping() {
      await query('SELECT 1');
    },
    ...createModeration(query, time),
    ...createNames(query, time),
    ...createRetention(query, time),
    close() {
      closing ??= appends.idle().then(() => pool.end());
      return closing;
    },
  };
}

/** A value that the database cannot hold (a NUL in a name) spoils the whole statement: then each call gets its own. */
async function appendApartIfNeeded(query: Query, calls: AppendCall[]): Promise<Outcome<AppendResult>[]> {
  try {
    return await appendGroup(query, calls);
  } catch (error) {
    if (!(error instanceof RoomChatError) || error.temporary) throw error;
    if (calls.length === 1) return [{ ok: false, error }];
    const outcomes: Outcome<AppendResult>[] = [];
    for (const call of calls) outcomes.push(...(await appendApartIfNeeded(query, [call])));
    return outcomes;
  }
}

function messageOf(row: Record<string, unknown>): WireMessage {
  return [
    row.seq as number,
    row.sender_id as string,
    row.sender as string,
    JSON.parse(row.content as string) as Content,
    row.create_time as number,
    row.client_id as string,
  ];
}
