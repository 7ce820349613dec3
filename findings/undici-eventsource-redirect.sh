#!/usr/bin/env bash
# Guess: an EventSource that was redirected to a node asks its own URL again if it loses that node.
# Seen: npm's eventsource does. undici's EventSource asks the node to which it was redirected, after 307 as after 301,
#   as long as the process lives.
# Versions: undici 6.29.1 and 7.30.2, eventsource 4.1.1, Node 20.
# Why it matters: if a load balancer sends readers to nodes by redirects, the readers of a node that is gone never come
#   back to the load balancer.
# Feedhorn: the server never redirects event streams. Its configurations for several nodes use proxies
#   (docs/proxies.md).
source "$(dirname "$0")/support/npm-packages.sh" eventsource@4.1.1 undici@6.29.1 undici7@npm:undici@7.30.2
cat > test.mjs <<'JS'
import assert from 'node:assert/strict';
import {listen, pause, urlOf} from './streams.mjs';

/** The first requests in order: b is the load balancer, n is the node. */
async function asked(library, status) {
  const {EventSource} = await import(library);
  let asked = '';
  const node = await listen((request, response) => {
    asked += 'n';
    response.writeHead(200, {'content-type': 'text/event-stream', 'access-control-allow-origin': '*'});
    response.end('retry: 100\nevent: update\nid: 1\ndata: 1\n\n');
  });
  const balancer = await listen((request, response) => {
    asked += 'b';
    response.writeHead(status, {location: urlOf(node)}).end();
  });
  const source = new EventSource(urlOf(balancer));
  while (asked.length < 6) await pause(20);
  source.close();
  return asked.slice(0, 6);
}
for (const status of [301, 307]) {
  assert.equal(await asked('eventsource', status), 'bnbnbn');
  assert.equal(await asked('undici', status), 'bnnnnn');
  assert.equal(await asked('undici7', status), 'bnnnnn');
}
console.log('as described');
process.exit(0);
JS
timeout 60 node --no-warnings test.mjs
