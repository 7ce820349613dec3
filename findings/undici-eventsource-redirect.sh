#!/usr/bin/env bash
# Guess: an EventSource that was redirected to a node asks at its own address again when it loses that node.
# Seen: npm's eventsource does. undici's asks the node again that it was redirected to, after 307 as after 301, for
#   as long as the process lives: where a balancer sends readers to nodes by redirects, readers of a node that is
#   gone never come back to the balancer.
# Versions: undici 6.29.1 and 7.30.2, eventsource 4.1.1, Node 20.
# What to do: no redirects for event streams; a proxy, or DNS.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts \
  eventsource@4.1.1 undici@6.29.1 undici7@npm:undici@7.30.2
cat > test.mjs <<'JS'
import assert from 'node:assert/strict';
import http from 'node:http';

const listening = server => new Promise(done => server.listen(0, '127.0.0.1', () => done(server.address().port)));

/** The first requests in order: b is the balancer, n the node. */
async function asked(library, status) {
  const {EventSource} = await import(library);
  let asked = '';
  const node = http.createServer((request, response) => {
    asked += 'n';
    response.writeHead(200, {'content-type': 'text/event-stream', 'access-control-allow-origin': '*'});
    response.end('retry: 100\nevent: update\nid: 1\ndata: 1\n\n');
  });
  const port = await listening(node);
  const balancer = http.createServer((request, response) => {
    asked += 'b';
    response.writeHead(status, {location: `http://127.0.0.1:${port}/`}).end();
  });
  const source = new EventSource(`http://127.0.0.1:${await listening(balancer)}/`);
  while (asked.length < 6) await new Promise(wait => setTimeout(wait, 20));
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
