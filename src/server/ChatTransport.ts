import type { EventEmitter } from 'node:events';
import { WebSocketTransport } from '@colyseus/ws-transport';
import { systemClock } from '../protocol/clock.js';
import { createTurns } from './turns.js';

/** A socket, as Colyseus counts its unanswered pings. */
interface PingedSocket {
  pingCount: number;
  ping(): void;
  terminate(): void;
  once(event: 'close', listener: () => void): void;
}

/** Colyseus' transport, which pings its connections in turns instead of all in one go. */
export class ChatTransport extends WebSocketTransport {
  protected override autoTerminateUnresponsiveClients(pingIntervalMs: number, maxRetries: number): void {
    const turns = createTurns<PingedSocket>({
      clock: systemClock,
      periodMs: pingIntervalMs,
      visit(socket) {
        if (socket.pingCount >= maxRetries) return socket.terminate();
        socket.pingCount++;
        socket.ping();
      },
    });
    (this.wss as EventEmitter).on('connection', (socket: PingedSocket) => {
      turns.add(socket);
      socket.once('close', () => turns.delete(socket));
    });
    this.server!.once('close', () => turns.close());
  }
}
