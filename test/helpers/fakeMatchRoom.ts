/** A client of a match room, as Colyseus keeps one. */
export interface FakeClient {
  sessionId: string;
  reconnectionToken: string;
  auth?: unknown;
}

export interface FakeMatchRoom {
  roomId: string;
  clients: FakeClient[];
  log: string[];
  onLeave?: (client: FakeClient, consented?: boolean) => unknown;
  onDispose?: () => unknown;
  allowReconnection: (client: FakeClient, seconds: number) => Promise<FakeClient>;
  join(sessionId: string, auth?: unknown): FakeClient;
  /** As Colyseus does it: out of the list first, then onLeave. */
  drop(client: FakeClient, consented?: boolean): unknown;
  /** Settles the wait for a dropped client: back with another token, or given up. */
  comeBack(client: FakeClient): Promise<FakeClient>;
  giveUp(client: FakeClient): Promise<void>;
}

/** A match room in the order of events of a Colyseus room, without a server. */
export function createFakeMatchRoom(roomId: string): FakeMatchRoom {
  const waiting = new Map<string, { resolve(client: FakeClient): void; reject(error: Error): void }>();
  const settled = async (): Promise<void> => {
    for (let i = 0; i < 5; i++) await Promise.resolve();
  };
  const room: FakeMatchRoom = {
    roomId,
    clients: [],
    log: [],
    allowReconnection(client) {
      return new Promise((resolve, reject) => waiting.set(client.sessionId, { resolve, reject }));
    },
    join(sessionId, auth) {
      const client: FakeClient = { sessionId, reconnectionToken: `token-${sessionId}`, ...(auth !== undefined && { auth }) };
      room.clients.push(client);
      return client;
    },
    drop(client, consented = false) {
      room.clients = room.clients.filter((other) => other !== client);
      return room.onLeave?.(client, consented);
    },
    async comeBack(client) {
      const back: FakeClient = { ...client, reconnectionToken: `${client.reconnectionToken}-again` };
      room.clients.push(back);
      waiting.get(client.sessionId)!.resolve(back);
      await settled();
      return back;
    },
    async giveUp(client) {
      waiting.get(client.sessionId)!.reject(new Error('gone'));
      await settled();
    },
  };
  return room;
}
