import type { KnownName } from '../NameStore.js';
import type { Sql } from './sql.js';

/** A name in use is written anew once a day at most. */
const RENEW_MS = 86_400_000;

/** Names of verified users. */
export function createNames(sql: Sql) {
  return {
    noteNames(now: number, names: KnownName[]): void {
      const note = sql(
        `INSERT INTO known_name (folded, user_id, time) VALUES (?, ?, ?)
         ON CONFLICT DO UPDATE SET time = excluded.time WHERE time < excluded.time - ${RENEW_MS}`,
      );
      for (const { folded, userId } of names) note.run(folded, userId, now);
    },
    isNameKnown(folded: string): boolean {
      return sql('SELECT 1 FROM known_name WHERE folded = ? LIMIT 1').get(folded) !== undefined;
    },
  };
}
