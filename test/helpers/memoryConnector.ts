import { RoomChatError, fromJoinRefusal, toJoinRefusal } from '../../src/protocol/errors.js';
import type { JoinRequest, ServerMessageType } from '../../src/protocol/wire.js';
import type { Connection, ConnectionListener, Connector } from '../../src/client/connection.js';
import type { Channel } from '../../src/server/channel.js';
import type { Member, Relay } from '../../src/server/member.js';
import type { ChatService } from '../../src/server/chatService.js';
import { createMemberSession, type MemberSession } from '../../src/server/memberSession.js';
import { settle } from './manualClock.js';

/** A connection as the test sees it, between client and server. */
export interface Wire {
  readonly request: JoinRequest;
  readonly isOpen: boolean;
  /** Breaks it: both sides notice. */
  cut(): void;
  /** From now on nothing arrives on either side, and nobody notices. */
  blackhole(): void;
  /** What goes to the client passes here: returns what arrives instead. */
  tamper: ((type: ServerMessageType, payload: unknown) => [ServerMessageType, unknown][]) | null;
}

export interface MemoryConnector extends Connector {
  /** All connections ever opened, oldest first. */
  readonly wires: Wire[];
  readonly open: Wire[];
  /** Carries what was sent, and what that sets off, until nothing moves. */
  flush(): Promise<void>;
  /** Carries one thing: the oldest on one of the ways, picked by a number from 0 up to 1. False where nothing is on its way. */
  step(pick: number): boolean;
  /** What the transport's ping does: the server gives up connections that deliver nothing. */
  ping(): void;
  /** While set, connections are refused with it; 'hang' keeps them waiting for good. */
  refusal: RoomChatError | 'hang' | null;
  /** Another server takes the place of the one before: all connections break. */
  serve(service: ChatService): void;
}

let ids = 0;

/** The way to a chat service in the same process: as over a transport, but each step by hand. */
export function createMemoryConnector(first: ChatService): MemoryConnector {
  let service = first;
  const pings = new Set<() => void>();
  const kills = new Set<() => void>();
  const wires: Wire[] = [];
  /** Each way of each connection keeps its order; between them there is none. */
  const ways = new Set<(() => void)[]>();

  async function connect(request: JoinRequest, listener: ConnectionListener): Promise<Connection> {
    if (connector.refusal === 'hang') return new Promise(() => {});
    if (connector.refusal) throw connector.refusal;
    const host = service;
    /** A server that is killed answers nobody who is just coming. */
    const killed = new Promise<never>((_, reject) => kills.add(() => reject(new RoomChatError('unavailable', 'unable to join the room; the server is gone; try again'))));
    killed.catch(() => {});
    const id = `c${++ids}`;
    const down: (() => void)[] = [];
    const up: (() => void)[] = [];
    ways.add(down).add(up);
    let serverOpen = true;
    let clientOpen = true;
    let carries = true;
    let channel: Channel | null = null;
    let session: MemberSession | null = null;

    const copy = <T>(value: T): T => (value === undefined ? value : (JSON.parse(JSON.stringify(value)) as T));
    const toClient = (type: ServerMessageType, payload: unknown): void => {
      if (!serverOpen || !carries) return;
      const plain = copy(payload);
      down.push(() => {
        if (!clientOpen || !carries) return;
        const arriving = wire.tamper ? wire.tamper(type, plain) : ([[type, plain]] as [ServerMessageType, unknown][]);
        for (const [arrivingType, data] of arriving) listener.message(arrivingType, data as never);
      });
    };
    const endServer = (reason: 'left' | 'lost'): void => {
      if (!serverOpen) return;
      serverOpen = false;
      channel?.exit(id, reason);
      channel?.removeRelay(relay);
    };
    const endClient = (): void => {
      if (!clientOpen) return;
      clientOpen = false;
      listener.closed();
    };
    const relay: Relay = { broadcast: toClient };
    const wire: Wire & { isOpen: boolean } = {
      request: copy(request),
      get isOpen() {
        return serverOpen || clientOpen;
      },
      cut() {
        carries = false;
        endServer('lost');
        endClient();
      },
      blackhole() {
        carries = false;
      },
      tamper: null,
    };

    pings.add(() => {
      if (!carries) endServer('lost');
    });

    try {
      const admission = await Promise.race([host.admit(copy(request)), killed]);
      channel = await Promise.race([host.channel(admission.request.appId, admission.request.roomName), killed]);
      channel.addRelay(relay);
      const member: Member = {
        id,
        identity: admission.identity,
        hidden: admission.request.hidden,
        matchSession: admission.matchSession,
        send: toClient,
        close: () => down.push(() => { endServer('left'); if (carries) endClient(); }),
      };
      session = createMemberSession({ channel, member, persistence: admission.request.persistence, rules: host.rules, maxInFlight: 256 });
      wires.push(wire);
      toClient('snapshot', await Promise.race([host.enter(channel, member, admission), killed]));
    } catch (error) {
      endServer('lost');
      // As over Colyseus: a refusal arrives as one text.
      if (error instanceof RoomChatError) throw fromJoinRefusal(toJoinRefusal(error));
      throw error;
    }
    if (!wire.isOpen) throw new RoomChatError('unavailable', 'unable to join the room; the connection was lost on the way; try again');

    const leave = (reason: 'left' | 'lost') => (): void => {
      if (!clientOpen) return;
      clientOpen = false;
      up.push(() => {
        if (carries) endServer(reason);
      });
    };
    return {
      send(type, payload) {
        const plain = copy(payload);
        up.push(() => {
          if (serverOpen && carries) session!.receive(type, plain);
        });
      },
      close: leave('left'),
      drop: leave('lost'),
    };
  }

  const connector: MemoryConnector = {
    connect,
    wires,
    get open() {
      return wires.filter(({ isOpen }) => isOpen);
    },
    async flush() {
      await settle();
      while (connector.step(0)) {
        while (connector.step(0)) {}
        await settle();
      }
    },
    ping() {
      for (const ping of pings) ping();
    },
    step(pick) {
      const busy = [...ways].filter((way) => way.length > 0);
      busy[Math.floor(pick * busy.length)]?.shift()!();
      return busy.length > 0;
    },
    refusal: null,
    serve(next) {
      service = next;
      for (const kill of kills) kill();
      kills.clear();
      for (const wire of wires) wire.cut();
    },
  };
  return connector;
}
