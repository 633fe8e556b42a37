/** The parts of a Colyseus client that chat needs; those of 0.16, 0.17 and 0.18 have them alike. */
export interface ColyseusClientLike {
  joinOrCreate(roomName: string, options?: unknown): Promise<ColyseusRoomLike>;
}

export interface ColyseusRoomLike {
  send(type: string, message?: unknown): void;
  onMessage(type: '*', callback: (type: string | number, message: unknown) => void): unknown;
  onLeave(callback: (code: number, reason?: string) => void): unknown;
  onError(callback: (code: number, message?: string) => void): unknown;
  leave(consented?: boolean): unknown;
  /** 0.17 and later reconnect by themselves; chat has its own way. */
  reconnection?: { enabled: boolean };
}

/** What the Colyseus client has besides; its typings keep it to themselves. */
interface Inside {
  createRoom?(...args: unknown[]): ColyseusRoomLike;
}

/**
 * Joins as `client.joinOrCreate` does, and can be given up: the client itself offers no way to the socket of a join
 * that hangs, and nobody else would ever close it.
 */
export async function joinRoom(client: ColyseusClientLike, name: string, options: unknown, signal: AbortSignal): Promise<ColyseusRoomLike> {
  const { createRoom } = client as Inside;
  if (typeof createRoom !== 'function') return client.joinOrCreate(name, options);
  let room: ColyseusRoomLike | null = null;
  // The same client but for one method, and for this join alone.
  const scoped = Object.create(client) as ColyseusClientLike & Inside;
  scoped.createRoom = (...args) => {
    if (signal.aborted) throw new Error('the join was given up');
    return (room = createRoom.apply(client, args));
  };
  let joining = true;
  signal.addEventListener('abort', () => {
    if (joining && room) abandonRoom(room);
  });
  try {
    return await scoped.joinOrCreate(name, options);
  } catch (error) {
    // A client with private fields works under its own identity only.
    if (room === null && error instanceof TypeError && /private/.test(error.message)) return await client.joinOrCreate(name, options);
    throw error;
  } finally {
    joining = false;
  }
}

/** Closes the socket without a leave. In Node `terminate` does it at once, where a close would wait for a dead peer. */
export function abandonRoom(room: ColyseusRoomLike): void {
  const { ws } = (room as { connection?: { transport?: { ws?: { terminate?(): void } } } }).connection?.transport ?? {};
  attempt(() => (ws?.terminate ? ws.terminate() : room.leave(false)));
}

/** What is gone already rejects or throws; it is closed either way. */
export function attempt(action: () => unknown): void {
  try {
    void Promise.resolve(action()).catch(() => {});
  } catch {}
}
