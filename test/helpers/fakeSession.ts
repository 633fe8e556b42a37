import { RoomChatError } from '../../src/protocol/errors.js';
import type { ChatMessage, EndEvent } from '../../src/protocol/messages.js';
import { channelIdOf, streamKeyOf } from '../../src/protocol/names.js';
import { decodePage, type Snapshot } from '../../src/protocol/wire.js';
import { createClientRoster } from '../../src/client/roster.js';
import type { RoomSession, SessionListener } from '../../src/client/roomSession.js';

export const EPOCH = 'e0';

export interface FakeSession extends RoomSession {
  /** What was called on it, in order. */
  readonly calls: string[];
  readonly emit: SessionListener;
  /** The room is open; joins go on. */
  open(): void;
  /** The room cannot be joined. */
  fail(error: RoomChatError): void;
}

export function snapshotAt(head: number, messages: Snapshot['recent']['messages'] = []): Snapshot {
  return {
    channelId: '2...test_lobby', epoch: EPOCH, head, heartbeatMs: 5_000, count: 1,
    user: { userId: 'u1', username: 'Ada' },
    presences: [{ userId: 'u1', username: 'Ada' }],
    recent: { messages, nextCursor: null, prevCursor: null },
  };
}

export function messageAt(seq: number, content: ChatMessage['content'] = `text ${seq}`, epoch = EPOCH): ChatMessage {
  return { id: `${epoch}-${seq}`, seq, sender: 'Bob', senderId: 'u2', content, createTime: '2026-04-01T10:00:00.000Z' };
}

/** A room session without a connection: the test says what it tells. */
export function createFakeSession(roomName: string, emit: SessionListener, head = 0): FakeSession {
  const calls: string[] = [];
  let ended: EndEvent | null = null;
  let settle!: { resolve(snapshot: Snapshot): void; reject(error: RoomChatError): void };
  const ready = new Promise<Snapshot>((resolve, reject) => (settle = { resolve, reject }));
  ready.catch(() => {});

  return {
    calls,
    emit,
    open: () => settle.resolve(snapshotAt(head)),
    fail(error) {
      ended = { code: 'connection_lost', reason: error.message };
      settle.reject(error);
    },
    roomName,
    channelId: channelIdOf('test', roomName),
    streamKey: streamKeyOf(roomName),
    user: { userId: 'u1', username: 'Ada' },
    roster: createClientRoster([{ userId: 'u1', username: 'Ada' }], 1),
    ready,
    get state() {
      return ended ? 'ended' : 'connected';
    },
    get ended() {
      return ended;
    },
    async snapshot() {
      calls.push('snapshot');
      return snapshotAt(head);
    },
    async send(content) {
      calls.push(`send ${JSON.stringify(content)}`);
      return { success: true, id: `${EPOCH}-1`, seq: 1, createTime: '2026-04-01T10:00:00.000Z' };
    },
    async history(limit, cursor, forward) {
      calls.push(`history ${limit} ${cursor} ${forward}`);
      return { messages: [], nextCursor: null, prevCursor: null };
    },
    async moderate(request) {
      calls.push(`moderate ${JSON.stringify(request)}`);
      return { success: true };
    },
    async whisper(userId) {
      calls.push(`whisper ${userId}`);
      return { roomName: `whisper-${userId}` };
    },
    decode: (page) => decodePage(EPOCH, page),
    hurry: () => void calls.push('hurry'),
    close(event) {
      if (ended) return;
      ended = event;
      calls.push(`close ${event.code}`);
      settle.reject(new RoomChatError('left', 'unable to join; the room was left; join it again'));
      emit('state', 'ended');
      emit('end', event);
    },
  };
}
