// The floor that a hand-written server reaches: one loop, one serialisation for all receivers.
import { WebSocketServer } from 'ws';
import { answerParent } from '../lib/child.mjs';
import { usageActions } from '../lib/usage.mjs';

await answerParent(async () => {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
  const rooms = new Map();
  let seq = 0;
  server.on('connection', (socket, request) => {
    const { searchParams } = new URL(request.url, 'ws://localhost');
    const sender = searchParams.get('name');
    const name = searchParams.get('room');
    const members = rooms.get(name) ?? new Set();
    rooms.set(name, members.add(socket));
    socket.on('message', (data) => {
      const { content } = JSON.parse(data);
      const text = Buffer.from(JSON.stringify({ seq: ++seq, senderId: sender, sender, content, createTime: Date.now() }));
      for (const member of members) member.send(text, { binary: false });
    });
    socket.on('close', () => members.delete(socket));
  });
  await new Promise((resolve) => server.once('listening', resolve));
  return { ready: { port: server.address().port }, ...usageActions() };
});
