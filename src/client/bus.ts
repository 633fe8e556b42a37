import { RoomChatError } from '../protocol/errors.js';
import type { ChatMessage, JsonObject } from '../protocol/messages.js';
import { createEmitter, reportUncaught } from './emitter.js';
import type { SessionEvents } from './roomSession.js';
import type { BusEvents, ChatBus } from './types.js';

type Where = { roomName: string; channelId: string };

export interface BusControl {
  readonly bus: ChatBus;
  /** Puts a room's event on the bus, under its name there. */
  publish<E extends keyof SessionEvents>(where: Where, event: E, data: SessionEvents[E]): void;
  /** Puts something on the bus that is no event of a session. */
  announce<E extends keyof BusEvents & string>(event: E, data: BusEvents[E]): void;
  /** Sees everything that goes over the bus; returns the undo. */
  tap(listener: (name: string, data: unknown) => void): () => void;
}

const NAMES = ['message', 'presence', 'error', 'end', 'state', 'deleted', 'whisper'].map((name) => `roomchat:${name}`);
const GAME_PREFIX = 'roomchat:game:';

/** The game's event bus: each event of each room once, however many handles the room has. Emotes of muted players stay out. */
export function createBus(isMuted: (userId: string) => boolean = () => false): BusControl {
  const emitter = createEmitter<Record<string, unknown>>();
  const taps = new Set<(name: string, data: unknown) => void>();

  function emit(name: string, data: unknown): void {
    emitter.emit(name, data);
    for (const tap of [...taps]) {
      try {
        tap(name, data);
      } catch (error) {
        // A listener of the game's own bus stops neither the others nor the connection.
        reportUncaught(error);
      }
    }
  }

  return {
    bus: {
      on(event, handler) {
        assertName(event);
        return emitter.on(event, handler as (data: unknown) => void);
      },
      off(event, handler) {
        assertName(event);
        emitter.off(event, handler as (data: unknown) => void);
      },
    },
    publish(where, event, data) {
      switch (event) {
        case 'error':
          return emit('roomchat:error', { ...where, error: data });
        case 'state':
          return emit('roomchat:state', { ...where, state: data });
        case 'message': {
          const message = data as ChatMessage;
          emit('roomchat:message', { ...where, ...message } satisfies BusEvents['roomchat:message']);
          const type = gameTypeOf(message.content);
          if (type !== null && !(type === 'emote' && isMuted(message.senderId))) emit(GAME_PREFIX + type, { ...where, ...message });
          return;
        }
        default:
          return emit(`roomchat:${event}`, { ...where, ...(data as object) });
      }
    },
    announce: emit,
    tap(listener) {
      taps.add(listener);
      return () => void taps.delete(listener);
    },
  };
}

function assertName(event: unknown): void {
  if (typeof event === 'string' && (NAMES.includes(event) || (event.startsWith(GAME_PREFIX) && event !== GAME_PREFIX))) return;
  throw new RoomChatError('invalid_option', `unable to listen to "${String(event)}"; the bus has no such event; use one of ${NAMES.join(', ')}, ${GAME_PREFIX}<type>`);
}

/** The type of a game message: an object content with a string `type`. */
export function gameTypeOf(content: ChatMessage['content']): string | null {
  if (typeof content === 'string') return null;
  const { type } = content as JsonObject;
  return typeof type === 'string' && type !== '' ? type : null;
}
