import { Agent, request } from 'node:http';
import { Packr } from '@colyseus/msgpackr';
import WebSocket from 'ws';

const JOIN_ROOM = 10;
const ERROR = 11;
const ROOM_DATA = 13;
/** As the client of Colyseus packs. */
const packr = new Packr();
const agent = new Agent({ keepAlive: true, maxSockets: 32 });

/**
 * The wire of Colyseus without its client, which would cost the load more than the server.
 * `onData(type, bytes, offset)` gets each message with the place where its payload begins.
 */
export async function openColyseusSocket({ port, roomType, options, onData, onOpen }) {
  const { room, sessionId } = await matchmake(port, roomType, options);
  const socket = new WebSocket(`ws://127.0.0.1:${port}/${room.processId}/${room.roomId}?sessionId=${sessionId}`, { perMessageDeflate: false, skipUTF8Validation: true });
  await new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.once('close', (code) => reject(new Error(`the socket closed with ${code}`)));
    if (onOpen) socket.once('open', onOpen);
    socket.on('message', (bytes) => {
      switch (bytes[0]) {
        case JOIN_ROOM:
          socket.send(Buffer.of(JOIN_ROOM));
          resolve();
          break;
        case ERROR:
          reject(new Error(`refused: ${bytes.toString('latin1')}`));
          break;
        case ROOM_DATA: {
          const length = bytes[1] & 0x1f;
          onData(bytes.latin1Slice(2, 2 + length), bytes, 2 + length);
        }
      }
    });
  });
  return {
    send(type, payload) {
      const body = packr.pack(payload);
      const frame = Buffer.allocUnsafe(2 + type.length + body.length);
      frame[0] = ROOM_DATA;
      frame[1] = 0xa0 | type.length;
      frame.latin1Write(type, 2);
      frame.set(body, 2 + type.length);
      socket.send(frame);
    },
    close: () => socket.terminate(),
  };
}

function matchmake(port, roomType, options) {
  return new Promise((resolve, reject) => {
    const post = request({ agent, host: '127.0.0.1', port, method: 'POST', path: `/matchmake/joinOrCreate/${roomType}`, headers: { 'content-type': 'application/json' } }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (part) => (body += part)).on('end', () => {
        const answer = JSON.parse(body);
        if (answer.error) reject(new Error(`refused: ${answer.error}`));
        else resolve(answer);
      });
    });
    // A server may close an idle connection in the moment in which it is used again.
    post.on('error', (error) => (post.reusedSocket && error.code === 'ECONNRESET' ? matchmake(port, roomType, options).then(resolve, reject) : reject(error)));
    post.end(JSON.stringify(options));
  });
}
