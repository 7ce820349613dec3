#!/usr/bin/env bash
# Guess: @microsoft/fetch-event-source reconnects as an EventSource does, and calls onmessage for messages only.
# Seen: after a clean end of the stream its promise resolves. It does not reconnect unless onclose throws. It hands a
#   block that has only `retry:` to onmessage, with empty data. If onmessage parses that as JSON, the exception makes
#   it reconnect, and the next stream begins with the same block.
# Version: @microsoft/fetch-event-source 2.0.1, Node 20 with the two globals of a page that it uses.
# Why it matters: a server that ends streams at a restart loses these readers. A server that begins each stream with
#   `retry:` alone gets one connection after another, and the reader never gets a message.
# Feedhorn: no block is without data. docs/clients.md throws in onclose and looks at the event's name first.
source "$(dirname "$0")/support/npm-packages.sh" @microsoft/fetch-event-source@2.0.1
cat > test.mjs <<'JS'
import assert from 'node:assert/strict';
import {createRequire} from 'node:module';
import {listen, pause, stream, urlOf} from './streams.mjs';

globalThis.window = globalThis;
globalThis.document = {hidden: false, addEventListener() {}, removeEventListener() {}};
const {fetchEventSource} = createRequire(import.meta.url)('@microsoft/fetch-event-source');

async function read(options) {
  let connections = 0;
  const server = await listen((request, response) => {
    connections++;
    stream(response, 'retry: 200\n\ndata: 1\n\n').end();
  });
  const stop = new AbortController();
  const end = fetchEventSource(urlOf(server), {...options, signal: stop.signal, openWhenHidden: true});
  const after = await Promise.race([end.then(() => 'ended'), pause(2500).then(() => 'goes on')]);
  stop.abort();
  return {connections, after};
}
const messages = [];
const onmessage = ({data}) => messages.push(data);
assert.deepEqual(await read({onmessage}), {connections: 1, after: 'ended'});
assert.deepEqual(messages, ['', '1']);
const thrown = () => { throw new Error('the stream ended'); };
const again = await read({onmessage, onclose: thrown});
assert.equal(again.after, 'goes on');
assert.ok(again.connections > 3);
const parsed = [];
const never = await read({onmessage: ({data}) => parsed.push(JSON.parse(data))});
assert.ok(never.connections > 3);
assert.deepEqual(parsed, []);
console.log('as described');
process.exit(0);
JS
timeout 60 node test.mjs
