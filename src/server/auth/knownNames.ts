import type { Identity } from '../identity.js';
import { foldName } from './foldName.js';

/** Names under which a guest could pass for one in charge. */
const RESERVED = ['admin', 'administrator', 'developer', 'gamemaster', 'gm', 'mod', 'moderator', 'official', 'operator', 'owner', 'server', 'staff', 'support', 'system'];

export interface KnownNames {
  /** A verified user goes by this name; returns it folded. */
  note(identity: Pick<Identity, 'username'>): string;
  /** Whether the folded name is that of a verified user seen here, or a reserved one. */
  isTaken(folded: string): boolean;
}

/** Names of verified users, the `max` (default 50,000) seen last: gone with the process, and made anew as they join. */
export function createKnownNames({ reserved = RESERVED, max = 50_000 }: { reserved?: readonly string[]; max?: number } = {}): KnownNames {
  const always = new Set(reserved.map(foldName));
  const seen = new Set<string>();
  return {
    note({ username }) {
      const folded = foldName(username);
      // Moves to the newer end: the first of a set is the one noted longest ago.
      seen.delete(folded);
      seen.add(folded);
      if (seen.size > max) seen.delete(seen.values().next().value!);
      return folded;
    },
    isTaken: (folded) => always.has(folded) || seen.has(folded),
  };
}
