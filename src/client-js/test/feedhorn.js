// node feedhorn.js URL FEED TRANSPORT NEXT: tests that the client resumes after a cut, and on another transport.
import assert from 'node:assert/strict';
import SockJS from 'sockjs-client';
import WebSocket from 'ws';
import {connect} from './client/feedhorn.js';
import {Inbox} from './inbox.js';
import {startProxy, publish} from './server.js';

const [url, feed, transport, next] = process.argv.slice(2);
const topic = `${feed}.a`;
const plain = ({type, topic, offset, seq, ts, data}) => ({type, topic, offset, seq, ts, data});

const proxy = await startProxy(url);
const client = connect(proxy.url, {transports: [transport], WebSocket, SockJS});
client.on('error', error => assert.fail(error));
const states = new Inbox();
client.on('state', state => state.status === 'connecting' && state.trying === transport || states.put(state));
const snapshot = await publish(url, topic, {price: 1.5});
const updates = new Inbox();
const subscription = client.subscribe(`${feed}.*`, updates.put);
const {status, transport: used} = await states.next();
assert.deepEqual([status, used], ['live', transport], 'the first attempt succeeds');
assert.deepEqual(plain(await updates.next()), snapshot.update);

const receipt = await client.publish(topic, [null, 'é']);
assert.equal(receipt.offset, 2);
assert.deepEqual((await updates.next()).data, [null, 'é']);

proxy.cut();
const missed = [];
for (const data of [1, 2, 3]) missed.push((await publish(url, topic, data)).update);
assert.deepEqual((await updates.take(3)).map(plain), missed);
const cursor = subscription.cursor;
assert.equal(cursor, receipt.cursor.replace(/\d+$/, '5'));
client.close();

const fourth = await publish(url, topic, 4);
const other = connect(url, {transports: [next], WebSocket, SockJS});
const otherUpdates = new Inbox();
other.subscribe(topic, otherUpdates.put, {since: cursor});
assert.deepEqual(plain(await otherUpdates.next()), fourth.update);
const fifth = await publish(url, topic, 5);
assert.deepEqual(plain(await otherUpdates.next()), fifth.update);

// An async iterator from the same cursor beside another subscription, ended by a signal.
const controller = new AbortController();
const iterated = other.subscribe(`${feed}.*`, {since: cursor, signal: controller.signal, conflate: false});
const received = [];
for await (const update of iterated) {
  received.push(plain(update));
  if (received.length === 2) controller.abort();
}
assert.deepEqual(received, [fourth.update, fifth.update]);
assert.ok(iterated.closed);
assert.ok(Number.isFinite(other.clock.error));

// The whole history; the cursor of a loop is that of its current update.
const first = other.subscribe(topic, {since: 'earliest', conflate: false});
const seqs = [];
for await (const {seq, data, raw} of first) {
  assert.deepEqual(JSON.parse(raw), data);
  seqs.push(seq);
  if (seq === 3) break;
}
assert.equal(first.cursor, receipt.cursor.replace(/\d+$/, '3'));
for await (const {seq} of other.subscribe(topic, {since: first.cursor, conflate: false})) {
  seqs.push(seq);
  if (seq === 7) break;
}
assert.deepEqual(seqs, [1, 2, 3, 4, 5, 6, 7]);

// The deletion of a topic is an update without data, and no snapshot for a later subscription.
const deletions = new Inbox();
other.subscribe(topic, deletions.put, {conflate: false});
await deletions.next();
const deleted = await fetch(`${url}/v1/topics/${topic}`, {method: 'DELETE'});
assert.equal(deleted.status, 200);
const deletion = await deletions.next();
assert.deepEqual([deletion.seq, deletion.deleted, deletion.data, deletion.raw], [8, true, undefined, undefined]);
const later = new Inbox();
other.subscribe(topic, later.put, {conflate: false});
const ninth = await publish(url, topic, 9);
assert.deepEqual(plain(await later.next()), ninth.update);
assert.deepEqual(plain(await deletions.next()), ninth.update);

other.close();
assert.equal(other.state.status, 'closed');
proxy.close();
console.log('ok');
process.exit(0);
