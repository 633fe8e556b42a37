import { randomUUID } from 'node:crypto';
import { unpack } from '@colyseus/msgpackr';
import { io } from 'socket.io-client';
import WebSocket from 'ws';
import { openColyseusSocket } from './colyseusSocket.mjs';
import { countMessages } from './countMessages.mjs';

/**
 * One client of each kind of server. `onMessages(count, texts)` gets what arrived: texts only where
 * `read` is set, as most receivers of a load only count. `onAck(clientId)` where the server has acks.
 * @typedef {{ port: number, room: string, name: string, read: boolean, onMessages(count: number, texts: string[] | null): void, onAck?(clientId: string): void, persistence?: boolean }} ClientOptions
 */
export const clients = {
  async 'room-chat'({ port, room, name, read, onMessages, onAck, onSnapshot, onOpen, persistence = true }) {
    const options = { protocol: 1, appId: 'bench', roomName: room, persistence, hidden: false, guest: { username: name } };
    const entered = Promise.withResolvers?.() ?? deferred();
    const socket = await openColyseusSocket({
      port,
      roomType: 'room_chat',
      options,
      onOpen,
      onData(type, bytes, offset) {
        if (type === 'batch') {
          if (!read) return onMessages(countMessages(bytes, offset), null);
          const { messages } = unpack(bytes.subarray(offset));
          onMessages(messages.length, messages.map((message) => message[3]));
        } else if (type === 'ack' && onAck) {
          for (const ack of [unpack(bytes.subarray(offset))].flat()) {
            if (ack.error) throw new Error(`a send was refused: ${ack.error.message}`);
            onAck(ack.clientId);
          }
        } else if (type === 'snapshot') {
          onSnapshot?.(unpack(bytes.subarray(offset)));
          entered.resolve();
        }
      },
    });
    await entered.promise;
    return {
      send(content, clientId = timeOrderedId()) {
        socket.send('send', { clientId, content });
      },
      close: socket.close,
    };
  },

  async colyseus({ port, room, name, read, onMessages }) {
    const socket = await openColyseusSocket({
      port,
      roomType: 'chat',
      options: { room, name },
      onData: (_type, bytes, offset) => onMessages(1, read ? [unpack(bytes.subarray(offset)).content] : null),
    });
    return { send: (content) => socket.send('send', { content }), close: socket.close };
  },

  async ws({ port, room, name, read, onMessages }) {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/?room=${room}&name=${name}`, { perMessageDeflate: false, skipUTF8Validation: true });
    socket.on('message', (data) => onMessages(1, read ? [JSON.parse(data).content] : null));
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
    return { send: (content) => socket.send(JSON.stringify({ content })), close: () => socket.terminate() };
  },

  async socketio({ port, room, name, read, onMessages }) {
    const socket = io(`http://127.0.0.1:${port}`, { transports: ['websocket'], forceNew: true, reconnection: false, query: { room, name } });
    socket.on('message', ({ content }) => onMessages(1, read ? [content] : null));
    await new Promise((resolve, reject) => socket.once('connect', resolve).once('connect_error', reject));
    return { send: (content) => socket.emit('send', { content }), close: () => socket.disconnect() };
  },
};

/** A UUID of version 7, as our client makes them. */
function timeOrderedId() {
  const random = randomUUID();
  const time = Date.now().toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${random.slice(15)}`;
}

function deferred() {
  const result = {};
  result.promise = new Promise((resolve, reject) => Object.assign(result, { resolve, reject }));
  return result;
}
