#!/usr/bin/env bash
# Guess: what a page sends in onopen, such as its token or its subscriptions, is the first message of each connection.
# Seen: reconnecting-websocket and partysocket first send what the page has sent while there was no connection, and then
#   call onopen. So the token comes after the messages that need it. Their documentation does not mention the order.
# Versions: reconnecting-websocket 4.4.0, partysocket 1.3.0, ws 8.23.0, Node 20.
# Why it matters: a server whose first message must be a login refuses the message or the connection, only for users who
#   did something during an outage. `maxEnqueuedMessages: 0` drops such messages instead.
# Feedhorn: a connection is authenticated by its request (docs/access.md). A message that needs more is answered with an
#   error that has its `id`, and the connection stays open.
source "$(dirname "$0")/support/npm-packages.sh" reconnecting-websocket@4.4.0 partysocket@1.3.0 ws@8.23.0
cat > experiment.mjs <<'JS'
import {once} from 'node:events';
import {WebSocket as PartySocket} from 'partysocket';
import module from 'reconnecting-websocket';
import WebSocket, {WebSocketServer} from 'ws';

const server = new WebSocketServer({port: 0, host: '127.0.0.1'});
await once(server, 'listening');

/** Returns the first two messages of the next connection. */
async function firstTwo() {
  const [connection] = await once(server, 'connection');
  const messages = [];
  await new Promise(done => connection.on('message', message => messages.push(String(message)) === 2 && done()));
  return [connection, messages.join(', ')];
}

const results = [];
for (const Client of [module.default ?? module, PartySocket]) {
  let next = firstTwo();
  const client = new Client(`ws://127.0.0.1:${server.address().port}`, [], {WebSocket, minReconnectionDelay: 500});
  client.onopen = () => client.send('login');
  client.send('publish');
  const [connection, first] = await next;
  next = firstTwo();
  const closed = new Promise(done => client.addEventListener('close', done, {once: true}));
  connection.terminate();
  await closed;
  client.send('publish');
  const [, second] = await next;
  client.close();
  results.push(first, second);
}
console.log(results);
process.exit(results.every(order => order === 'publish, login') ? 0 : 1);
JS
timeout 60 node experiment.mjs
