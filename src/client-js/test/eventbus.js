// node eventbus.js URL FEED TRANSPORT: tests the official event-bus client over a SockJS transport.
import assert from 'node:assert/strict';
import EventBus from '@vertx/eventbus-bridge-client.js';
import {Inbox} from './inbox.js';
import {startProxy, publish} from './server.js';

const [url, feed, transport] = process.argv.slice(2);
const topic = `${feed}.a`;

const proxy = await startProxy(url);
const bus = new EventBus(`${proxy.url}/eventbus`, {
  transports: [transport],
  vertxbus_reconnect_delay_min: 100,
  vertxbus_reconnect_delay_max: 300,
});
const opened = new Inbox();
const errors = new Inbox();
bus.onopen = opened.put;
bus.onerror = errors.put;
await opened.next();

/** Registers a handler and returns the inbox of its messages and errors. */
function listen(address, headers = {}) {
  const inbox = new Inbox();
  bus.registerHandler(address, headers, (error, message) => inbox.put(error ?? message));
  return inbox;
}

const send = data =>
  new Promise(resolve => bus.send('feedhorn.publish', data, (error, message) => resolve({error, message})));

// A topic and a pattern: first the snapshot, then live updates.
const snapshot = await publish(url, topic, {price: 1.5});
const ofTopic = listen(topic);
const ofPattern = listen(`${feed}.*`);
assert.deepEqual((await ofTopic.next()).body, snapshot.update);
assert.deepEqual((await ofPattern.next()).body, snapshot.update);
const live = await publish(url, `${feed}.b`, ['é', null, true]);
assert.deepEqual((await ofPattern.next()).body, live.update);

// Publishing on a topic.
bus.publish(topic, {from: 'a browser'});
assert.deepEqual((await ofTopic.next()).body.data, {from: 'a browser'});
assert.deepEqual((await ofPattern.next()).body.data, {from: 'a browser'});

// A request with a reply, and one that is rejected.
const {message: reply} = await send({topic, data: 7});
assert.deepEqual(Object.keys(reply.body), ['topic', 'offset', 'seq', 'cursor', 'ts']);
assert.equal(reply.body.offset, 4);
const last = await ofTopic.next();
assert.equal(last.body.data, 7);
assert.equal(last.headers.cursor, reply.body.cursor);
const {error} = await send({topic: 'nosegments', data: 7});
assert.equal(error.failureCode, 400);
assert.match(error.message, /^bad_topic: /);

// Other addresses are denied.
listen('private');
assert.equal((await errors.next()).body, 'access_denied');

// The connection is cut, and the client resumes from its cursor.
bus.enableReconnect(true);
const resumed = new Promise(resolve => {
  bus.onreconnect = () => resolve(listen(topic, {since: last.headers.cursor}));
});
proxy.cut();
const missed = [];
for (const data of [8, 9, 10]) missed.push((await publish(url, topic, data)).update);
const resumedInbox = await resumed;
const received = await resumedInbox.take(3);
assert.deepEqual(received.map(message => message.body), missed);
const next = await publish(url, topic, 11);
assert.deepEqual((await resumedInbox.next()).body, next.update);

bus.close();
proxy.close();
console.log('ok');
process.exit(0);
