import type { ColyseusRoomLike } from '../client/colyseusRoom.js';
import { pack, unpackAll } from './messagePack.js';

/** A place in a Colyseus room that can be taken by opening a socket. */
export interface PageRoom extends ColyseusRoomLike {
  open(address: string): Promise<ColyseusRoomLike>;
}

/** What a frame between a Colyseus room and its client begins with. Frames of room states are passed over: chat has none. */
const JOINED = 10;
const REFUSED = 11;
const LEAVE = 12;
const DATA = 13;

/** How many bytes of a number or of a text's length follow the first one, in a refusal. */
const LENGTHS: Record<number, number> = { 0xcc: 1, 0xcd: 2, 0xce: 4, 0xd9: 1, 0xda: 2, 0xdb: 4 };

export function createPageRoom(): PageRoom {
  let socket: WebSocket | undefined;
  let joined = false;
  let onMessage: (type: string, message: unknown) => void = () => {};
  let onLeave: (code: number, reason: string) => void = () => {};

  const room: PageRoom = {
    open: (address) => new Promise((resolve, reject) => {
      socket = new WebSocket(address);
      socket.binaryType = 'arraybuffer';
      socket.onmessage = ({ data }: MessageEvent<ArrayBuffer>) => {
        const bytes = new Uint8Array(data);
        if (bytes[0] === JOINED) {
          joined = true;
          write([JOINED]);
          resolve(room);
        } else if (bytes[0] === DATA) {
          const [type, message] = unpackAll(bytes, 1);
          onMessage(type as string, message);
        } else if (bytes[0] === REFUSED) {
          reject(new Error(refusalIn(bytes)));
        } else if (bytes[0] === LEAVE) {
          room.leave();
        }
      };
      socket.onclose = ({ code, reason }) => {
        if (joined) onLeave(code, reason);
        else reject(new Error(reason || `the socket was closed with code ${code}`));
      };
    }),
    send: (type, message) => write(pack(message, pack(type, [DATA]))),
    leave(consented = true) {
      if (consented) write([LEAVE]);
      else socket?.close();
    },
    // Chat listens once for each, for as long as the room lives.
    onMessage: (_every, callback) => (onMessage = callback),
    onLeave: (callback) => (onLeave = callback),
    onError() {},
  };

  function write(bytes: number[]): void {
    socket?.send(new Uint8Array(bytes));
  }

  return room;
}

/** The text of a refusal: it stands after the code, to the end of the frame. */
function refusalIn(bytes: Uint8Array): string {
  const after = (at: number): number => at + 1 + (LENGTHS[bytes[at]!] ?? 0);
  return new TextDecoder().decode(bytes.subarray(after(after(1))));
}
