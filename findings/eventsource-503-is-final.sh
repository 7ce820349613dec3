#!/usr/bin/env bash
# Guess: an EventSource that is answered 503 with Retry-After comes back, since it reconnects by itself.
# Seen: it is closed for good, at the first request and at a reconnect. So says the standard (WHATWG HTML, 9.2.3:
#   any status but 200 fails the connection), and browsers do the same. A server that sheds load by 503, or a
#   proxy that answers 502 during a restart, loses every reader until its page is loaded anew.
# Versions: eventsource 4.1.1, undici 6.29.1, Node 20.
# What to do: answer 200 with text/event-stream, retry: and the end.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts eventsource@4.1.1 undici@6.29.1
cat > test.mjs <<'JS'
import assert from 'node:assert/strict';
import http from 'node:http';

async function requestsAndState(library, statuses) {
  const {EventSource} = await import(library);
  let requests = 0;
  const server = http.createServer((request, response) => {
    const status = statuses[requests++] ?? 200;
    const headers = {'retry-after': '1', 'content-type': 'text/event-stream'};
    response.writeHead(status, headers).end('retry: 100\ndata: 1\n\n');
  });
  await new Promise(done => server.listen(0, '127.0.0.1', done));
  const source = new EventSource(`http://127.0.0.1:${server.address().port}/`);
  await new Promise(wait => setTimeout(wait, 3000));
  const state = source.readyState;
  source.close();
  return `${Math.min(requests, 5)} requests, state ${state}`;
}
for (const library of ['eventsource', 'undici']) {
  assert.equal(await requestsAndState(library, [503]), '1 requests, state 2');
  assert.equal(await requestsAndState(library, [200, 503]), '2 requests, state 2');
  assert.match(await requestsAndState(library, [200, 200]), /^5 requests, state [01]$/);
}
console.log('as described');
process.exit(0);
JS
timeout 60 node --no-warnings test.mjs
