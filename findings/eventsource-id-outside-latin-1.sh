#!/usr/bin/env bash
# Guess: the id of an event may be any text, such as a topic in Japanese.
# Seen: where it has a character above U+00FF, an EventSource in Node never connects again: each try fails before
#   a request is sent, for ever, in state CONNECTING; undici 6 closes for good. eventsource 2 throws, which ends the process. Up to U+00FF
#   (é) it comes back as Latin-1, where browsers send UTF-8: a server that reads UTF-8 gets another id.
# Versions: eventsource 4.1.1 and 2.0.2, undici 6.29.1 and 7.30.2, Node 20.
# What to do: ids of ASCII only; percent-encode what is not.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts \
  eventsource@4.1.1 eventsource2@npm:eventsource@2.0.2 undici@6.29.1 undici7@npm:undici@7.30.2
cat > test.mjs <<'JS'
import assert from 'node:assert/strict';
import http from 'node:http';

const [library, id] = process.argv.slice(2);
const module = await import(library);
const EventSource = module.EventSource ?? module.default;
const ids = [];
let errors = 0;
let thrown = '';
process.on('uncaughtException', error => (thrown = error.message));
const server = http.createServer((request, response) => {
  const bytes = request.headers['last-event-id'];
  if (bytes !== undefined) ids.push(bytes);
  response.writeHead(200, {'content-type': 'text/event-stream'});
  response.end(`retry: 100\nid: ${id}\ndata: 1\n\n`);
});
server.listen(0, '127.0.0.1', () => {
  const source = new EventSource(`http://127.0.0.1:${server.address().port}/`);
  source.onerror = () => errors++;
  setTimeout(() => {
    console.log(JSON.stringify({ids: [...new Set(ids)], errors: errors > 3, state: source.readyState, thrown}));
    process.exit(0);
  }, 2000);
});
JS
for library in eventsource undici undici7; do
  got=$(node --no-warnings test.mjs "$library" 価格)
  echo "$library 価格: $got"
  if [[ $library == undici ]]; then
    [[ $got == '{"ids":[],"errors":false,"state":2,"thrown":""}' ]]
  else
    [[ $got == '{"ids":[],"errors":true,"state":0,"thrown":""}' ]]
  fi
  got=$(node --no-warnings test.mjs "$library" café)
  echo "$library café: $got"
  # What Node shows of the header is one character a byte: é came as the one byte of Latin-1.
  [[ $got == *'"ids":["café"]'* ]]
done
got=$(node --no-warnings test.mjs eventsource2 価格)
echo "eventsource2 価格: $got"
[[ $got == *'Invalid character in header content'* ]]
