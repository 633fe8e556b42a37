import type { WireMessage } from '../../src/protocol/wire.js';

/** What the soak tells its client processes to do. */
export type SoakOrder =
  | { order: 'start'; clients: { name: string; room: string; port: number; persistence: boolean; everyMs: number }[] }
  | { order: 'stored'; path: string; rooms: string[] }
  | { order: 'hush' | 'burst' | 'report' | 'settled' | 'close' | 'leftovers' };

/** What one client saw and was told. */
export interface ClientReport {
  name: string;
  room: string;
  persistence: boolean;
  /** Everything up to here was in its snapshot. */
  after: number;
  seen: [id: string, seq: number, token: string][];
  acknowledged: [id: string, seq: number, token: string][];
  refused: Record<string, number>;
  gaps: number;
  ends: number;
  openPromises: number;
  connected: boolean;
}

export interface SoakCounts {
  acknowledged: number;
  deliveries: number;
  /** Acknowledged and not stored; or stored and not seen by a client that was there. */
  lost: number;
  /** Stored, or seen by one client, more than once. */
  twice: number;
  outOfOrder: number;
  openPromises: number;
  refused: number;
  /** Gaps that were told of, in rooms that are not stored. */
  gaps: number;
  ended: number;
}

/** Compares what everyone saw with what is stored. `complaints` says the first few things that are wrong. */
export function judge(reports: ClientReport[], stored: Map<string, WireMessage[]>): { counts: SoakCounts; complaints: string[] } {
  const counts: SoakCounts = { acknowledged: 0, deliveries: 0, lost: 0, twice: 0, outOfOrder: 0, openPromises: 0, refused: 0, gaps: 0, ended: 0 };
  const complaints: string[] = [];
  const complain = (key: 'lost' | 'twice' | 'outOfOrder', text: string): void => {
    counts[key]++;
    if (complaints.length < 20) complaints.push(`${key}: ${text}`);
  };
  /** Which message has which number, as the first client saw it: all must agree. */
  const order = new Map<string, string>();

  for (const [room, messages] of stored) {
    const tokens = new Set<unknown>();
    for (const [seq, , , token] of messages) {
      if (tokens.has(token)) complain('twice', `${room}: ${String(token)} stored again as ${seq}`);
      tokens.add(token);
    }
  }

  for (const { name, room, persistence, after, seen, acknowledged, refused, gaps, ends, openPromises } of reports) {
    counts.acknowledged += acknowledged.length;
    counts.deliveries += seen.length;
    counts.openPromises += openPromises;
    counts.refused += Object.values(refused).reduce((sum, count) => sum + count, 0);
    counts.gaps += gaps;
    counts.ended += ends;

    for (const [code, count] of Object.entries(refused)) if (complaints.length < 20) complaints.push(`refused: ${name} ${count} times with ${code}`);
    const tokens = new Set<string>();
    let last: [epoch: string, seq: number] | null = null;
    for (const [id, seq, token] of seen) {
      const epoch = id.slice(0, id.lastIndexOf('-'));
      if (tokens.has(token)) complain('twice', `${name} saw ${token} again as ${id}`);
      tokens.add(token);
      if (last && last[0] === epoch && seq <= last[1]) complain('outOfOrder', `${name} saw ${id} after ${last[1]}`);
      last = [epoch, seq];
      const agreed = order.get(`${room}/${id}`);
      if (agreed !== undefined && agreed !== token) complain('outOfOrder', `${name} saw ${token} as ${id}, another saw ${agreed}`);
      order.set(`${room}/${id}`, token);
    }
    if (!persistence) {
      // Without a store, a loss must have been told of.
      if (gaps === 0) for (const [id, seq, token] of acknowledged) if (seq > after && !tokens.has(token)) complain('lost', `${name} never saw its own ${token} (${id})`);
      continue;
    }
    if (gaps > 0) complain('lost', `${name} was told of ${gaps} gaps in ${room}`);
    const kept = new Map((stored.get(room) ?? []).map(([seq, , , token]) => [token, seq]));
    for (const [id, seq, token] of acknowledged) if (kept.get(token) !== seq) complain('lost', `${token}, acknowledged as ${id}, is stored as ${kept.get(token)}`);
    for (const [token, seq] of kept) if (seq > after && !tokens.has(token as string)) complain('lost', `${name} never saw ${String(token)} (${seq} of ${room})`);
  }
  return { counts, complaints };
}
