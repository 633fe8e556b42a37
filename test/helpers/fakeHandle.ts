import type { BusEvents, ChatBus, ConnectionState, HandleEvent, HandleEvents, RoomChatHandle, SendResult } from '../../src/client/types.js';
import { RoomChatError, type ErrorCode } from '../../src/protocol/errors.js';
import type { ChatMessage, Content, Presence } from '../../src/protocol/messages.js';

type Listener = (data: never) => void;

/** An event emitter as handles and buses have it. */
function emitter() {
  const listeners = new Map<string, Set<Listener>>();
  return {
    on(event: string, listener: Listener) {
      if (!listeners.has(event)) listeners.set(event, new Set());
      listeners.get(event)!.add(listener);
      return () => void listeners.get(event)!.delete(listener);
    },
    off: (event: string, listener: Listener) => void listeners.get(event)?.delete(listener),
    emit(event: string, data: unknown) {
      for (const listener of [...(listeners.get(event) ?? [])]) listener(data as never);
    },
    get count() {
      return [...listeners.values()].reduce((sum, set) => sum + set.size, 0);
    },
  };
}

export interface FakeBus extends ChatBus {
  emit<E extends keyof BusEvents>(event: E, data: BusEvents[E]): void;
  readonly listenerCount: number;
}

export function fakeBus(): FakeBus {
  const inner = emitter();
  return { on: inner.on, off: inner.off, emit: inner.emit, get listenerCount() { return inner.count; } } as FakeBus;
}

export interface FakeHandleOptions {
  roomName?: string;
  user?: Presence;
  others?: Presence[];
  /** Messages stored before the join; the newest 50 are `recent`. */
  history?: number | ChatMessage[];
  bus?: FakeBus;
  /** What time the first message has, ms. */
  start?: number;
  /** What time it is for messages said later. */
  now?: () => number;
}

export interface FakeHandle extends RoomChatHandle {
  readonly bus: FakeBus;
  readonly sent: Content[];
  readonly listenerCount: number;
  readonly historyCalls: number;
  /** Someone says something. */
  receive(content: Content, sender?: Presence | string): ChatMessage;
  emit<E extends HandleEvent>(event: E, data: HandleEvents[E]): void;
  setState(state: ConnectionState): void;
  delete(...seqs: number[]): void;
  /** Holds sends back until `accept` or `refuse`. */
  hold: boolean;
  accept(): Promise<void>;
  refuse(code: ErrorCode): Promise<void>;
}

export const ADA: Presence = { userId: 'u-ada', username: 'Ada' };
export const BO: Presence = { userId: 'u-bo', username: 'Bo' };

/** A joined room without a server, driven by hand. */
export function fakeHandle(options: FakeHandleOptions = {}): FakeHandle {
  const { roomName = 'lobby', user = ADA, others = [BO], bus = fakeBus(), start = Date.UTC(2026, 3, 1, 10), now = Date.now } = options;
  const events = emitter();
  const stored: ChatMessage[] = [];
  const presences = [user, ...others];
  const waiting: { resolve(result: SendResult): void; reject(error: Error): void; content: Content }[] = [];
  const where = { roomName, channelId: `2...test_${roomName}` };
  let seq = 0;
  let state: ConnectionState = 'connected';
  let historyCalls = 0;

  const make = (content: Content, sender: Presence, time = start + seq * 1_000): ChatMessage => {
    seq++;
    return { id: `${roomName}-${seq}`, seq, sender: sender.username, senderId: sender.userId, content, createTime: new Date(time).toISOString() };
  };
  const say = (content: Content, sender: Presence, time?: number): ChatMessage => {
    const message = make(content, sender, time);
    stored.push(message);
    return message;
  };
  if (Array.isArray(options.history)) stored.push(...options.history);
  else for (let index = 0; index < (options.history ?? 0); index++) say(`message ${index + 1}`, index % 3 === 0 ? user : others[0] ?? BO);
  seq = stored.at(-1)?.seq ?? 0;

  const page = (before: number, limit: number) => {
    const messages = stored.slice(Math.max(0, before - limit), before);
    const first = before - messages.length;
    return { messages, nextCursor: first > 0 ? String(first) : null, prevCursor: before < stored.length ? String(before) : null };
  };
  const deliver = (content: Content): SendResult => {
    const message = say(content, user, now());
    events.emit('message', message);
    return { success: true, id: message.id, seq: message.seq, createTime: message.createTime };
  };

  const handle: FakeHandle = {
    ...where,
    streamKey: `room-chat-${roomName}`,
    user,
    presences,
    get presenceCount() {
      return presences.length;
    },
    get state() {
      return state;
    },
    recent: page(stored.length, 50),
    moderation: {} as RoomChatHandle['moderation'],
    report: async () => ({ success: true }),
    whisper: () => Promise.reject(new Error('a fake handle has nobody to whisper to')),
    bus,
    sent: [],
    hold: false,
    get listenerCount() {
      return events.count;
    },
    get historyCalls() {
      return historyCalls;
    },
    send(content) {
      handle.sent.push(content);
      if (!handle.hold) return Promise.resolve().then(() => deliver(content));
      return new Promise((resolve, reject) => waiting.push({ resolve, reject, content }));
    },
    async getHistory(limit = 50, cursor = null) {
      historyCalls++;
      return page(cursor === null ? stored.length : Number(cursor), limit);
    },
    on: events.on as RoomChatHandle['on'],
    off: events.off as RoomChatHandle['off'],
    async leave() {
      events.emit('end', { code: 'left', reason: 'left' });
      return { success: true };
    },
    receive(content, sender = others[0] ?? BO) {
      const who = typeof sender === 'string' ? { userId: `u-${sender.toLowerCase()}`, username: sender } : sender;
      const message = say(content, who, now());
      events.emit('message', message);
      return message;
    },
    emit: events.emit,
    setState(next) {
      state = next;
      bus.emit('roomchat:state', { ...where, state: next });
    },
    delete(...seqs) {
      bus.emit('roomchat:deleted', { ...where, seqs });
    },
    async accept() {
      const next = waiting.shift();
      if (next) next.resolve(deliver(next.content));
      await Promise.resolve();
    },
    async refuse(code) {
      waiting.shift()?.reject(new RoomChatError(code, `unable to send message; ${code}; try later`));
      await Promise.resolve();
    },
  };
  return handle;
}
