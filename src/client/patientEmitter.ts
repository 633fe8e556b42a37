import type { Clock } from '../protocol/clock.js';
import { createEmitter, type Emitter } from './emitter.js';

export interface PatientEmitter<Events extends Record<string, unknown>> extends Emitter<Events> {
  /** Puts an event before everything that waits; `make` is asked when it is told. */
  lead<E extends keyof Events>(event: E, make: () => Events[E]): void;
  /** Tells at once what waits and has a listener. */
  flush(): void;
  /** Whether events of that name wait for a listener. */
  waits(event: keyof Events): boolean;
}

export interface PatientOptions<Events extends Record<string, unknown>> {
  clock: Clock;
  /** Most events of one name that wait. */
  capacity: number;
  /** These wait for their first listener, however late; all others for the end of the present task only. */
  patient: readonly (keyof Events)[];
  /** What did not fit: the oldest of its name. */
  onDropped<E extends keyof Events>(event: E, data: Events[E]): void;
}

/**
 * An emitter for someone who cannot listen yet: whoever awaits `join()`, perhaps together with other
 * promises. What comes before waits, and is told in its order after the task in which the listeners came.
 */
export function createPatientEmitter<Events extends Record<string, unknown>>({ clock, capacity, patient, onDropped }: PatientOptions<Events>): PatientEmitter<Events> {
  const inner = createEmitter<Events>();
  const listened = new Set<keyof Events>();
  let waiting: [event: keyof Events, make: () => Events[keyof Events]][] = [];
  let timer: unknown = clock.setTimeout(flush, 0);

  function stopTimer(): void {
    if (timer !== null) clock.clearTimeout(timer);
    timer = null;
  }

  function flush(): void {
    stopTimer();
    const ready = waiting.filter(([event]) => listened.has(event));
    waiting = waiting.filter(([event]) => !listened.has(event) && patient.includes(event));
    for (const [event, make] of ready) inner.emit(event, make());
  }

  function hold<E extends keyof Events>(event: E, data: Events[E]): void {
    waiting.push([event, () => data]);
    if (waiting.filter(([name]) => name === event).length <= capacity) return;
    const oldest = waiting.findIndex(([name]) => name === event);
    const [[, dropped]] = waiting.splice(oldest, 1) as [[E, () => Events[E]]];
    onDropped(event, dropped());
  }

  return {
    on(event, handler) {
      const undo = inner.on(event, handler);
      listened.add(event);
      if (timer === null && waiting.some(([name]) => name === event)) timer = clock.setTimeout(flush, 0);
      return undo;
    },
    off: inner.off,
    emit(event, data) {
      if (timer === null && (listened.has(event) || !patient.includes(event))) inner.emit(event, data);
      else hold(event, data);
    },
    clear() {
      stopTimer();
      waiting = [];
      inner.clear();
    },
    lead: (event, make) => void waiting.unshift([event, make]),
    flush,
    waits: (event) => waiting.some(([name]) => name === event),
  };
}
