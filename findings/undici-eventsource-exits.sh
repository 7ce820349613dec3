#!/usr/bin/env bash
# Guess: a Node program that reads a feed with undici's EventSource runs until it closes the EventSource.
# Seen: the program ends as soon as the connection is lost, with exit code 0 and no output. The timer that undici
#   starts before it reconnects does not keep the process alive (undici calls unref on it). npm's eventsource keeps
#   the process alive.
# Versions: undici 6.29.1 and 7.30.2, eventsource 4.1.1, Node 20.
# Why it matters: a consumer stops for good at the server's first restart, and its supervisor sees a success.
# Feedhorn: the program in docs/clients.md keeps itself alive with setInterval(() => {}, 60_000).
source "$(dirname "$0")/support/npm-packages.sh" undici6@npm:undici@6.29.1 undici7@npm:undici@7.30.2 eventsource@4.1.1
cat > server.mjs <<'JS'
import {listen, stream} from './streams.mjs';
const server = await listen((request, response) => {
  stream(response, 'retry: 300\nevent: update\nid: 1\ndata: 1\n\n');
  setTimeout(() => response.destroy(), 300);
});
console.log(server.address().port);
JS
cat > reader.mjs <<'JS'
const [library, port] = process.argv.slice(2);
const {EventSource} = await import(library);
new EventSource(`http://127.0.0.1:${port}/`).addEventListener('update', () => console.log('update'));
JS
exec 3< <(exec node server.mjs)
started+=($!)
read -r port <&3

# Prints how often a reader connected in 4 s, and its exit code: 124 if it was still running.
reader() {
  local code=0
  timeout 4 node reader.mjs "$1" "$port" > out 2> err || code=$?
  echo "$1: $(grep -c update out) connections, exit code $code"
}
{ reader undici6; reader undici7; reader eventsource; } | tee result
grep -qx 'undici6: 1 connections, exit code 0' result
grep -qx 'undici7: 1 connections, exit code 0' result
grep -Eqx 'eventsource: [3-9] connections, exit code 124' result
