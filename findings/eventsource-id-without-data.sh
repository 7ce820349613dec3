#!/usr/bin/env bash
# Guess: a block with an id and no data moves the position of an EventSource. The standard says so (WHATWG HTML,
#   9.2.6): "set the last event ID" comes before "if the data buffer is an empty string, return".
# Seen: npm's eventsource ignores such a block, as does everything that is built on eventsource-parser. It reconnects
#   with the previous id, or with none if it never had one. undici's EventSource follows the standard.
# Versions: eventsource 4.1.1 and 3.0.7, undici 6.29.1, Node 20.
# Why it matters: a reader of an empty topic that reconnects without an id loses what was published meanwhile.
#   Nothing reports the loss.
# Feedhorn: no block is without data. The cursor moves by `event: cursor` with `data: {"type":"cursor"}`
#   (docs/decisions/0021-no-block-without-data.md).
source "$(dirname "$0")/support/npm-packages.sh" eventsource@4.1.1 eventsource3@npm:eventsource@3.0.7 undici@6.29.1
cat > test.mjs <<'JS'
import assert from 'node:assert/strict';
import {listen, pause, stream, urlOf} from './streams.mjs';

async function idOfReconnect(library) {
  const {EventSource} = await import(library);
  const ids = [];
  const server = await listen((request, response) => {
    ids.push(request.headers['last-event-id']);
    stream(response, 'retry: 100\nid: 1\ndata: 1\n\nid: 5\n\n').end();
  });
  const source = new EventSource(urlOf(server));
  while (ids.length < 2) await pause(20);
  source.close();
  return ids[1];
}
assert.equal(await idOfReconnect('eventsource'), '1');
assert.equal(await idOfReconnect('eventsource3'), '1');
assert.equal(await idOfReconnect('undici'), '5');
console.log('as described');
process.exit(0);
JS
timeout 60 node --no-warnings test.mjs
