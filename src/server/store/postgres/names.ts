import type { NameStore } from '../NameStore.js';
import { timeOf, type Query } from './query.js';

/** A name in use is written anew once a day at most. */
const RENEW_MS = 86_400_000;

/** Names of verified users. */
export function createNames(query: Query, now: () => number | null): NameStore {
  return {
    async noteNames(names) {
      // In one order: two processes that note the same names must not wait for each other.
      await query(
        `INSERT INTO chat_known_name AS k (folded, user_id, time)
         SELECT DISTINCT n.folded, n.user_id, ${timeOf('$3')} FROM unnest($1::text[], $2::text[]) AS n (folded, user_id)
         ORDER BY 1, 2
         ON CONFLICT (folded, user_id) DO UPDATE SET time = excluded.time WHERE k.time < excluded.time - ${RENEW_MS}`,
        [names.map(({ folded }) => folded), names.map(({ userId }) => userId), now()],
      );
    },
    async isNameKnown(folded) {
      return (await query('SELECT 1 FROM chat_known_name k WHERE k.folded = $1 LIMIT 1', [folded], 'chat-name')).length > 0;
    },
  };
}
