import type { Clock } from '../protocol/clock.js';
import { RoomChatError } from '../protocol/errors.js';
import type { EndEvent } from '../protocol/messages.js';
import type { ModerationRequest, Snapshot } from '../protocol/wire.js';
import { createEmitter } from './emitter.js';
import type { RoomSession } from './roomSession.js';
import type { HandleEvent, HandleEvents, Moderation, RoomChatHandle } from './types.js';

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
}

export function createHandle({ session, snapshot, clock, onLeave }: HandleOptions): HandleControl {
  const emitter = createEmitter<HandleEvents & Record<string, unknown>>();
  let ended = false;
  /** What comes before the caller of `join()` could have attached a listener waits for the next task. */
  let held: (() => void)[] | null = [];
  const releaseTimer = clock.setTimeout(release, 0);

  function release(): void {
    clock.clearTimeout(releaseTimer);
    const waiting = held ?? [];
    held = null;
    for (const emit of waiting) emit();
  }

  function assertEvent(event: unknown): void {
    if (!EVENTS.includes(event as HandleEvent)) {
      throw new RoomChatError('invalid_option', `unable to listen to "${String(event)}"; there is no such event; use one of ${EVENTS.join(', ')}`);
    }
  }

  function assertOpen(action: string): void {
    if (ended) throw new RoomChatError('left', `unable to ${action}; the room was left; join it again`);
  }

  async function moderate(request: ModerationRequest): Promise<{ success: true }> {
    assertOpen('moderate');
    return session.moderate(request);
  }

  const moderation: Moderation = {
    // What is wrong with an argument is the server's to say: it must look anyway.
    delete: (message) => moderate({ action: 'delete', seq: (message as Partial<typeof message> | undefined)?.seq as number }),
    mute: (userId, options) => moderate({ ...options, action: 'mute', userId }),
    unmute: (userId) => moderate({ action: 'unmute', userId }),
    kick: (userId, options) => moderate({ ...options, action: 'kick', userId }),
    ban: (userId, options) => moderate({ ...options, action: 'ban', userId }),
    unban: (userId) => moderate({ action: 'unban', userId }),
    close: (options) => moderate({ ...options, action: 'close' }),
  };

  function end(event: EndEvent): void {
    if (ended) return;
    ended = true;
    const finish = (): void => {
      emitter.emit('end', event);
      emitter.clear();
    };
    // Also an end may come before the caller of `join()` listens.
    if (held && event.code !== 'left') return void held.push(finish);
    release();
    finish();
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
      if (ended && !held) return () => {};
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
        release();
      }
      return { success: true };
    },
  };

  return {
    handle,
    receive(event, data) {
      if (ended) return;
      if (event === 'message' && (data as HandleEvents['message']).seq <= snapshot.head && (data as HandleEvents['message']).id.startsWith(`${snapshot.epoch}-`)) return;
      if (held) held.push(() => emitter.emit(event, data as (HandleEvents & Record<string, unknown>)[typeof event]));
      else emitter.emit(event, data as (HandleEvents & Record<string, unknown>)[typeof event]);
    },
    end,
  };
}
