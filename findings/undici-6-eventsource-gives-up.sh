#!/usr/bin/env bash
# Guess: an EventSource keeps trying to reconnect while nothing listens on the server's port.
# Seen: undici 6 reconnects once after it lost a connection. If that connection is refused, it is closed for good.
#   undici 7 and npm's eventsource keep trying.
# Versions: undici 6.29.1 and 7.30.2, eventsource 4.1.1, Node 20.
# Why it matters: a restart of one second loses every such reader.
# Feedhorn: the server cannot answer while it is down. docs/clients.md asks for undici 7 (Node 20.18.1 or later).
source "$(dirname "$0")/support/npm-packages.sh" undici6@npm:undici@6.29.1 undici7@npm:undici@7.30.2 eventsource@4.1.1
cat > test.mjs <<'JS'
import assert from 'node:assert/strict';
import {listen, pause, stream, urlOf} from './streams.mjs';

setInterval(() => {}, 1000); // keeps the process alive, which undici does not
const answer = (request, response) => stream(response, 'retry: 200\nid: 1\ndata: 1\n\n');

/** The state of an EventSource after its server was down for a second: 1 is open, 2 is closed. */
async function stateAfterRestart(library) {
  const {EventSource} = await import(library);
  const server = await listen(answer);
  const {port} = server.address();
  const source = new EventSource(urlOf(server));
  await new Promise(done => source.addEventListener('message', done));
  server.closeAllConnections();
  await new Promise(done => server.close(done));
  await pause(1000);
  await listen(answer, port);
  await pause(2000);
  return source.readyState;
}
assert.equal(await stateAfterRestart('undici6'), 2);
assert.equal(await stateAfterRestart('undici7'), 1);
assert.equal(await stateAfterRestart('eventsource'), 1);
console.log('as described');
process.exit(0);
JS
timeout 60 node --no-warnings test.mjs
