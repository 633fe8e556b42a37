import { createServer } from 'node:http';
import { Server } from 'socket.io';
import { answerParent } from '../lib/child.mjs';
import { usageActions } from '../lib/usage.mjs';

await answerParent(async () => {
  const http = createServer();
  const io = new Server(http, { transports: ['websocket'], serveClient: false });
  let seq = 0;
  io.on('connection', (socket) => {
    const { room, name } = socket.handshake.query;
    void socket.join(room);
    socket.on('send', ({ content }) => {
      io.to(room).emit('message', { seq: ++seq, senderId: socket.id, sender: name, content, createTime: Date.now() });
    });
  });
  await new Promise((resolve) => http.listen(0, '127.0.0.1', resolve));
  return { ready: { port: http.address().port }, ...usageActions() };
});
