#!/usr/bin/env bash
# Guess: the event-bus client of Vert.x, asked to reconnect, registers its handlers anew when it has.
# Seen: it forgets them. The connection is there, pings go on, and no message ever comes again, unless the program
#   registers in onopen, which is called after each reconnect too.
# Versions: @vertx/eventbus-bridge-client.js 1.0.0, sockjs 0.3.24 as the server, Node 20.
# What to do: register in onopen, with the position of the last message.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts \
  @vertx/eventbus-bridge-client.js@1.0.0 sockjs@0.3.24
cat > test.mjs <<'JS'
import assert from 'node:assert/strict';
import http from 'node:http';
import EventBus from '@vertx/eventbus-bridge-client.js';
import sockjs from 'sockjs';

/** What the server is sent on its first two connections; the first one it cuts. */
async function sent(prepare) {
  const connections = [];
  const bridge = sockjs.createServer({log: () => {}});
  bridge.on('connection', connection => {
    const types = [];
    connections.push(types);
    connection.on('data', text => types.push(JSON.parse(text).type));
    if (connections.length === 1) setTimeout(() => connection.close(), 300);
  });
  const server = http.createServer();
  bridge.installHandlers(server, {prefix: '/eventbus'});
  await new Promise(done => server.listen(0, '127.0.0.1', done));
  const times = {vertxbus_reconnect_delay_min: 100, vertxbus_reconnect_delay_max: 200, vertxbus_ping_interval: 400};
  const bus = new EventBus(`http://127.0.0.1:${server.address().port}/eventbus`, times);
  bus.enableReconnect(true);
  prepare(bus);
  await new Promise(wait => setTimeout(wait, 3000));
  bus.enableReconnect(false);
  bus.close();
  return connections.slice(0, 2).map(types => [...new Set(types)].sort().join());
}
let once = false;
const registeredOnce = await sent(bus => {
  bus.onopen = () => {
    if (!once) bus.registerHandler('a', () => {});
    once = true;
  };
});
assert.deepEqual(registeredOnce, ['ping,register', 'ping']);
const registeredEachTime = await sent(bus => {
  bus.onopen = () => bus.registerHandler('a', () => {});
});
assert.deepEqual(registeredEachTime, ['ping,register', 'ping,register']);
console.log('as described');
process.exit(0);
JS
timeout 60 node --no-warnings test.mjs
