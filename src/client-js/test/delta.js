// node delta.js URL FEED TRANSPORT: tests that updates are put together from deltas, also after a cut.
import assert from 'node:assert/strict';
import WebSocket from 'ws';
import {connect} from './client/feedhorn.js';
import {deltas, newAssembler} from './client/feedhorn-delta.js';
import {Inbox} from './inbox.js';
import {startProxy} from './server.js';

const [url, feed, transport] = process.argv.slice(2);
const topic = `${feed}.${transport}`;

/** A generator of numbers below a limit, the same in each run. */
let state = 42;
const random = limit => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return Math.floor((state / 2 ** 32) * limit);
};

const SCALARS = ['1.10', '-0.0', '1e5', 'null', 'true', '""', '"é\\u00e9\\""', '"},{\\"data\\":"', '9007199254740993'];
const scalar = () => SCALARS[random(SCALARS.length)];

/** A book as text: its numbers have digits that JSON.stringify would drop. */
const levels = Array.from({length: 30}, (_, i) => `[${100 - i}.50,${random(1000)}.10,${scalar()}]`);
let id = 0;
const next = () => {
  for (let changes = random(4); changes >= 0; changes--) {
    const at = random(levels.length);
    if (random(3) === 0) levels.splice(at, 1);
    if (random(3) === 0) levels.splice(at, 0, `{"a/b~":${scalar()},"__proto__":[]}`);
    else levels[at] = `[${100 - at}.50,${random(1000)}.10,${scalar()}]`;
  }
  const extra = random(2) ? `,"extra":${scalar()}` : '';
  return `{"text":"${'x'.repeat(300)}","id":${++id},"bids":[${levels.join()}]${extra}}`;
};

const publish = async text => {
  const response = await fetch(`${url}/v1/topics/${topic}`, {method: 'POST', headers: {'content-type': 'application/json'}, body: text});
  assert.equal(response.status, 201, await response.text());
};

// The connection's bytes show that deltas were sent.
let received = 0;
let patches = 0;
const count = text => {
  received += text.length;
  patches += text.split('"patch":').length - 1;
};
class CountingSocket extends WebSocket {
  set onmessage(listener) {
    super.onmessage = listener && (event => {
      count(event.data);
      listener(event);
    });
  }
}
const countingFetch = async (...request) => {
  const response = await fetch(...request);
  if (!String(request[0]).includes('/v1/stream')) return response;
  const counting = new TransformStream({
    transform(chunk, controller) {
      count(new TextDecoder().decode(chunk));
      controller.enqueue(chunk);
    },
  });
  return new Response(response.body.pipeThrough(counting), response);
};

const proxy = await startProxy(url);
const client = connect(proxy.url, {transports: [transport], ...deltas({WebSocket: CountingSocket, fetch: countingFetch})});
client.on('error', error => assert.fail(error));
client.on('hole', gap => assert.fail(JSON.stringify(gap)));
const updates = new Inbox();
await publish(next());
client.subscribe(`${feed}.*`, updates.put, {conflate: false});
await updates.next();

let published = 0;
for (let i = 0; i < 60; i++) {
  const text = next();
  published += text.length;
  await publish(text);
  if (i % 25 === 15) proxy.cut();
  const update = await updates.next();
  assert.deepEqual(update.data, JSON.parse(text));
  assert.deepEqual([update.patch, update.base], [undefined, undefined]);
  // Only members that a patch added may be in another place; here they are at the end.
  assert.equal(update.raw, text);
  // What the page does with a value has no effect on the next one.
  update.data.bids.length = 0;
}
assert.ok(patches > 40, `${patches} patches`);
assert.ok(received < published / 2, `${received} of ${published} characters`);
client.close();

// A delta that does not fit is not applied.
const assemble = newAssembler();
const update = (seq, rest) => `{"type":"update","topic":"a.b","offset":${seq},"seq":${seq},"ts":1.5,${rest}}`;
const patch = '"patch":[{"op":"add","path":"/0","value":1}]';
assert.equal(assemble(update(1, '"data":[]')), update(1, '"data":[]'));
assert.equal(assemble(update(2, `"base":1,${patch}`)), update(2, '"data":[1]'));
const traced = '"traceparent":"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",';
assert.equal(assemble(update(1, `${traced}"data":[]`)), update(1, `${traced}"data":[]`));
assert.equal(assemble(update(2, `${traced}"base":1,${patch}`)), update(2, `${traced}"data":[1]`));
assert.throws(() => assemble(update(4, `"base":3,${patch}`)), /does not fit/);
assert.throws(() => newAssembler()(update(2, `"base":1,${patch}`)), /does not fit/);
assemble(update(5, '"data":[]'));
assemble(update(6, '"deleted":true'));
assert.throws(() => assemble(update(7, `"base":6,${patch}`)), /does not fit/);

proxy.close();
console.log('ok');
process.exit(0);
