import type { Clock } from '../protocol/clock.js';
import { fromWireError, RoomChatError } from '../protocol/errors.js';
import type { AnswerResult, ClientMessages, ServerMessages } from '../protocol/wire.js';

type RequestType = 'history' | 'sync' | 'snapshot' | 'moderate' | 'whisper';
type Body<T extends RequestType> = Omit<ClientMessages[T], 'q'>;

export interface Requests {
  /** Asks the server. On a lost connection the request waits and is asked again, but for `sync`: the next connection has its own. */
  ask<R extends AnswerResult>(type: RequestType, body: Body<RequestType>): Promise<R>;
  answer(answer: ServerMessages['answer']): void;
  /** There is no connection. */
  pause(): void;
  /** The connection is there (again). */
  resume(): void;
  rejectAll(error: RoomChatError): void;
}

export interface RequestsOptions {
  clock: Clock;
  timeoutMs: number;
  transmit(type: RequestType, payload: ClientMessages[RequestType]): void;
}

interface Waiting {
  type: RequestType;
  payload: ClientMessages[RequestType];
  deadline: unknown;
  resolve(result: AnswerResult): void;
  reject(error: RoomChatError): void;
}

/** Matches answers to questions, over any number of connections. */
export function createRequests({ clock, timeoutMs, transmit }: RequestsOptions): Requests {
  const waiting = new Map<number, Waiting>();
  let next = 1;
  let open = false;

  function take(q: number): Waiting | undefined {
    const entry = waiting.get(q);
    waiting.delete(q);
    if (entry) clock.clearTimeout(entry.deadline);
    return entry;
  }

  return {
    ask<R extends AnswerResult>(type: RequestType, body: Body<RequestType>): Promise<R> {
      return new Promise<R>((resolve, reject) => {
        const q = next++;
        const payload = { ...body, q } as ClientMessages[RequestType];
        const deadline = clock.setTimeout(() => {
          take(q)?.reject(new RoomChatError('timeout', `unable to get an answer; the server has not answered within ${timeoutMs} ms; try again`));
        }, timeoutMs);
        waiting.set(q, { type, payload, deadline, resolve: resolve as (result: AnswerResult) => void, reject });
        if (open) transmit(type, payload);
      });
    },
    answer(answer) {
      const entry = take(answer.q);
      if (!entry) return;
      if ('error' in answer) entry.reject(fromWireError(answer.error));
      else entry.resolve(answer.result);
    },
    pause() {
      open = false;
      for (const [q, { type }] of [...waiting]) {
        if (type === 'sync') take(q)?.reject(new RoomChatError('unavailable', 'unable to get an answer; the connection was lost; the next one brings it'));
      }
    },
    resume() {
      open = true;
      for (const { type, payload } of waiting.values()) transmit(type, payload);
    },
    rejectAll(error) {
      open = false;
      for (const q of [...waiting.keys()]) take(q)?.reject(error);
    },
  };
}
