import { RoomChatError } from '../protocol/errors.js';

/** Milliseconds, but for the last. */
export interface SessionTiming {
  /** How long one attempt to connect may take. Default 10,000. */
  connectTimeoutMs: number;
  /** How long a join goes on trying. Default 10,000. */
  joinBudgetMs: number;
  /** How long a lost room is tried to be had again before it ends. Default 300,000. */
  reconnectBudgetMs: number;
  /** How long a send may wait for its answer. Default 60,000. */
  sendTimeoutMs: number;
  /** How many sends may wait. Default 200. */
  outboxSize: number;
}

export const DEFAULT_TIMING: SessionTiming = {
  connectTimeoutMs: 10_000,
  joinBudgetMs: 10_000,
  reconnectBudgetMs: 300_000,
  sendTimeoutMs: 60_000,
  outboxSize: 200,
};

/** What is given over the defaults. Throws `invalid_option`. */
export function resolveTiming(given: Partial<SessionTiming> = {}): SessionTiming {
  const names = Object.keys(DEFAULT_TIMING);
  if (typeof given !== 'object' || given === null) throw invalid('timing is no object', `give an object with ${names.join(', ')}`);
  const timing = { ...DEFAULT_TIMING };
  for (const [name, value] of Object.entries(given)) {
    if (!names.includes(name)) throw invalid(`there is no timing "${name}"`, `use ${names.join(', ')}`);
    if (value === undefined) continue;
    if (typeof value !== 'number' || !(value > 0)) throw invalid(`timing.${name} is ${String(value)}`, 'give a number above 0');
    timing[name as keyof SessionTiming] = value;
  }
  return timing;
}

function invalid(why: string, todo: string): RoomChatError {
  return new RoomChatError('invalid_option', `unable to connect; ${why}; ${todo}`);
}
