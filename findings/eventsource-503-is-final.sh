#!/usr/bin/env bash
# Guess: an EventSource reconnects by itself, so it comes back after a 503 with Retry-After.
# Seen: an EventSource is closed for good, at its first request and at a reconnect. The standard says so (WHATWG HTML,
#   9.2.3: any status but 200 fails the connection), and browsers do the same.
# Versions: eventsource 4.1.1, undici 6.29.1, Node 20.
# Why it matters: a server that sheds load with 503, or a proxy that answers 502 during a restart, loses every reader
#   until its page is loaded again.
# Feedhorn: the server answers such a request for an event stream with 200, `retry:`, an event `unavailable` and the
#   end. docs/proxies.md makes proxies answer the same.
source "$(dirname "$0")/support/npm-packages.sh" eventsource@4.1.1 undici@6.29.1
cat > test.mjs <<'JS'
import assert from 'node:assert/strict';
import {listen, pause, urlOf} from './streams.mjs';

async function requestsAndState(library, statuses) {
  const {EventSource} = await import(library);
  let requests = 0;
  const server = await listen((request, response) => {
    const status = statuses[requests++] ?? 200;
    const headers = {'retry-after': '1', 'content-type': 'text/event-stream'};
    response.writeHead(status, headers).end('retry: 100\ndata: 1\n\n');
  });
  const source = new EventSource(urlOf(server));
  await pause(3000);
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
