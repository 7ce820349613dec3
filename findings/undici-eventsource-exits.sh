#!/usr/bin/env bash
# Guess: a Node program that reads a feed by undici's EventSource runs until it closes it.
# Seen: the program ends, with exit code 0 and without a word, as soon as the connection is lost: the timer
#   that undici waits on before it reconnects does not keep the process alive (it is unref'd). npm's
#   eventsource keeps it alive. So a consumer stops for good at the server's first restart, and its
#   supervisor sees a success.
# Versions: undici 6.29.1 and 7.30.2, eventsource 4.1.1, Node 20.
# What to do: keep the process alive by something else, such as setInterval(() => {}, 60_000).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts \
  undici6@npm:undici@6.29.1 undici7@npm:undici@7.30.2 eventsource@4.1.1

cat > server.mjs <<'JS'
import http from 'node:http';
http.createServer((request, response) => {
  response.writeHead(200, {'content-type': 'text/event-stream'});
  response.write('retry: 300\nevent: update\nid: 1\ndata: 1\n\n');
  setTimeout(() => response.destroy(), 300);
}).listen(0, '127.0.0.1', function () { console.log(this.address().port); });
JS
cat > reader.mjs <<'JS'
const [library, port] = process.argv.slice(2);
const {EventSource} = await import(library);
new EventSource(`http://127.0.0.1:${port}/`).addEventListener('update', () => console.log('update'));
JS

exec 3< <(exec node server.mjs)
server=$!
trap 'kill "$server"; rm -rf "$folder"' EXIT
read -r port <&3

# Prints how often a reader connected in 4 s, and how it ended: 124 is that it still ran.
reader() {
  local code=0
  timeout 4 node reader.mjs "$1" "$port" > out 2> err || code=$?
  echo "$1: $(grep -c update out) connections, exit code $code"
}
{ reader undici6; reader undici7; reader eventsource; } | tee result
grep -qx 'undici6: 1 connections, exit code 0' result
grep -qx 'undici7: 1 connections, exit code 0' result
grep -Eqx 'eventsource: [3-9] connections, exit code 124' result
