// node eventsource.js URL FEED: tests the EventSource of npm.
import assert from 'node:assert/strict';
import {EventSource} from 'eventsource';
import {Inbox} from './inbox.js';
import {startProxy, publish} from './server.js';

const [url, feed] = process.argv.slice(2);

const proxy = await startProxy(url);
const first = await publish(url, `${feed}.a`, {price: 1.5});
const updates = new Inbox();
const opened = new Inbox();
const source = new EventSource(`${proxy.url}/v1/stream?topics=${feed}.*`);
source.onopen = opened.put;
source.addEventListener('update', updates.put);
await opened.next();

const snapshot = await updates.next();
assert.deepEqual(JSON.parse(snapshot.data), first.update);
assert.equal(snapshot.lastEventId, first.cursor);
const second = await publish(url, `${feed}.b`, 'é');
assert.deepEqual(JSON.parse((await updates.next()).data), second.update);

// The stream is cut and reconnects; no update is lost or repeated.
proxy.cut();
const missed = [];
for (const data of [1, 2, 3]) missed.push((await publish(url, `${feed}.a`, data)).update);
await opened.next();
const received = await updates.take(3);
assert.deepEqual(received.map(event => JSON.parse(event.data)), missed);
const next = await publish(url, `${feed}.a`, 4);
assert.equal((await updates.next()).lastEventId, next.cursor);

source.close();
proxy.close();
console.log('ok');
process.exit(0);
