#!/usr/bin/env bash
# Guess: an EventSource that reconnects goes on trying while nobody listens at the server's port.
# Seen: undici 6 reconnects once after a cut; where that connection is refused, or reset before an answer, it is
#   closed for good, with two error events. A restart of a second loses every such reader. undici 7 and npm's
#   eventsource go on.
# Versions: undici 6.29.1 and 7.30.2, eventsource 4.1.1, Node 20.
# What to do: undici 7 (Node 20.18.1 and later).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts \
  undici6@npm:undici@6.29.1 undici7@npm:undici@7.30.2 eventsource@4.1.1
cat > test.mjs <<'JS'
import assert from 'node:assert/strict';
import http from 'node:http';

const pause = ms => new Promise(done => setTimeout(done, ms));
const keepAlive = setInterval(() => {}, 1000);

/** Where an EventSource is after its server was away for a second: 1 is open, 2 closed. */
async function stateAfterARestart(library) {
  const {EventSource} = await import(library);
  const answer = (request, response) => {
    response.writeHead(200, {'content-type': 'text/event-stream'});
    response.write('retry: 200\nid: 1\ndata: 1\n\n');
  };
  const server = http.createServer(answer);
  await new Promise(done => server.listen(0, '127.0.0.1', done));
  const {port} = server.address();
  const source = new EventSource(`http://127.0.0.1:${port}/`);
  await new Promise(done => source.addEventListener('message', done));
  server.closeAllConnections();
  await new Promise(done => server.close(done));
  await pause(1000);
  const next = http.createServer(answer);
  await new Promise(done => next.listen(port, '127.0.0.1', done));
  await pause(2000);
  return source.readyState;
}
assert.equal(await stateAfterARestart('undici6'), 2);
assert.equal(await stateAfterARestart('undici7'), 1);
assert.equal(await stateAfterARestart('eventsource'), 1);
console.log('as described');
process.exit(0);
JS
timeout 60 node --no-warnings test.mjs
