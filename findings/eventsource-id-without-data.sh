#!/usr/bin/env bash
# Guess: a block of an id alone moves an EventSource's position, as the standard says (WHATWG HTML, 9.2.6): "set the
#   last event ID" comes before "if the data buffer is an empty string, return".
# Seen: npm's eventsource passes over such a block, and so does everything that is built on eventsource-parser.
#   It comes back with the id before it; a reader that has had no other comes back with none, and what was sent in
#   between is lost without a word. undici's EventSource follows the standard.
# Versions: eventsource 4.1.1 and 3.0.7, undici 6.29.1, Node 20.
# What to do: move the position by an event with data that nobody listens to.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts \
  eventsource@4.1.1 eventsource3@npm:eventsource@3.0.7 undici@6.29.1
cat > test.mjs <<'JS'
import assert from 'node:assert/strict';
import http from 'node:http';

async function idAfterTheCut(library) {
  const {EventSource} = await import(library);
  return new Promise(resolve => {
    let connections = 0;
    const server = http.createServer((request, response) => {
      if (++connections === 2) resolve(request.headers['last-event-id']);
      response.writeHead(200, {'content-type': 'text/event-stream'});
      response.end('retry: 100\nid: 1\ndata: 1\n\nid: 5\n\n');
    });
    server.listen(0, '127.0.0.1', () => new EventSource(`http://127.0.0.1:${server.address().port}/`));
  });
}
assert.equal(await idAfterTheCut('eventsource'), '1');
assert.equal(await idAfterTheCut('eventsource3'), '1');
assert.equal(await idAfterTheCut('undici'), '5');
console.log('as described');
process.exit(0);
JS
timeout 60 node --no-warnings test.mjs
