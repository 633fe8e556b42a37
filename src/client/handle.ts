import type { Clock } from '../protocol/clock.js';
import { RoomChatError } from '../protocol/errors.js';
import type { ChatMessage, EndEvent } from '../protocol/messages.js';
import type { ModerationRequest, ReportRequest, Snapshot } from '../protocol/wire.js';
import { createPatientEmitter } from './patientEmitter.js';
import type { RoomSession } from './roomSession.js';
import type { HandleEvent, HandleEvents, Moderation, RoomChatHandle } from './types.js';

/** Most messages that wait for their first listener. */
const MAX_HELD = 256;
const EVENTS: readonly HandleEvent[] = ['message', 'presence', 'error', 'end'];

/** A handle and its inside, which the session drives. */
export interface HandleControl {
  readonly handle: RoomChatHandle;
  /** What the session tells goes through here; a message only if it is newer than the handle's snapshot. */
  receive<E extends HandleEvent>(event: E, data: HandleEvents[E]): void;
  /** Ends the handle: `end` once, then silence. */
  end(event: EndEvent): void;
}

export interface HandleOptions {
  session: RoomSession;
  snapshot: Snapshot;
  clock: Clock;
  /** The handle was left; called once. */
  onLeave(): void;
  /** Opens the room with another user. */
  whisper(userId: string): Promise<RoomChatHandle>;
}

export function createHandle({ session, snapshot, clock, onLeave, whisper }: HandleOptions): HandleControl {
  const emitter = createPatientEmitter<HandleEvents & Record<string, unknown>>({
    clock,
    capacity: MAX_HELD,
    // Not presence: whoever listens late reads `presences`, which is of that moment.
    patient: ['message', 'error', 'end'],
    onDropped(event, data) {
      if (event === 'message') dropped(data as ChatMessage);
    },
  });
  let ended = false;
  /** Messages up to here are in the snapshot. */
  let snapshotEnd = snapshot.head;
  let lost: { from: number; to: number } | null = null;

  function dropped({ seq }: ChatMessage): void {
    if (!lost) emitter.lead('error', reportLost);
    lost = { from: lost?.from ?? seq, to: seq };
  }

  function reportLost(): RoomChatError {
    const { from, to } = lost!;
    lost = null;
    return new RoomChatError('gap', `unable to deliver messages ${from} to ${to}; nothing listened to the handle while they came; read them with getHistory`, { from, to });
  }

  function assertEvent(event: unknown): void {
    if (!EVENTS.includes(event as HandleEvent)) {
      throw new RoomChatError('invalid_option', `unable to listen to "${String(event)}"; there is no such event; use one of ${EVENTS.join(', ')}`);
    }
  }

  function assertOpen(action: string): void {
    if (!ended) return;
    const why = session.ended && session.ended.code !== 'left' ? `the room has ended: ${session.ended.reason}` : 'the room was left';
    throw new RoomChatError('left', `unable to ${action}; ${why}; join it again`);
  }

  async function moderate(request: ModerationRequest | ReportRequest): Promise<{ success: true }> {
    assertOpen(request.action === 'report' ? 'report' : 'moderate');
    return session.moderate(request);
  }

  const moderation: Moderation = {
    // What is wrong with an argument is the server's to say: it must look anyway.
    delete: (message) => moderate({ action: 'delete', seq: (message as Partial<typeof message> | undefined)?.seq as number }),
    mute: (userId, options) => moderate({ ...options, action: 'mute', userId }),
    unmute: (userId) => moderate({ action: 'unmute', userId }),
    shadowMute: (userId, options) => moderate({ ...options, action: 'shadow_mute', userId }),
    unshadowMute: (userId) => moderate({ action: 'unshadow_mute', userId }),
    kick: (userId, options) => moderate({ ...options, action: 'kick', userId }),
    ban: (userId, options) => moderate({ ...options, action: 'ban', userId }),
    unban: (userId) => moderate({ action: 'unban', userId }),
    slow: (seconds, options) => moderate({ ...options, action: 'slow', seconds }),
    close: (options) => moderate({ ...options, action: 'close' }),
  };

  function end(event: EndEvent): void {
    if (ended) return;
    ended = true;
    if (event.code === 'left') emitter.flush();
    emitter.emit('end', event);
    // Also an end may come before anyone listens.
    if (event.code === 'left' || !emitter.waits('end')) emitter.clear();
  }

  const handle: RoomChatHandle = {
    roomName: session.roomName,
    channelId: session.channelId,
    streamKey: session.streamKey,
    recent: session.decode(snapshot.recent),
    moderation,
    get user() {
      return session.user;
    },
    get presences() {
      return session.roster.list;
    },
    get presenceCount() {
      return session.roster.count;
    },
    get state() {
      return ended ? 'ended' : session.state;
    },
    report: async (about, reason) => moderate({ action: 'report', reason, ...('seq' in about ? { seq: about.seq } : { userId: about.userId }) }),
    async whisper(userId) {
      assertOpen('whisper');
      return whisper(userId);
    },
    async send(content) {
      assertOpen('send message');
      return session.send(content);
    },
    async getHistory(limit, cursor, forward) {
      assertOpen('read history');
      return session.history(limit, cursor, forward);
    },
    on(event, handler) {
      assertEvent(event);
      if (ended && !emitter.waits('end')) return () => {};
      return emitter.on(event, handler);
    },
    off(event, handler) {
      assertEvent(event);
      emitter.off(event, handler);
    },
    async leave() {
      if (!ended) {
        end({ code: 'left', reason: 'you left the room' });
        onLeave();
      } else {
        emitter.flush();
        emitter.clear();
      }
      return { success: true };
    },
  };

  return {
    handle,
    receive(event, data) {
      if (ended) return;
      if (event === 'message') {
        const { seq, id } = data as ChatMessage;
        if (seq <= snapshotEnd && id.startsWith(`${snapshot.epoch}-`)) return;
      }
      // A room that was set back gives out numbers of before once more.
      if (event === 'error' && (data as RoomChatError).code === 'gap' && (data as RoomChatError).to === null) snapshotEnd = 0;
      emitter.emit(event, data as (HandleEvents & Record<string, unknown>)[typeof event]);
    },
    end,
  };
}
