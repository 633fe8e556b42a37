import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Connection, Connector } from '../../src/client/connection.js';
import { uuidv7 } from '../../src/client/uuid.js';
import type { Content, LeaveReason } from '../../src/protocol/messages.js';
import { PROTOCOL_VERSION } from '../../src/protocol/limits.js';
import type { JoinRequest, ServerMessages, ServerMessageType } from '../../src/protocol/wire.js';
import type { Channel } from '../../src/server/channel.js';
import type { ChatService } from '../../src/server/chatService.js';
import { rejectionOf } from '../helpers/errors.js';

/** A way to a server, and that server. */
export interface ConnectionBackend {
  readonly service: ChatService;
  readonly connector: Connector;
  /** Lets what is on its way arrive, where that has to be done by hand. */
  flush(): Promise<void>;
  /** Breaks the newest connection in the middle. */
  cut(): void;
  /** The server is gone. */
  stop(): Promise<void>;
}

interface Peer {
  connection: Connection;
  heard: [ServerMessageType, unknown][];
  lost: number;
  /** Resolves when so many messages of that type have come. */
  hear<T extends ServerMessageType>(type: T, count?: number): Promise<ServerMessages[T][]>;
  closed: Promise<void>;
}

/** Everything that the client's room sessions rely on, over any transport. */
export function connectionContract(name: string, start: (options: { graceMs: number }) => Promise<ConnectionBackend>): void {
  describe(`connections ${name}`, () => {
    let backend: ConnectionBackend;
    /** How members went, as the channel was told. */
    let exits: LeaveReason[];
    let watched: Channel | null;

    beforeEach(async () => {
      exits = [];
      watched = null;
      backend = await start({ graceMs: 60_000 });
    });
    afterEach(() => backend.stop());

    const request = (username: string, rest: Partial<JoinRequest> = {}): JoinRequest => ({
      protocol: PROTOCOL_VERSION, appId: 'test', roomName: 'lobby', persistence: true, hidden: false, guest: { username }, ...rest,
    });

    async function connect(username: string, rest?: Partial<JoinRequest>): Promise<Peer> {
      const heard: Peer['heard'] = [];
      const waiting: { type: ServerMessageType; count: number; resolve(found: never[]): void }[] = [];
      let onClosed = (): void => {};
      const of = (type: ServerMessageType): unknown[] => heard.filter(([kind]) => kind === type).map(([, payload]) => payload);
      const peer: Peer = {
        connection: null!, heard, lost: 0,
        closed: new Promise((resolve) => (onClosed = resolve)),
        async hear(type, count = 1) {
          await backend.flush();
          if (of(type).length >= count) return of(type) as never;
          return new Promise((resolve) => waiting.push({ type, count, resolve: resolve as never }));
        },
      };
      peer.connection = await backend.connector.connect(request(username, rest), {
        message(type, payload) {
          heard.push([type, payload]);
          for (const entry of waiting.splice(0)) {
            if (of(entry.type).length >= entry.count) entry.resolve(of(entry.type) as never[]);
            else waiting.push(entry);
          }
        },
        closed() {
          peer.lost++;
          onClosed();
        },
      });
      await peer.hear('snapshot');
      await watchExits();
      return peer;
    }

    async function watchExits(): Promise<void> {
      const channel = await backend.service.channel('test', 'lobby');
      if (watched === channel) return;
      watched = channel;
      const { exit } = channel;
      channel.exit = (id, reason) => {
        if (channel.members.has(id)) exits.push(reason);
        exit(id, reason);
      };
    }

    async function gone(count: number): Promise<void> {
      const channel = await backend.service.channel('test', 'lobby');
      while (channel.members.size > count) {
        await backend.flush();
        await new Promise((resolve) => setImmediate(resolve));
      }
    }

    const send = (peer: Peer, content: string, clientId = uuidv7(Date.now())): string => {
      peer.connection.send('send', { clientId, content });
      return clientId;
    };

    it('J5 begin with the snapshot, and nothing of it comes again', async () => {
      const ann = await connect('Ann');
      send(ann, 'before');
      await ann.hear('batch');
      const bob = await connect('Bob');
      const [snapshot] = await bob.hear('snapshot');
      expect(snapshot).toMatchObject({ channelId: '2...test_lobby', head: 1, user: { username: 'Bob' }, count: 2 });
      expect(snapshot!.recent.messages.map(([, , , content]) => content)).toEqual(['before']);
      send(ann, 'after');
      await bob.hear('batch');
      expect(bob.heard.filter(([type]) => type === 'batch').flatMap(([, batch]) => (batch as ServerMessages['batch']).messages.map(([seq]) => seq))).toEqual([2]);
    });

    it('R5 carry everything to everyone, in one order, and an ack to the sender', async () => {
      const [ann, bob] = [await connect('Ann'), await connect('Bob')];
      const ids = Array.from({ length: 50 }, (_, i) => send(i % 2 ? ann : bob, `text ${i}`));
      const seqsOf = async (peer: Peer): Promise<(string | null)[]> => {
        for (let count = 1; ; count++) {
          const messages = (await peer.hear('batch', count)).flatMap((batch) => batch.messages);
          if (messages.length >= 50) return messages.map(([seq, , , , , id]) => `${seq} ${id}`);
        }
      };
      const [a, b] = [await seqsOf(ann), await seqsOf(bob)];
      expect(a).toEqual(b);
      expect(new Set(a.map((line) => line!.split(' ')[1]))).toEqual(new Set(ids));
      const acked = async (peer: Peer): Promise<number> => {
        for (let count = 1; ; count++) {
          const acks = (await peer.hear('ack', count)).flat();
          if (acks.length >= 25) return acks.filter((ack) => 'seq' in ack).length;
        }
      };
      expect([await acked(ann), await acked(bob)]).toEqual([25, 25]);
    });

    it('keep every content as it was', async () => {
      const ann = await connect('Ann');
      const contents: Content[] = ['plain', '日本語 العربية 👩‍👩‍👧', { type: 'emote', n: 1.5, list: [null, true, { deep: [] }], 'ключ': '' }, 'x'.repeat(2_000), { big: 'y'.repeat(8_000) }];
      for (const content of contents) ann.connection.send('send', { clientId: uuidv7(Date.now()), content });
      for (let count = 1; ; count++) {
        const messages = (await ann.hear('batch', count)).flatMap((batch) => batch.messages);
        if (messages.length < contents.length) continue;
        expect(messages.map(([, , , content]) => content)).toEqual(contents);
        return;
      }
    });

    it('are refused with the code and the sentence of the server', async () => {
      const refused = await rejectionOf(backend.connector.connect(request('Ann', { appId: 'other' }), { message() {}, closed() {} }));
      expect(refused.code).toBe('not_allowed');
      expect(refused.message).toContain('does not serve the app "other"');
      expect((await rejectionOf(backend.connector.connect(request('Ann', { protocol: 99 }), { message() {}, closed() {} }))).code).toBe('invalid_request');
    });

    it('P1 are left by close: the server frees the place, and the client hears nothing more', async () => {
      const ann = await connect('Ann');
      ann.connection.close();
      ann.connection.close();
      await gone(0);
      await backend.flush();
      expect([exits, ann.lost]).toEqual([['left'], 0]);
    });

    it('P4 are given up by drop: the server keeps the place, and the client hears nothing more', async () => {
      const ann = await connect('Ann');
      ann.connection.drop();
      ann.connection.close();
      await gone(0);
      await backend.flush();
      expect([exits, ann.lost]).toEqual([['lost'], 0]);
      expect((await connect('Bob')).heard).toMatchObject([['snapshot', { count: 2 }]]);
    });

    it('R1 P4 tell both sides when they break: the client once, the server as a loss', async () => {
      const ann = await connect('Ann');
      backend.cut();
      await ann.closed;
      await gone(0);
      ann.connection.close();
      expect([exits, ann.lost]).toEqual([['lost'], 1]);
    });

    it('E4 bring the end from the server before they close', async () => {
      const ann = await connect('Ann');
      (await backend.service.channel('test', 'lobby')).end({}, { code: 'room_closed', reason: 'bye' }, 'left');
      expect(await ann.hear('end')).toEqual([{ code: 'room_closed', reason: 'bye' }]);
      await backend.flush();
      await ann.closed;
      expect(ann.lost).toBe(1);
    });

    it('T7 bring the wish to reconnect before the server closes them, and no new ones are let in', async () => {
      const ann = await connect('Ann');
      await backend.service.drain();
      expect(await ann.hear('reconnect')).toMatchObject([{ afterMs: expect.any(Number) as number }]);
      expect(await rejectionOf(backend.connector.connect(request('Bob'), { message() {}, closed() {} }))).toMatchObject({ code: 'unavailable', temporary: true });
    });

    it('R1 to a server that is away are refused as unavailable', async () => {
      await backend.stop();
      expect(await rejectionOf(backend.connector.connect(request('Ann'), { message() {}, closed() {} }))).toMatchObject({ code: 'unavailable', temporary: true });
    });
  });
}
