import type { Pool } from 'pg';
import { MIGRATE, NEWER_SCHEMA } from './schema.js';

/**
 * For each new connection. What was acknowledged is on disk, also where the database's default is faster and laxer.
 * And every statement of the store walks an index in its order; left to statistics, which lag behind a room that
 * fills fast, the planner may sort the whole room for one page (seen: 435 ms at 300,000 messages).
 */
const SETTINGS = `
SELECT set_config('enable_bitmapscan', 'off', false), set_config('enable_seqscan', 'off', false), set_config('jit', 'off', false),
  CASE WHEN current_setting('synchronous_commit') = 'off' THEN set_config('synchronous_commit', 'on', false) END`;

/** Connects and brings the tables up to date; rejects with one Error that says what is wrong. */
export async function connect(url: string, connections: number): Promise<Pool> {
  const { Pool } = await loadDriver();
  const name = nameOf(url);
  const pool = new Pool({
    connectionString: url,
    max: connections,
    application_name: 'room-chat',
    keepAlive: true,
    connectionTimeoutMillis: 5_000,
    // A database that neither answers nor refuses must not hold calls for ever.
    query_timeout: 15_000,
    statement_timeout: 10_000,
    verify: (client, done) => void client.query(SETTINGS).then(() => done(), done),
  });
  // An idle connection that breaks is replaced by the next call; without a listener it would end the process.
  pool.on('error', () => {});
  try {
    await pool.query(MIGRATE);
    return pool;
  } catch (error) {
    await pool.end();
    throw new Error(`unable to open database ${name}; ${explain(error)}`, { cause: error });
  }
}

async function loadDriver(): Promise<Pick<typeof import('pg'), 'Pool'>> {
  try {
    return (await import('pg')).default;
  } catch (cause) {
    throw new Error('unable to use PostgreSQL; the package pg is not installed; run npm install pg', { cause });
  }
}

/** Host and database alone: addresses hold passwords. */
function nameOf(url: string): string {
  try {
    const { protocol, host, pathname } = new URL(url);
    if (protocol === 'postgres:' || protocol === 'postgresql:') return host + pathname;
  } catch {
    // Said below.
  }
  throw new Error('unable to open database; its address is not of the form postgres://user:password@host:5432/database; mend it');
}

function explain(error: unknown): string {
  const { code, message } = error as { code?: string; message?: string };
  switch (code) {
    case NEWER_SCHEMA:
      return 'a newer version of this server has written it; update this server';
    case 'ECONNREFUSED':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'nothing answers there; start PostgreSQL or mend the address';
    case '28P01':
    case '28000':
      return 'it refuses the user or password; mend the address';
    case '3D000':
      return 'there is no such database; create it first';
    case '42501':
      return 'the user may not make tables; grant CREATE on the schema';
    default:
      return `${message || String(error)}; check the address and the database's log`;
  }
}
