// node ws.js URL FEED: tests feedhorn.v1 with the WebSocket of the package ws.
import assert from 'node:assert/strict';
import {once} from 'node:events';
import WebSocket from 'ws';
import {Inbox} from './inbox.js';
import {publish} from './server.js';

const [url, feed] = process.argv.slice(2);
const topic = `${feed}.a`;

async function connect() {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/v1/ws`, 'feedhorn.v1');
  const inbox = new Inbox();
  socket.on('message', (data, binary) => {
    assert.equal(binary, false);
    inbox.put(JSON.parse(data));
  });
  await once(socket, 'open');
  assert.equal(socket.protocol, 'feedhorn.v1');
  assert.equal((await inbox.next()).type, 'welcome');
  return {socket, inbox, send: message => socket.send(JSON.stringify(message))};
}

const first = await connect();
first.send({type: 'subscribe', id: 'one', topics: [`${feed}.*`]});
const subscribed = await first.inbox.next();
assert.equal(subscribed.type, 'subscribed');
assert.equal(subscribed.id, 'one');
assert.match(subscribed.cursor, new RegExp(`^${feed}:[a-z0-9]+:0$`));
const live = await publish(url, topic, {price: 1.5});
assert.deepEqual(await first.inbox.next(), live.update);

first.send({type: 'publish', id: 2, topic, data: [null, 'é']});
const both = await first.inbox.take(2);
const receipt = both.find(message => message.type === 'published');
assert.equal(receipt.id, 2);
assert.deepEqual(both.find(message => message.type === 'update').data, [null, 'é']);

first.socket.ping('are you there');
const [pong] = await once(first.socket, 'pong');
assert.equal(pong.toString(), 'are you there');
first.socket.terminate();

const missed = [];
for (const data of [1, 2, 3]) missed.push((await publish(url, topic, data)).update);
const second = await connect();
second.send({type: 'subscribe', id: 3, topics: [topic], since: receipt.cursor});
assert.equal((await second.inbox.next()).recovered, true);
assert.deepEqual(await second.inbox.take(3), missed);

second.socket.close(1000);
const [code] = await once(second.socket, 'close');
assert.equal(code, 1000);
console.log('ok');
process.exit(0);
