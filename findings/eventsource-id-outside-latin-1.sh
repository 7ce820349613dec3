#!/usr/bin/env bash
# Guess: the id of an event may be any text, such as a topic in Japanese.
# Seen: if the id has a character above U+00FF, an EventSource in Node never connects again. eventsource 4 and undici 7
#   fail before they send a request, for ever, in state CONNECTING. undici 6 closes for good. eventsource 2 throws,
#   which ends the process. Up to U+00FF (é) the id comes back as Latin-1, where browsers send UTF-8.
# Versions: eventsource 4.1.1 and 2.0.2, undici 6.29.1 and 7.30.2, Node 20.
# Why it matters: one event with such an id ends the feed of every reader in Node at its next reconnect. A server that
#   decodes UTF-8 reads another id than it sent.
# Feedhorn: cursors are ASCII.
source "$(dirname "$0")/support/npm-packages.sh" \
  eventsource@4.1.1 eventsource2@npm:eventsource@2.0.2 undici@6.29.1 undici7@npm:undici@7.30.2
cat > test.mjs <<'JS'
import {listen, pause, stream, urlOf} from './streams.mjs';

const [library, id] = process.argv.slice(2);
const module = await import(library);
const EventSource = module.EventSource ?? module.default;
const ids = [];
let errors = 0;
let thrown = '';
process.on('uncaughtException', error => (thrown = error.message));
const server = await listen((request, response) => {
  const bytes = request.headers['last-event-id'];
  if (bytes !== undefined) ids.push(bytes);
  stream(response, `retry: 100\nid: ${id}\ndata: 1\n\n`).end();
});
const source = new EventSource(urlOf(server));
source.onerror = () => errors++;
await pause(2000);
console.log(JSON.stringify({ids: [...new Set(ids)], errors: errors > 3, state: source.readyState, thrown}));
process.exit(0);
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
  # Node shows each byte of the header as one character: é arrived as the one byte of Latin-1.
  [[ $got == *'"ids":["café"]'* ]]
done
got=$(node --no-warnings test.mjs eventsource2 価格)
echo "eventsource2 価格: $got"
[[ $got == *'Invalid character in header content'* ]]
