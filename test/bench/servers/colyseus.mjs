// Colyseus as it comes: a room that broadcasts what it gets.
import { createServer } from 'node:http';
import { Room, Server } from '@colyseus/core';
import { WebSocketTransport } from '@colyseus/ws-transport';
import { answerParent } from '../lib/child.mjs';
import { usageActions } from '../lib/usage.mjs';

let seq = 0;

class Chat extends Room {
  onCreate() {
    this.patchRate = null;
    this.onMessage('send', (client, { content }) => {
      this.broadcast('message', { seq: ++seq, senderId: client.sessionId, sender: client.userData, content, createTime: Date.now() });
    });
  }

  onJoin(client, { name }) {
    client.userData = name;
  }
}

await answerParent(async () => {
  const http = createServer();
  const server = new Server({ greet: false, gracefullyShutdown: false, transport: new WebSocketTransport({ server: http }) });
  server.define('chat', Chat).filterBy(['room']);
  await server.listen(0, '127.0.0.1');
  return { ready: { port: http.address().port }, ...usageActions() };
});
