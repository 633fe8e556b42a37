import type { ChatMessage, JsonObject } from '../protocol/messages.js';
import { createEmitter } from './emitter.js';
import type { SessionEvents } from './roomSession.js';
import type { BusEvents, ChatBus } from './types.js';

type Where = { roomName: string; channelId: string };

export interface BusControl {
  readonly bus: ChatBus;
  /** Puts a room's event on the bus, under its name there. */
  publish<E extends keyof SessionEvents>(where: Where, event: E, data: SessionEvents[E]): void;
  /** Sees everything that goes over the bus; returns the undo. */
  tap(listener: (name: string, data: unknown) => void): () => void;
}

/** The game's event bus: each event of each room once, however many handles the room has. */
export function createBus(): BusControl {
  const emitter = createEmitter<Record<string, unknown>>();
  const taps = new Set<(name: string, data: unknown) => void>();

  function emit(name: string, data: unknown): void {
    emitter.emit(name, data);
    for (const tap of taps) tap(name, data);
  }

  return {
    bus: emitter as unknown as ChatBus,
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
          if (type !== null) emit(`roomchat:game:${type}`, { ...where, ...message });
          return;
        }
        default:
          return emit(`roomchat:${event}`, { ...where, ...(data as object) });
      }
    },
    tap(listener) {
      taps.add(listener);
      return () => void taps.delete(listener);
    },
  };
}

/** The type of a game message: an object content with a string `type`. */
export function gameTypeOf(content: ChatMessage['content']): string | null {
  if (typeof content === 'string') return null;
  const { type } = content as JsonObject;
  return typeof type === 'string' && type !== '' ? type : null;
}
