// Rooms with Socket.IO over WebSocket alone, without its client's heartbeats, which would be noise.
import { createServer } from 'node:http';
import { Server } from 'socket.io';

const http = createServer();
const io = new Server(http, {
  transports: ['websocket'],
  pingInterval: 3_600_000,
  perMessageDeflate: false,
});

io.on('connection', (socket) => {
  socket.on('sub', (topics) => {
    socket.join(topics);
    socket.emit('joined');
  });
  socket.on('pub', (topic, text) => io.to(topic).emit('u', text));
});

http.listen({ host: '127.0.0.1', port: Number(process.argv[2]), backlog: 4096 });
