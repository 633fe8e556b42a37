import mitt from 'mitt';
import { RoomChatError } from '../protocol/errors.js';
import { kindOf } from '../protocol/kindOf.js';

export interface Emitter<Events extends Record<string, unknown>> {
  /** Returns its own undo. */
  on<E extends keyof Events>(event: E, handler: (data: Events[E]) => void): () => void;
  off<E extends keyof Events>(event: E, handler: (data: Events[E]) => void): void;
  emit<E extends keyof Events>(event: E, data: Events[E]): void;
  clear(): void;
}

/** mitt, with an undo from `on`, and with handlers that cannot stop each other. */
export function createEmitter<Events extends Record<string, unknown>>(): Emitter<Events> {
  const inner = mitt<Record<string, unknown>>();
  const wrappers = new Map<unknown, Map<unknown, (data: never) => void>>();

  function off(event: unknown, handler: unknown): void {
    const wrapped = wrappers.get(event)?.get(handler);
    if (!wrapped) return;
    wrappers.get(event)!.delete(handler);
    inner.off(event as string, wrapped as (data: unknown) => void);
  }

  return {
    on(event, handler) {
      if (typeof handler !== 'function') throw new RoomChatError('invalid_option', `unable to listen to "${String(event)}"; the handler is ${kindOf(handler)}, not a function; give a function`);
      let known = wrappers.get(event);
      if (!known) wrappers.set(event, (known = new Map()));
      // The same handler twice is one listener, as with the DOM's addEventListener.
      if (!known.has(handler)) {
        const wrapped = (data: unknown): void => {
          // An earlier handler of the same event may have removed this one.
          if (wrappers.get(event)?.get(handler) !== wrapped) return;
          try {
            handler(data as never);
          } catch (error) {
            reportUncaught(error);
          }
        };
        known.set(handler, wrapped);
        inner.on(event as string, wrapped);
      }
      return () => off(event, handler);
    },
    off,
    emit: (event, data) => inner.emit(event as string, data),
    clear() {
      inner.all.clear();
      wrappers.clear();
    },
  };
}

/** The way the platform reports uncaught errors: `reportError`, or the uncaught exception of a task of its own. */
export function reportUncaught(error: unknown): void {
  const { reportError } = globalThis as { reportError?: (error: unknown) => void };
  if (reportError) reportError(error);
  else
    setTimeout(() => {
      throw error;
    }, 0);
}
