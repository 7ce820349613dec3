// Rooms of Socket.IO, with WebSockets only and without heartbeats, which would affect the measurement.
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
