// node sockjs-slow.js URL FEED TRANSPORT: the SockJS client does not read for a while, and is closed.
import assert from 'node:assert/strict';
import SockJS from 'sockjs-client';
import {Inbox} from './inbox.js';
import {startProxy, publish} from './server.js';

const [url, feed, transport] = process.argv.slice(2);
const topic = `${feed}.a`;
const LARGE = 'x'.repeat(60_000);
const MAX_UPDATES = 2_000;

const proxy = await startProxy(url);
const sockjs = new SockJS(`${proxy.url}/eventbus`, null, {transports: [transport]});
const opened = new Inbox();
const messages = new Inbox();
const closed = new Inbox();
sockjs.onopen = opened.put;
sockjs.onmessage = messages.put;
sockjs.onclose = closed.put;
await opened.next();

await publish(url, topic, 'first');
sockjs.send(JSON.stringify({type: 'register', address: topic, headers: {}}));
await messages.next();

async function readers() {
  const listed = await (await fetch(`${url}/v1/topics?match=${topic}`)).json();
  return listed.topics[0].subscribers;
}

proxy.pause();
let published = 0;
while ((await readers()) > 0) {
  assert(published < MAX_UPDATES, 'the connection was not closed as too slow');
  for (let i = 0; i < 25; i++, published++) await publish(url, topic, LARGE);
}
proxy.resume();

const {code, reason} = await closed.next();
assert.equal(code, 4200);
assert.equal(reason, 'too slow; resume from the cursor');
proxy.close();
console.log('ok');
process.exit(0);
