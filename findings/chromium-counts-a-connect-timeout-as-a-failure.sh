#!/usr/bin/env bash
# Guess: a page that gives each WebSocket 0.9 s to open, and then makes a new one, is connected soon after its server is
#   back.
# Seen: it is not. After failed attempts Chromium waits before it connects, in the end 1 to 5 s, and tells nobody. A
#   WebSocket that the page closes meanwhile counts as one more failure, so the wait stays longer than the page's
#   patience: no handshake reaches the server, which answers requests all the time. One without the timeout is open
#   within seconds.
# Version: Chromium 156.0.8078.114 (Debian 12), ws 8.23.0, Node 20.
# Why it matters: a timeout that is meant for dead connections turns an outage of twenty seconds into one that goes on
#   when the server is back.
# Feedhorn: the browser client gives an attempt 5 s, and more in each round, and then takes an event stream
#   (docs/client.md, "Transports").
source "$(dirname "$0")/support/npm-packages.sh" ws@8.23.0
source "$support/chromium.sh"
cat > experiment.mjs <<'JS'
import {WebSocketServer} from 'ws';
import {reportOf} from './chromium.mjs';
import {listen} from './streams.mjs';

const AWAY_MILLIS = 20_000;
const BACK_MILLIS = 15_000;
const sockets = new WebSocketServer({noServer: true});
let handshakes = 0;

async function start(port) {
  const server = await listen((request, response) => {
    response.setHeader('access-control-allow-origin', '*');
    response.end();
  }, port);
  server.on('upgrade', (...handshake) => sockets.handleUpgrade(...handshake, () => handshakes++));
  return server;
}

const server = await start();
const {port} = server.address();
const got = await reportOf({
  '/': `(async () => {
    const connect = patience => new Promise(done => {
      const socket = new WebSocket('ws://127.0.0.1:${port}/');
      const timer = patience && setTimeout(() => socket.close(), patience);
      socket.onopen = () => {
        clearTimeout(timer);
        done(true);
      };
      socket.onclose = () => {
        clearTimeout(timer);
        done(false);
      };
    });
    const answers = () => fetch('http://127.0.0.1:${port}/', {cache: 'no-store'}).then(() => true, () => false);
    const first = await connect(900);
    await fetch('/leave');
    let tries = 0;
    let requests = 0;
    const end = performance.now() + ${AWAY_MILLIS + BACK_MILLIS};
    for (let open; !open && performance.now() < end; tries++) {
      open = await connect(900);
      if (await answers()) requests++;
      await pause(200);
    }
    const start = performance.now();
    const open = await connect();
    report({first, tries, requests, open, seconds: (performance.now() - start) / 1000});
  })()`,
  '/leave': (request, response) => {
    server.close();
    server.closeAllConnections();
    sockets.clients.forEach(socket => socket.terminate());
    setTimeout(start, AWAY_MILLIS, port);
    response.end();
  },
});
console.log(`${got.tries} WebSockets with a timeout, ${got.requests} requests answered meanwhile; without it open: ` +
    `${got.open}, after ${got.seconds.toFixed(1)} s; ${handshakes} handshakes in all`);
process.exit(got.first && got.requests > 5 && got.open && handshakes === 2 ? 0 : 1);
JS
node experiment.mjs
