#!/usr/bin/env bash
# Guess: a close code of 4000 and above belongs to the application, so the library does not reconnect after it, or asks.
# Seen: reconnecting-websocket and partysocket reconnect after every code. Neither has an option for it, other than to
#   call close() in onclose.
# Versions: reconnecting-websocket 4.4.0, partysocket 1.3.0, ws 8.23.0, Node 20.
# Why it matters: a client whose token has expired connects for ever with the same token.
# Feedhorn: the server closes with 4001 if a token has ended. docs/clients.md tells to close such clients by hand.
#   Limits of connections and requests bound the cost of clients that do not.
source "$(dirname "$0")/support/npm-packages.sh" reconnecting-websocket@4.4.0 partysocket@1.3.0 ws@8.23.0
cat > test.mjs <<'JS'
import assert from 'node:assert/strict';
import {once} from 'node:events';
import {createRequire} from 'node:module';
import WebSocket, {WebSocketServer} from 'ws';
import {pause} from './streams.mjs';

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
  await once(server, 'listening');
  const delays = {minReconnectionDelay: 100, maxReconnectionDelay: 200, WebSocket};
  const client = new Library(`ws://127.0.0.1:${server.address().port}/`, [], delays);
  await pause(2000);
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
