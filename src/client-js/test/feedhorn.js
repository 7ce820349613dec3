// node feedhorn.js URL FEED TRANSPORT NEXT: tests the client: resumed after a cut, and on another transport.
import assert from 'node:assert/strict';
import SockJS from 'sockjs-client';
import WebSocket from 'ws';
import {connect} from './client/feedhorn.js';
import {Inbox} from './inbox.js';
import {proxy, publish} from './server.js';

const [url, feed, transport, next] = process.argv.slice(2);
const topic = `${feed}.a`;
const plain = ({type, topic, offset, seq, ts, data}) => ({type, topic, offset, seq, ts, data});

const way = await proxy(url);
const client = connect(way.url, {transports: [transport], WebSocket, SockJS});
client.on('error', error => assert.fail(error));
const states = new Inbox();
client.on('state', state => state.status === 'connecting' && state.trying === transport || states.put(state));
const snapshot = await publish(url, topic, {price: 1.5});
const updates = new Inbox();
const subscription = client.subscribe(`${feed}.*`, updates.put);
const {status, transport: used} = await states.next();
assert.deepEqual([status, used], ['live', transport], 'the first try works');
assert.deepEqual(plain(await updates.next()), snapshot.update);

const receipt = await client.publish(topic, [null, 'é']);
assert.equal(receipt.offset, 2);
assert.deepEqual((await updates.next()).data, [null, 'é']);

way.cut();
const missed = [];
for (const data of [1, 2, 3]) missed.push((await publish(url, topic, data)).update);
assert.deepEqual((await updates.take(3)).map(plain), missed);
const cursor = subscription.cursor;
assert.equal(cursor, receipt.cursor.replace(/\d+$/, '5'));
client.close();

const fourth = await publish(url, topic, 4);
const other = connect(url, {transports: [next], WebSocket, SockJS});
const later = new Inbox();
other.subscribe(topic, later.put, {since: cursor});
assert.deepEqual(plain(await later.next()), fourth.update);
const fifth = await publish(url, topic, 5);
assert.deepEqual(plain(await later.next()), fifth.update);

// An async iterator from the same cursor beside another subscription, ended by a signal.
const life = new AbortController();
const iterated = other.subscribe(`${feed}.*`, {since: cursor, signal: life.signal, conflate: false});
const came = [];
for await (const update of iterated) {
  came.push(plain(update));
  if (came.length === 2) life.abort();
}
assert.deepEqual(came, [fourth.update, fifth.update]);
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

other.close();
assert.equal(other.state.status, 'closed');
way.close();
console.log('ok');
process.exit(0);
