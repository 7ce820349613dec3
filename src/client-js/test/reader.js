// node reader.js URL FEED TRANSPORT: tests that a subscription of a reader starts where the reader has acknowledged.
import assert from 'node:assert/strict';
import SockJS from 'sockjs-client';
import WebSocket from 'ws';
import {connect} from './client/feedhorn.js';
import {Inbox} from './inbox.js';
import {publish} from './server.js';

const [url, feed, transport] = process.argv.slice(2);
const topic = `${feed}.a`;
const reader = `js.${feed}`;

/** Opens a client, as a page that is loaded again. */
function open(topics = topic, options = {reader}) {
  const client = connect(url, {transports: [transport], WebSocket, SockJS});
  client.on('error', error => assert.fail(error));
  const updates = new Inbox();
  /** The cursor of each update, taken in the listener. */
  const cursors = [];
  const sub = client.subscribe(topics, update => {
    cursors.push(sub.cursor);
    updates.put(update);
  }, options);
  return {client, updates, cursors};
}

/** The numbers of the next updates. @param {Inbox} updates @param {number} count */
async function next(updates, count) {
  const seqs = [];
  while (seqs.length < count) seqs.push((await updates.next()).seq);
  return seqs;
}

for (let seq = 1; seq <= 6; seq++) await publish(url, topic, seq);
const first = open();
assert.deepEqual(await next(first.updates, 6), [1, 2, 3, 4, 5, 6], 'a new reader gets all that history holds');
const moves = open(`sys.readers.${reader}`, {});
const state = await first.client.ack(reader, first.cursors[3]);
assert.deepEqual(state.unread, {[topic]: 2});
const move = await moves.updates.next();
assert.deepEqual(move.data, state, 'other devices see the move');
first.client.close();
moves.client.close();

for (let again = 0; again < 2; again++) {
  const second = open();
  assert.deepEqual(await next(second.updates, 2), [5, 6], 'what is acknowledged is not sent again');
  second.client.close();
}

const live = open();
await next(live.updates, 2);
await live.client.ack(reader, live.cursors[1]);
await publish(url, topic, 7);
assert.deepEqual(await next(live.updates, 1), [7]);
const eighth = live.cursors[2].replace(/\d+$/, offset => Number(offset) + 1);
await publish(url, topic, 8);
assert.deepEqual(await next(live.updates, 1), [8]);
const {read, unread} = await live.client.ack(reader, undefined, [eighth]);
assert.deepEqual([read, unread], [[eighth], {[topic]: 1}], 'a single update is acknowledged');
live.client.close();

const since = open(topic, {reader, since: first.cursors[1]});
assert.deepEqual(await next(since.updates, 6), [3, 4, 5, 6, 7, 8], 'since has precedence');
since.client.close();

await assert.rejects(first.client.ack(reader, 'nonsense'), {code: 'bad_cursor'});
console.log('ok');
