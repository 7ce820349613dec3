// node position.js: tests on each transport that a cursor is the position of the last update delivered.
import assert from 'node:assert/strict';
import {connect} from './client/feedhorn.js';
import {SimulatedNetwork} from './simulated-network.js';
import {SimulatedServer} from './simulated-server.js';
import {simulateTabs} from './simulated-tabs.js';
import {VirtualTime} from './virtual-time.js';

await import('./client/feedhorn-sockjs.js');
await import('./client/feedhorn-share.js');
const TRANSPORTS = ['websocket', 'sse', 'long-polling', 'polling', 'sockjs', 'websocket shared', 'sse shared'];
let random = 1;
Math.random = () => (random = (random * 16807) % 2147483647) / 2147483647;
const time = new VirtualTime();
simulateTabs();
const upTo = count => Array.from({length: count}, (_, i) => i + 1);

function open(transport, server = new SimulatedServer()) {
  const network = new SimulatedNetwork(server, () => 0.5);
  const [name, share] = transport.split(' ');
  const feed = connect('http://feedhorn.test', {transports: [name], share: share === 'shared', WebSocket: network.WebSocket, SockJS: network.SockJS, fetch: network.fetch});
  const page = {server, network, feed, resets: [], gaps: []};
  feed.on('reset', reset => page.resets.push(reset));
  feed.on('gap', gap => page.gaps.push(gap));
  feed.on('error', error => assert.fail(error));
  return page;
}

/** Iterates until an update satisfies the condition. */
async function iterate(sub, isLast) {
  const received = [];
  for await (const update of sub) {
    received.push(update.seq);
    if (isLast(update)) break;
  }
  return received;
}

async function awaitResult(promise, ms = 30_000) {
  let result;
  promise.then(value => (result = {value}), error => (result = {error}));
  await time.advance(ms);
  assert.ok(result, 'the promise is not settled');
  if (result.error) throw result.error;
  return result.value;
}

const tests = {
  async 'a loop that ends at 3 of 10 continues at 4'(transport) {
    const {server, feed} = open(transport);
    for (const seq of upTo(10)) assert.equal(server.publish('p.a').seq, seq);
    const sub = feed.subscribe('p.*', {since: `p:${server.epoch}:0`});
    assert.deepEqual(await awaitResult(iterate(sub, ({seq}) => seq === 3)), [1, 2, 3]);
    assert.equal(sub.cursor, `p:${server.epoch}:3`);
    const again = feed.subscribe('p.*', {since: sub.cursor});
    assert.deepEqual(await awaitResult(iterate(again, ({seq}) => seq === 10)), [4, 5, 6, 7, 8, 9, 10]);
    feed.close();
  },

  async 'in a loop the cursor is that of the current update'(transport) {
    const {server, feed} = open(transport);
    for (let i = 0; i < 5; i++) (server.publish('p.a'), server.publish('e.a'));
    const sub = feed.subscribe(['p.*', 'e.*'], {since: `p:${server.epoch}:0,e:${server.epoch}:0`});
    const cursors = [];
    const read = async () => {
      for await (const {topic, offset} of sub) {
        cursors.push([topic, offset, sub.cursor]);
        if (cursors.length === 10) return;
      }
    };
    await awaitResult(read());
    const at = {p: 0, e: 0};
    for (const [topic, offset, cursor] of cursors) {
      at[topic[0]] = offset;
      assert.deepEqual(new Set(cursor.split(',')), new Set([`p:${server.epoch}:${at.p}`, `e:${server.epoch}:${at.e}`]));
    }
    feed.close();
  },

  async 'the cursor of an idle loop advances with the feed'(transport) {
    const {server, feed} = open(transport);
    server.publish('p.a');
    feed.subscribe('p.*', () => {});
    const sub = feed.subscribe('p.a');
    const loop = iterate(sub, () => false);
    await time.advance(5_000);
    server.publish('p.b');
    await time.advance(30_000);
    assert.equal(sub.cursor, `p:${server.epoch}:2`);
    feed.close();
    assert.deepEqual(await awaitResult(loop), [1]);
  },

  async 'the cursor does not include updates that were not read'(transport) {
    const {server, feed} = open(transport);
    for (const _ of upTo(10)) server.publish('p.a');
    const since = `p:${server.epoch}:2`;
    const sub = feed.subscribe('p.a', {since});
    await time.advance(10_000);
    assert.equal(sub.cursor, since);
    sub.close();
    assert.equal(sub.cursor, since);
    feed.close();
  },

  async 'a listener that resumes from its current update receives each update once'(transport) {
    const {server, feed, resets} = open(transport);
    for (const _ of upTo(30)) server.publish('p.a');
    const received = [];
    const positions = [];
    let sub;
    const subscribe = since => (sub = feed.subscribe('p.*', ({seq, offset}) => {
      received.push(seq);
      positions.push([offset, sub.cursor]);
      if (received.length % 10 !== 5) return;
      const {cursor} = sub;
      sub.close();
      subscribe(cursor);
    }, {since}));
    subscribe(`p:${server.epoch}:0`);
    await time.advance(60_000);
    for (const _ of upTo(30)) {
      server.publish('p.a');
      await time.advance(200);
    }
    await time.advance(60_000);
    assert.deepEqual(received, upTo(60));
    assert.deepEqual(resets, []);
    for (const [offset, cursor] of positions) assert.equal(cursor, `p:${server.epoch}:${offset}`);
    feed.close();
  },

  async 'a second subscription receives snapshots in the order of the feed'(transport) {
    const {server, feed} = open(transport);
    for (const topic of ['p.b', 'p.c', 'p.a']) server.publish(topic);
    feed.subscribe('p.a', () => {});
    await time.advance(5_000);
    const received = [];
    const sub = feed.subscribe('p.*', ({topic, offset}) => received.push([topic, offset, sub.cursor]));
    await time.advance(10_000);
    assert.deepEqual(received, ['p.b', 'p.c', 'p.a'].map((topic, i) => [topic, i + 1, `p:${server.epoch}:${i + 1}`]));
    feed.close();
  },

  async 'several topics of a feed are delivered in its order'(transport) {
    const {server, feed} = open(transport);
    for (const _ of upTo(3)) (server.publish('p.b'), server.publish('p.a'));
    const received = [];
    const sub = feed.subscribe(['p.a', 'p.b'], ({offset}) => received.push([offset, sub.cursor]), {since: `p:${server.epoch}:1`});
    await time.advance(10_000);
    for (const _ of upTo(3)) (server.publish('p.b'), server.publish('p.a'));
    await time.advance(10_000);
    assert.deepEqual(received, upTo(12).slice(1).map(offset => [offset, `p:${server.epoch}:${offset}`]));
    feed.close();
  },

  async 'earliest delivers all of history, then live updates'(transport) {
    const {server, feed, resets} = open(transport);
    for (const _ of upTo(5)) (server.publish('p.a'), server.publish('e.a'));
    const received = [];
    feed.subscribe(['p.a', 'e.a'], ({topic, seq}) => received.push(`${topic} ${seq}`), {since: 'earliest'});
    await time.advance(5_000);
    server.publish('p.a');
    await time.advance(30_000);
    assert.deepEqual(received.filter(text => text[0] === 'p'), upTo(6).map(seq => `p.a ${seq}`));
    assert.deepEqual(received.filter(text => text[0] === 'e'), upTo(5).map(seq => `e.a ${seq}`));
    assert.deepEqual(resets, []);
    feed.close();
  },

  async 'a reconnect requests earliest again if no update arrived, and otherwise the cursor'(transport) {
    const {server, network, feed, resets} = open(transport);
    for (const _ of upTo(5)) server.publish('p.a');
    const received = [];
    feed.subscribe('p.a', ({seq}) => received.push(seq), {since: 'earliest', conflate: false});
    for (const _ of upTo(20)) {
      network.cut();
      await time.advance(3);
    }
    assert.deepEqual(received, []);
    await time.advance(30_000);
    assert.deepEqual(received, upTo(5));
    network.cut();
    for (const _ of upTo(5)) server.publish('p.a');
    await time.advance(30_000);
    assert.deepEqual(received, upTo(10));
    assert.deepEqual(resets, []);
    feed.close();
  },

  async 'earliest delivers all of history also beside another subscription of the feed'(transport) {
    const {server, feed} = open(transport);
    for (const _ of upTo(5)) server.publish('p.a');
    const other = [];
    feed.subscribe('p.*', ({seq}) => other.push(seq), {conflate: false});
    await time.advance(5_000);
    const received = [];
    feed.subscribe('p.a', ({seq}) => received.push(seq), {since: 'earliest'});
    await time.advance(5_000);
    for (const _ of upTo(3)) server.publish('p.a');
    await time.advance(30_000);
    assert.deepEqual(other, [5, 6, 7, 8]);
    assert.deepEqual(received, upTo(8));
    feed.close();
  },

  async 'while history is read, the cursor names the rest of it'(transport) {
    const {server, network, feed, resets} = open(transport);
    server.page = 10;
    for (const _ of upTo(35)) server.publish('p.a');
    const received = [];
    const positions = [];
    const sub = feed.subscribe('p.a', ({seq}) => {
      received.push(seq);
      positions.push(sub.cursor);
      if (seq !== 10) return;
      // Ten updates leave the history before the client requests them.
      network.cut();
      for (const _ of upTo(25)) server.publish('p.a');
    }, {since: 'earliest', conflate: false});
    await time.advance(60_000);
    // The socket transports have no such cursor; they emit `reset`.
    if (!['websocket', 'sockjs', 'websocket shared'].includes(transport)) {
      assert.deepEqual(positions.slice(0, 10), upTo(10).map(offset => `p:${server.epoch}:${offset}`));
      assert.deepEqual(received, [...upTo(10), ...upTo(60).slice(20)]);
      assert.deepEqual(resets, []);
    }
    assert.equal(sub.cursor, `p:${server.epoch}:60`);
    server.publish('p.a');
    await time.advance(30_000);
    assert.deepEqual([received.at(-1), positions.at(-1), sub.cursor], [61, `p:${server.epoch}:61`, `p:${server.epoch}:61`]);
    feed.close();
  },

  async 'a cursor within history is sent unchanged'(transport) {
    const {server, feed, resets} = open(transport);
    for (const _ of upTo(60)) server.publish('p.a');
    const received = [];
    const sub = feed.subscribe('p.a', ({seq}) => received.push(seq), {since: `p:${server.epoch}:05`, conflate: false});
    assert.equal(sub.cursor, `p:${server.epoch}:05`);
    await time.advance(30_000);
    assert.deepEqual(received, upTo(60).slice(20));
    assert.deepEqual(resets, []);
    assert.equal(sub.cursor, `p:${server.epoch}:60`);
    feed.close();
  },

  async 'patterns match topics with any characters'(transport) {
    const {server, feed} = open(transport);
    const received = [];
    const names = ['^GSPC', 'a(b', 'a+b', '[x]', 'BTC/USD', '$', 'a|b', 'é😀', '{1}', '?', '-', 'a_1'];
    for (const name of names)
      for (const pattern of [`p.${name}.*`, `p.*.${name}`, `p.${name}.x.>`]) feed.subscribe(pattern, ({topic}) => received.push([pattern, topic]));
    await time.advance(10_000);
    for (const name of names) {
      server.publish(`p.${name}.y`);
      server.publish(`p.y.${name}`);
      server.publish(`p.${name}.x.y`);
    }
    await time.advance(10_000);
    const expected = names.flatMap(name => [[`p.${name}.*`, `p.${name}.y`], [`p.*.${name}`, `p.y.${name}`], [`p.${name}.x.>`, `p.${name}.x.y`]]);
    assert.deepEqual(new Set(received.map(String)), new Set(expected.map(String)));
    feed.close();
  },

  async 'a cursor beyond the end causes a reset, the snapshot and later updates'(transport) {
    for (const offset of ['9', '999999999999999999']) {
      const {server, feed, resets} = open(transport);
      for (const _ of upTo(2)) server.publish('p.a');
      const received = [];
      const sub = feed.subscribe('p.a', ({seq}) => received.push(seq), {since: `p:${server.epoch}:${offset}`, conflate: false});
      await time.advance(10_000);
      assert.deepEqual(received, [2]);
      assert.equal(resets.length, 1);
      server.publish('p.a');
      await time.advance(30_000);
      assert.deepEqual([received, resets.length, sub.cursor], [[2, 3], 1, `p:${server.epoch}:3`]);
      feed.close();
    }
  },

  async 'a slow loop keeps the newest update of each topic, and a cursor before the updates it has not read'(transport) {
    const {server, feed} = open(transport);
    server.publish('p.b');
    const sub = feed.subscribe('p.*', {since: `p:${server.epoch}:0`});
    await time.advance(5_000);
    for (const _ of upTo(1_100)) {
      server.publish('p.a');
      await time.advance(40);
    }
    await time.advance(5_000);
    const {value: first} = await sub[Symbol.asyncIterator]().next();
    assert.deepEqual([first.topic, sub.cursor], ['p.b', `p:${server.epoch}:1`]);
    feed.close();
  },
};

for (const transport of TRANSPORTS)
  for (const [name, test] of Object.entries(tests)) {
    try {
      await test(transport);
    } catch (error) {
      console.error(`${transport}: ${name}`);
      if (!process.env.ALL) throw error;
      console.error(String(error.message).split('\n').slice(0, 12).join('\n'));
      process.exitCode = 1;
    }
  }
console.log('ok');
process.exit();
