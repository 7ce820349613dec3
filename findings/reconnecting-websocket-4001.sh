#!/usr/bin/env bash
# Guess: a close code of 4000 and above, which is the application's word, is final, or at least asked about.
# Seen: reconnecting-websocket and partysocket come back after every code alike: a client whose token has ended asks
#   on for ever with the same token. Neither has an option for it, short of closing it by hand in onclose.
# Versions: reconnecting-websocket 4.4.0, partysocket 1.3.0, ws 8.23.0, Node 20.
# What to do: close() in the close listener where the code says so; on the server, count on clients that come back.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts \
  reconnecting-websocket@4.4.0 partysocket@1.3.0 ws@8.23.0
cat > test.mjs <<'JS'
import assert from 'node:assert/strict';
import {createRequire} from 'node:module';
import WebSocket, {WebSocketServer} from 'ws';

globalThis.WebSocket = WebSocket;
const require = createRequire(import.meta.url);
const Reconnecting = require('reconnecting-websocket');
const {WebSocket: Party} = await import('partysocket');

async function connections(Library, code) {
  let count = 0;
  const server = new WebSocketServer({port: 0, host: '127.0.0.1'});
  server.on('connection', socket => {
    count++;
    socket.close(code);
  });
  await new Promise(done => server.on('listening', done));
  const delays = {minReconnectionDelay: 100, maxReconnectionDelay: 200, WebSocket};
  const client = new Library(`ws://127.0.0.1:${server.address().port}/`, [], delays);
  await new Promise(wait => setTimeout(wait, 2000));
  client.close();
  return count;
}
for (const Library of [Reconnecting, Party]) {
  for (const code of [1000, 4001]) {
    assert.ok((await connections(Library, code)) > 3, `${Library.name} ${code}`);
  }
}
console.log('as described');
process.exit(0);
JS
timeout 60 node test.mjs
