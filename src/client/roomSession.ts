import type { Clock } from '../protocol/clock.js';
import { parseContent } from '../protocol/content.js';
import { RoomChatError } from '../protocol/errors.js';
import type { Content, EndCode, EndEvent, HistoryPage, Presence } from '../protocol/messages.js';
import { channelIdOf, isMatchRoom, streamKeyOf } from '../protocol/names.js';
import { parseCursor, parseLimit } from '../protocol/parse.js';
import { decodeMessage, decodePage, type Invite, type JoinRequest, type ModerationRequest, type Replay, type ReportRequest, type ServerMessages, type Snapshot, type WirePage } from '../protocol/wire.js';
import type { Connection, ConnectionListener } from './connection.js';
import { createLink, type Link } from './link.js';
import { createOutbox } from './outbox.js';
import { createRequests } from './requests.js';
import { createClientRoster, type ClientRoster } from './roster.js';
import { createStream, type Stream } from './stream.js';
import type { SessionTiming } from './timing.js';
import type { ConnectionState, HandleEvents, SendResult } from './types.js';
import { uuidv7 } from './uuid.js';
import type { Wake } from './wake.js';

/** What a session tells of its room; handles and the bus listen. */
export type SessionEvents = HandleEvents & {
  state: ConnectionState;
  deleted: { seqs: number[] };
  invite: Invite;
};

export type SessionListener = <E extends keyof SessionEvents>(event: E, data: SessionEvents[E]) => void;

export interface RoomSessionOptions {
  appId: string;
  roomName: string;
  clock: Clock;
  wake: Wake;
  timing: SessionTiming;
  /** Opens a connection; `since` is where to go on from. `signal` aborts when nobody waits for it any more. */
  open(since: JoinRequest['since'], listener: ConnectionListener, signal: AbortSignal): Promise<Connection>;
  /** Whether a refusal on the way back may pass: a token that can be renewed, a match that is being rejoined. */
  worthRetrying(error: RoomChatError): boolean;
  emit: SessionListener;
}

export interface RoomSession {
  readonly roomName: string;
  readonly channelId: string;
  readonly streamKey: string;
  readonly user: Presence;
  readonly roster: ClientRoster;
  readonly state: ConnectionState;
  /** Set once the room has ended. */
  readonly ended: EndEvent | null;
  /** The first snapshot; rejects where the room cannot be joined. */
  readonly ready: Promise<Snapshot>;
  /** A snapshot of now, for a further handle. */
  snapshot(): Promise<Snapshot>;
  send(content: Content): Promise<SendResult>;
  history(limit?: number, cursor?: string | null, forward?: boolean): Promise<HistoryPage>;
  moderate(request: ModerationRequest | ReportRequest): Promise<{ success: true }>;
  /** The room to whisper to a user of this one. */
  whisper(userId: string): Promise<{ roomName: string }>;
  decode(page: WirePage): HistoryPage;
  hurry(): void;
  close(event: EndEvent): void;
}

/** One joined room of one client, over however many connections it takes. */
export function createRoomSession(options: RoomSessionOptions): RoomSession {
  const { appId, roomName, clock, timing, emit } = options;
  let stream: Stream | null = null;
  let roster: ClientRoster = createClientRoster([], 0);
  let user: Presence = { userId: '', username: '' };
  let ended: EndEvent | null = null;
  let settling: unknown = null;
  let settleReady: { resolve(snapshot: Snapshot): void; reject(error: RoomChatError): void } | null = null;
  const ready = new Promise<Snapshot>((resolve, reject) => (settleReady = { resolve, reject }));
  ready.catch(() => {});

  const outbox = createOutbox({
    clock,
    capacity: timing.outboxSize,
    timeoutMs: timing.sendTimeoutMs,
    newId: () => uuidv7(clock.now()),
    transmit: (clientId, content) => link.send('send', { clientId, content }),
  });
  const requests = createRequests({
    clock,
    timeoutMs: timing.sendTimeoutMs,
    transmit: (type, payload) => link.send(type, payload),
  });

  function begin(snapshot: Snapshot): void {
    user = snapshot.user;
    requests.resume();
    if (!stream) {
      roster = createClientRoster(snapshot.presences, snapshot.count);
      stream = createStream(
        { epoch: snapshot.epoch, seq: snapshot.head },
        {
          deliver: (epoch, message) => emit('message', decodeMessage(epoch, message)),
          onGap: ({ from, to }) => emit('error', new RoomChatError('gap', `unable to deliver messages ${from} to ${to ?? 'now'}; the server does not have them any more; the ones after them follow`, { from, to })),
          requestSync: (since) => requests.ask<Replay>('sync', { since }),
        },
      );
      settleReady?.resolve(snapshot);
      settleReady = null;
    } else {
      const change = roster.replace(snapshot.presences, snapshot.count, snapshot.settlingMs !== undefined);
      // First: a listener may leave at what it is told.
      awaitOthers(snapshot.settlingMs);
      if (change) emit('presence', change);
      // First what was missed, then what waits here: the order in which it happened.
      if (snapshot.replay) stream.replay(snapshot.replay);
      // A listener may have left meanwhile.
      if (ended) return;
      emit('state', 'connected');
      if (ended) return;
    }
    outbox.resume();
  }

  /** A server that has just started knows only who is back already. */
  function awaitOthers(settlingMs: number | undefined): void {
    if (settling !== null) clock.clearTimeout(settling);
    settling = settlingMs === undefined ? null : clock.setTimeout(() => {
      settling = null;
      const change = roster.settle();
      if (change) emit('presence', change);
    }, settlingMs);
  }

  function receive<T extends keyof ServerMessages>(type: T, payload: ServerMessages[T]): void {
    const message = { type, payload } as { [K in keyof ServerMessages]: { type: K; payload: ServerMessages[K] } }[keyof ServerMessages];
    switch (message.type) {
      case 'batch':
        return stream?.batch(message.payload);
      case 'ack':
        for (const ack of message.payload) outbox.answer(ack, stream?.position.epoch ?? '');
        return;
      case 'answer':
        return requests.answer(message.payload);
      case 'presence': {
        const change = roster.apply(message.payload);
        if (change) emit('presence', change);
        return;
      }
      case 'head':
        return stream?.head(message.payload.epoch, message.payload.head);
      case 'deleted':
        return emit('deleted', message.payload);
      case 'invite':
        return emit('invite', message.payload);
      case 'end':
        if (message.payload.code === 'unauthorized' && options.worthRetrying(new RoomChatError('unauthorized', message.payload.reason))) return link.reopen(0);
        return close(message.payload);
      case 'snapshot':
      case 'reconnect':
        return;
    }
  }

  function close(event: EndEvent): void {
    if (ended) return;
    ended = event;
    awaitOthers(undefined);
    link.close();
    const why = event.code === 'left' ? new RoomChatError('left', 'unable to complete the call; the room was left; join it again') : new RoomChatError('left', `unable to complete the call; the room has ended: ${event.reason}`);
    outbox.rejectAll(why);
    requests.rejectAll(why);
    settleReady?.reject(why);
    settleReady = null;
    emit('state', 'ended');
    emit('end', event);
  }

  const link: Link = createLink({
    clock,
    wake: options.wake,
    open: ({ deliver, lost, signal }) => options.open(stream?.position, { message: deliver, closed: lost }, signal),
    onUp: begin,
    onDown() {
      stream?.restart();
      requests.pause();
      outbox.pause();
      // The next snapshot tells.
      awaitOthers(undefined);
      emit('state', 'reconnecting');
    },
    // Where the room stands is worth knowing anyway.
    probe: () => stream?.probe(),
    onMessage: receive,
    onFailed(error) {
      if (settleReady) {
        ended = { code: 'connection_lost', reason: error.message };
        settleReady.reject(error);
        settleReady = null;
        return;
      }
      close({ code: endCodeOf(error, roomName), reason: error.message });
    },
    worthRetrying: (error) => stream !== null && options.worthRetrying(error),
    connectTimeoutMs: timing.connectTimeoutMs,
    firstBudgetMs: timing.joinBudgetMs,
    budgetMs: timing.reconnectBudgetMs,
  });

  function assertOpen(action: string): void {
    if (ended) throw new RoomChatError('left', `unable to ${action}; the room has ended: ${ended.reason}; join it again`);
  }

  return {
    roomName,
    channelId: channelIdOf(appId, roomName),
    streamKey: streamKeyOf(roomName),
    ready,
    get user() {
      return user;
    },
    get roster() {
      return roster;
    },
    get state() {
      return ended ? 'ended' : link.state === 'connected' ? 'connected' : 'reconnecting';
    },
    get ended() {
      return ended;
    },
    async snapshot() {
      assertOpen('join the room');
      return requests.ask<Snapshot>('snapshot', {});
    },
    async send(content) {
      assertOpen('send message');
      return outbox.send(parseContent(content));
    },
    async history(limit, cursor, forward = false) {
      assertOpen('read history');
      if (typeof forward !== 'boolean') throw new RoomChatError('invalid_option', 'unable to read history; forward is no boolean; give true or false');
      const known = parseCursor(cursor);
      const page = await requests.ask<WirePage>('history', { limit: parseLimit(limit), forward, ...(known !== undefined && { cursor: known }) });
      return decodePage(stream!.position.epoch, page);
    },
    async moderate(request) {
      assertOpen(`${request.action}`);
      try {
        return await requests.ask<{ success: true }>('moderate', { request });
      } catch (error) {
        // Who closes the room is in it too: the end is the answer.
        if (request.action === 'close' && ended?.code === 'room_closed') return { success: true };
        throw error;
      }
    },
    async whisper(userId) {
      assertOpen('whisper');
      return requests.ask<{ roomName: string }>('whisper', { userId });
    },
    decode: (page) => decodePage(stream!.position.epoch, page),
    hurry: () => link.hurry(),
    close,
  };
}

function endCodeOf(error: RoomChatError, roomName: string): EndCode {
  switch (error.code) {
    case 'unauthorized':
      return 'unauthorized';
    case 'banned':
      return 'banned';
    case 'not_allowed':
      return isMatchRoom(roomName) ? 'match_ended' : 'unauthorized';
    default:
      return 'connection_lost';
  }
}
