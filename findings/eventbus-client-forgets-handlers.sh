#!/usr/bin/env bash
# Guess: the event-bus client of Vert.x with enableReconnect(true) registers its handlers again after a reconnect.
# Seen: the client forgets its handlers. The connection is open and pings go on, but no message arrives any more,
#   unless the program registers in onopen, which the client calls after each reconnect.
# Versions: @vertx/eventbus-bridge-client.js 1.0.0, sockjs 0.3.24 as the server, Node 20.
# Why it matters: after one restart of the server each such page is connected and silent. Neither side sees an error.
# Feedhorn: the server cannot know what a client wants. docs/clients.md registers in onopen, with the last cursor.
source "$(dirname "$0")/support/npm-packages.sh" @vertx/eventbus-bridge-client.js@1.0.0 sockjs@0.3.24
cat > test.mjs <<'JS'
import assert from 'node:assert/strict';
import EventBus from '@vertx/eventbus-bridge-client.js';
import sockjs from 'sockjs';
import {listen, pause, urlOf} from './streams.mjs';

/** The types of the messages on the first two connections; the server closes the first connection. */
async function sent(prepare) {
  const connections = [];
  const bridge = sockjs.createServer({log: () => {}});
  bridge.on('connection', connection => {
    const types = [];
    connections.push(types);
    connection.on('data', text => types.push(JSON.parse(text).type));
    if (connections.length === 1) setTimeout(() => connection.close(), 300);
  });
  const server = await listen();
  bridge.installHandlers(server, {prefix: '/eventbus'});
  const times = {vertxbus_reconnect_delay_min: 100, vertxbus_reconnect_delay_max: 200, vertxbus_ping_interval: 400};
  const bus = new EventBus(`${urlOf(server)}eventbus`, times);
  bus.enableReconnect(true);
  prepare(bus);
  await pause(3000);
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
