// Broadcast with ws: GET /sub?t=a,b subscribes; frames "topic\ntext" after GET /pub are published.
import { WebSocketServer } from 'ws';

const topics = new Map();
const server = new WebSocketServer({
  host: '127.0.0.1',
  port: Number(process.argv[2]),
  backlog: 4096,
  perMessageDeflate: false,
});

server.on('connection', (socket, request) => {
  const url = new URL(request.url, 'http://127.0.0.1');
  if (url.pathname === '/pub') {
    socket.on('message', publish);
  } else {
    subscribe(socket, url.searchParams.get('t').split(','));
  }
  socket.on('error', () => {});
});

function subscribe(socket, names) {
  for (const name of names) {
    if (!topics.has(name)) topics.set(name, new Set());
    topics.get(name).add(socket);
  }
  socket.on('close', () => names.forEach((name) => topics.get(name).delete(socket)));
}

function publish(message) {
  const line = message.indexOf(10);
  const text = message.subarray(line + 1);
  for (const socket of topics.get(message.toString('latin1', 0, line)) ?? []) {
    socket.send(text, { binary: false });
  }
}
