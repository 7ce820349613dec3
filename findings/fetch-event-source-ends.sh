#!/usr/bin/env bash
# Guess: @microsoft/fetch-event-source reconnects as an EventSource does, and calls onmessage for messages.
# Seen: after a clean end of the stream its promise resolves, and it does not come back unless onclose throws. A block
#   of retry: alone is handed to onmessage with empty data; where that is parsed as JSON the exception makes it
#   connect anew, which begins with the same block: many connections, and no message, ever.
# Version: @microsoft/fetch-event-source 2.0.1, Node 20 with the two globals of a page that it uses.
# What to do: a server sends no block without data; a reader throws in onclose and looks at event first.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts @microsoft/fetch-event-source@2.0.1
cat > test.mjs <<'JS'
import assert from 'node:assert/strict';
import http from 'node:http';
import {createRequire} from 'node:module';

globalThis.window = globalThis;
globalThis.document = {hidden: false, addEventListener() {}, removeEventListener() {}};
const {fetchEventSource} = createRequire(import.meta.url)('@microsoft/fetch-event-source');

async function read(body, options) {
  let connections = 0;
  const server = http.createServer((request, response) => {
    connections++;
    response.writeHead(200, {'content-type': 'text/event-stream'}).end(body);
  });
  await new Promise(done => server.listen(0, '127.0.0.1', done));
  const stop = new AbortController();
  const url = `http://127.0.0.1:${server.address().port}/`;
  const end = fetchEventSource(url, {...options, signal: stop.signal, openWhenHidden: true}).then(() => 'ended');
  const after = await Promise.race([end, new Promise(wait => setTimeout(wait, 2500, 'goes on'))]);
  stop.abort();
  return {connections, after};
}
const messages = [];
const onmessage = ({data}) => messages.push(data);
const thrown = () => { throw new Error('the stream ended'); };
assert.deepEqual(await read('retry: 200\n\ndata: 1\n\n', {onmessage}), {connections: 1, after: 'ended'});
assert.deepEqual(messages, ['', '1']);
const again = await read('retry: 200\n\ndata: 1\n\n', {onmessage, onclose: thrown});
assert.equal(again.after, 'goes on');
assert.ok(again.connections > 3);
const parsed = [];
const never = await read('retry: 200\n\ndata: 1\n\n', {onmessage: ({data}) => parsed.push(JSON.parse(data))});
assert.ok(never.connections > 3);
assert.deepEqual(parsed, []);
console.log('as described');
process.exit(0);
JS
timeout 60 node test.mjs
