import type { EventEmitter } from 'node:events';
import { Room, ServerError, type Client } from '@colyseus/core';
import { RoomChatError, toJoinRefusal } from '../protocol/errors.js';
import { channelIdOf } from '../protocol/names.js';
import type { Ack, Batch, ServerMessages, ServerMessageType } from '../protocol/wire.js';
import type { Channel } from './channel.js';
import type { Member, Relay } from './member.js';
import type { Admission } from './arrivals.js';
import type { ChatService } from './chatService.js';
import { cleanFrame } from './frames/cleanFrame.js';
import { createFrameGuard, type FrameGuard } from './frames/frameGuard.js';
import { createMemberSession, type MemberSession } from './memberSession.js';
import { createReaderGuard } from './frames/readerGuard.js';
import { readSendFrame, type SendFrame } from './frames/readSendFrame.js';
import { writeAckFrame } from './frames/writeAckFrame.js';
import { writeBatchFrame } from './frames/writeBatchFrame.js';
import { forgetRelay, REFUSED, registerRelay } from './relays.js';

/** Closing code by which Colyseus tells a leave on purpose. */
const CONSENTED = 4000;

/** How long a client may take to confirm its join. */
const CONFIRM_MS = 15_000;

/** The Colyseus room class: a relay of one channel to the clients connected here. */
export function createChatRoomClass(service: ChatService): new () => Room {
  const guard = createReaderGuard({ maxUnreadBytes: service.maxUnreadBytes, confirmMs: CONFIRM_MS, now: () => performance.now(), onCut: () => service.rules.onSlowReader() });
  const frames = createFrameGuard({ ...service.frames, now: () => performance.now(), wait: (callback, ms) => void setTimeout(callback, ms).unref() });

  return class ChatRoom extends Room implements Relay {
    private channelId = '';
    private channel: Channel | null = null;
    private readonly sessions = new Map<string, MemberSession>();

    override onCreate(options: { appId?: unknown; roomName?: unknown }): void {
      // There is no state to patch; without this a timer would run for each room.
      this.patchRate = null as unknown as number;
      // What else the options hold is the first client's own business (its token).
      this.channelId = channelIdOf(String(options.appId), String(options.roomName));
      registerRelay(this.channelId, this);
      watchFrames(this, frames, (client, message) => {
        try {
          this.sessions.get(client.sessionId)?.receive('send', message);
        } catch (error) {
          this.onUncaughtException(error as Error);
        }
      });
      this.onMessage('*', (client, type, payload) => this.sessions.get(client.sessionId)?.receive(type, payload));
    }

    override async onAuth(_client: Client, options: unknown): Promise<Admission> {
      try {
        const admission = await service.admit(options);
        if (admission.channelId !== this.channelId) throw new RoomChatError('invalid_request', 'unable to join the room; its name is another than that of the connection; join by name');
        return admission;
      } catch (error) {
        throw this.refusal(error);
      }
    }

    override async onJoin(client: Client, _options: unknown, admission?: Admission): Promise<void> {
      try {
        if (!admission) throw new Error('joined without admission');
        const { appId, roomName, persistence, hidden } = admission.request;
        this.channel ??= await service.channel(appId, roomName);
        this.channel.addRelay(this);
        const member: Member = {
          id: client.sessionId,
          identity: admission.identity,
          hidden,
          matchSession: admission.matchSession,
          send: (type, payload) => {
            if (!guard.keepsUp(client)) return;
            const frame = type === 'ack' ? writeAckFrame(payload as Ack[]) : null;
            if (frame) client.enqueueRaw(frame);
            else client.send(type, payload);
          },
          close: () => client.leave(CONSENTED),
        };
        const session = createMemberSession({ channel: this.channel, member, persistence, rules: service.rules, maxInFlight: 256 });
        this.sessions.set(client.sessionId, session);
        // Each is answered, so they are to be counted too.
        (client.ref as EventEmitter).on('ping', () => frames.take(client, () => {}));
        client.send('snapshot', await service.enter(this.channel, member, admission));
      } catch (error) {
        throw this.refusal(error);
      }
    }

    override onLeave(client: Client, consented?: boolean | number): void {
      this.sessions.delete(client.sessionId);
      // Who goes because the server restarts comes back, perhaps to another process.
      const meant = (consented === true || consented === CONSENTED) && !service.isDraining;
      this.channel?.exit(client.sessionId, meant ? 'left' : 'lost');
    }

    override onBeforeShutdown(): void {
      // Seats of those who are just coming would keep the room, and the shutdown, for 15 seconds. They come back by themselves.
      const { reservedSeatTimeouts } = this as unknown as { reservedSeatTimeouts: Record<string, NodeJS.Timeout> };
      for (const timeout of Object.values(reservedSeatTimeouts)) clearTimeout(timeout);
      (this as unknown as { reservedSeats: object }).reservedSeats = {};
      super.onBeforeShutdown();
    }

    override onDispose(): void {
      forgetRelay(this.channelId, this);
      this.channel?.removeRelay(this);
    }

    /** Without it one handler that throws would stop the whole server. */
    override onUncaughtException(error: Error): void {
      // It also sees what `onAuth` and `onJoin` refuse, which is none of its business.
      if (!(error.cause instanceof ServerError)) service.rules.onUnexpected(error);
    }

    // Named apart from Colyseus' own `broadcast`, which has the same first two parameters and does the encoding once.
    override broadcast<T extends ServerMessageType>(type: T, payload: ServerMessages[T]): void {
      const frame = type === 'batch' ? writeBatchFrame(payload as Batch) : null;
      for (const client of this.clients) if (guard.keepsUp(client) && frame) client.enqueueRaw(frame);
      if (!frame) super.broadcast(type, payload);
    }

    private refusal(error: unknown): ServerError {
      if (error instanceof ServerError) return error;
      if (!(error instanceof RoomChatError)) service.rules.onUnexpected(error);
      const known = error instanceof RoomChatError ? error : new RoomChatError('unavailable', 'unable to join the room; the server met an unexpected problem; try again later');
      return new ServerError(REFUSED, toJoinRefusal(known));
    }
  } as unknown as new () => Room;
}

/** Hands each frame on in its turn: messages directly, of the rest only what Colyseus may read of it. */
function watchFrames(room: Room, frames: FrameGuard, onSend: (client: Client, message: SendFrame) => void): void {
  const inner = room as unknown as { _onMessage(client: Client, frame: Uint8Array): void };
  const receive = inner._onMessage;
  inner._onMessage = function (client, frame) {
    frames.take(client, () => {
      const message = Buffer.isBuffer(frame) ? readSendFrame(frame) : null;
      if (message) onSend(client, message);
      else receive.call(this, client, cleanFrame(frame, { foreign: false }));
    });
  };
}
