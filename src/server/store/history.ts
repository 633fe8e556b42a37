import { parseCursor, parseLimit } from '../../protocol/parse.js';
import type { WirePage } from '../../protocol/wire.js';
import type { ChatStore, PageQuery } from './ChatStore.js';
import { decodeCursor, encodeCursor, type CursorPosition } from './cursor.js';

export interface HistoryQuery {
  limit?: unknown;
  cursor?: unknown;
  forward: boolean;
}

/**
 * One page of a room's history, oldest first.
 *
 * A cursor bears its own reading direction, as seen from its message: `before` (older) or `after` (newer).
 * So the cursor alone decides which messages come; `forward` decides where reading starts without a cursor,
 * and which of the two cursors of the answer is `nextCursor`: the newer side where `forward`, else the older.
 * With the same `forward` throughout, `nextCursor` goes on and `prevCursor` returns to the page before.
 * A cursor is null where nothing lies on its side at the time: at the live end there is no newer one.
 *
 * Throws `invalid_limit` or `invalid_cursor`.
 */
export async function readHistory(store: Pick<ChatStore, 'page'>, cursorKey: Uint8Array, room: string, query: HistoryQuery): Promise<WirePage> {
  const limit = parseLimit(query.limit);
  const cursor = parseCursor(query.cursor);
  const start = cursor === undefined ? undefined : decodeCursor(cursorKey, room, cursor);
  const older = start ? start.side === 'before' : !query.forward;

  const [found, behind] = await Promise.all([
    // One more than asked for tells whether anything lies beyond the page.
    store.page(room, { ...rangeOf(start), limit: limit + 1, from: older ? 'newest' : 'oldest' }),
    // Without a cursor reading starts at an end of the room: nothing lies behind it.
    start ? store.page(room, { ...rangeBehind(start), limit: 1, from: older ? 'oldest' : 'newest' }) : [],
  ]);
  const beyond = found.length > limit;
  const messages = !beyond ? found : older ? found.slice(1) : found.slice(0, limit);

  // An empty page has no edge of its own: its two sides meet at the cursor.
  const oldest = messages[0]?.[0] ?? edgeOf(start, 'before');
  const newest = messages.at(-1)?.[0] ?? edgeOf(start, 'after');
  const at = (side: CursorPosition['side'], seq: number, exists: boolean): string | null =>
    exists ? encodeCursor(cursorKey, room, { side, seq }) : null;
  const olderCursor = at('before', oldest, older ? beyond : behind.length > 0);
  const newerCursor = at('after', newest, older ? behind.length > 0 : beyond);
  return query.forward
    ? { messages, nextCursor: newerCursor, prevCursor: olderCursor }
    : { messages, nextCursor: olderCursor, prevCursor: newerCursor };
}

function rangeOf(start: CursorPosition | undefined): Pick<PageQuery, 'after' | 'before'> {
  if (!start) return {};
  return start.side === 'before' ? { before: start.seq } : { after: start.seq };
}

function rangeBehind({ side, seq }: CursorPosition): Pick<PageQuery, 'after' | 'before'> {
  return side === 'before' ? { after: seq - 1 } : { before: seq + 1 };
}

function edgeOf(start: CursorPosition | undefined, side: CursorPosition['side']): number {
  if (!start || start.side === side) return start?.seq ?? 0;
  return side === 'after' ? start.seq - 1 : start.seq + 1;
}
