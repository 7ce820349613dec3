// node eventsource-refused.js URL FEED LIBRARY CONNECTIONS: a reader above the connection limit gets an event and
// reconnects by itself.
import assert from 'node:assert/strict';
import {once} from 'node:events';
import net from 'node:net';
import {Inbox} from './inbox.js';
import {publish} from './server.js';

const [url, feed, library, connections] = process.argv.slice(2);
const {EventSource} = await import(library);

const {hostname, port} = new URL(url);
const others = [];
for (let i = 0; i < Number(connections); i++) {
  const other = net.connect(Number(port), hostname);
  other.write(`GET /v1/time HTTP/1.1\r\nHost: ${hostname}:${port}\r\n\r\n`);
  await once(other, 'data');
  others.push(other);
}

const refusals = new Inbox();
const updates = new Inbox();
const cursors = new Inbox();
const source = new EventSource(`${url}/v1/stream?topics=${feed}.x`);
source.addEventListener('unavailable', refusals.put);
source.addEventListener('update', updates.put);
source.addEventListener('cursor', cursors.put);

const problem = JSON.parse((await refusals.next()).data);
assert.equal(problem.code, 'too_many');
assert.equal(problem.status, 429);
others.forEach(other => other.destroy());

assert.deepEqual(JSON.parse((await cursors.next()).data), {type: 'cursor'});
const {update} = await publish(url, `${feed}.x`, 'again');
assert.deepEqual(JSON.parse((await updates.next()).data), update);

source.close();
console.log('ok');
process.exit(0);
