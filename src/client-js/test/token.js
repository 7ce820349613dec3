// node token.js: tests on each transport of tokens that expire, are revoked or are invalid.
import assert from 'node:assert/strict';
import {connect} from './client/feedhorn.js';
import {SimulatedAccess} from './simulated-access.js';
import {SimulatedNetwork} from './simulated-network.js';
import {SimulatedServer} from './simulated-server.js';
import {VirtualTime} from './virtual-time.js';

const MINUTE = 60_000;
const TRANSPORTS = ['websocket', 'sse', 'long-polling', 'polling'];
let random = 1;
Math.random = () => (random = (random * 16807) % 2147483647) / 2147483647;
const time = new VirtualTime();

/** A page with one subscription, and the events that it received. */
function open(token, transports, access = new SimulatedAccess()) {
  const server = new SimulatedServer();
  const network = new SimulatedNetwork(server, () => 0.5);
  network.access = access;
  const tokenRequests = [];
  const countedToken = typeof token === 'function' ? () => (tokenRequests.push(Date.now()), token(access)) : token;
  const feed = connect('http://feedhorn.test', {token: countedToken, transports, WebSocket: network.WebSocket, fetch: network.fetch});
  const page = {server, network, access, feed, tokenRequests, states: [], errors: [], seqs: [], gaps: []};
  feed.on('state', ({status, transport}) => page.states.at(-1) !== status && page.states.push(status, transport));
  feed.on('error', error => page.errors.push(error.code));
  feed.on('gap', gap => page.gaps.push(gap));
  page.sub = feed.subscribe('p.a', ({seq}) => page.seqs.push(seq), {conflate: false});
  return page;
}

/** Publishes every second. */
async function publishFor({server}, ms) {
  for (let remaining = ms; remaining > 0; remaining -= 1_000) {
    server.publish('p.a');
    await time.advance(1_000);
  }
}

function assertComplete({seqs, gaps, server}) {
  assert.deepEqual(gaps, []);
  assert.deepEqual(seqs, Array.from({length: server.feeds.get('p').length - seqs[0] + 1}, (_, i) => seqs[0] + i));
}

async function assertStopped({network}) {
  await time.advance(10 * MINUTE);
  assert.equal(network.open, 0);
  assert.equal(time.waiting, 0);
}

const tests = {
  async 'a connection is kept beyond its tokens, each of which is renewed in time'(transport) {
    const page = open(access => access.issue(MINUTE), [transport]);
    await publishFor(page, 10 * MINUTE);
    assert.equal(page.states.filter(state => state === 'reconnecting').length, 0, page.states.join());
    const gaps = page.tokenRequests.slice(1).map((at, i) => at - page.tokenRequests[i]);
    assert.ok(gaps.length > 8 && gaps.every(gap => gap > 40_000 && gap < 55_000), gaps.join());
    await time.advance(3_000);
    assertComplete(page);
    page.feed.close();
    await assertStopped(page);
  },

  async 'the function may return a promise of a token'(transport) {
    const page = open(async access => access.issue(MINUTE), [transport]);
    await publishFor(page, 2 * MINUTE);
    assert.equal(page.feed.state.status, 'live');
    page.feed.close();
    await assertStopped(page);
  },

  async 'a token without a readable expiry is used until it is refused'(transport) {
    const access = new SimulatedAccess();
    access.expires = token => (token === 'opaque' ? Infinity : 0);
    const page = open(() => 'opaque', [transport], access);
    await publishFor(page, 10 * MINUTE);
    assert.equal(page.feed.state.status, 'live');
    assert.equal(page.tokenRequests.length, 1);
    page.feed.close();
    await assertStopped(page);
  },

  async 'a refused client requests one new token and continues from its position'(transport) {
    const page = open(access => access.issue(10 * MINUTE), [transport]);
    await publishFor(page, 30_000);
    const before = page.tokenRequests.length;
    page.access.revokeAll();
    page.network.cut();
    await publishFor(page, 30_000);
    assert.equal(page.tokenRequests.length, before + 1);
    assert.equal(page.feed.state.status, 'live');
    await time.advance(3_000);
    assertComplete(page);
    page.feed.close();
    await assertStopped(page);
  },

  async 'a client that is refused again reports it and stops'(transport) {
    const page = open(access => (access.issue(MINUTE), access.revokeAll(), access.issue(-MINUTE)), [transport]);
    await time.advance(10_000);
    assert.equal(page.feed.state.status, 'unauthorized');
    assert.equal(page.feed.state.transport, null);
    assert.deepEqual(page.errors, ['unauthorized']);
    assert.equal(page.tokenRequests.length, 2);
    assert.ok(page.sub.closed);
    await assertStopped(page);
    assert.equal(page.tokenRequests.length, 2);
    assert.ok(page.feed.subscribe('p.b').closed, 'a subscription of a stopped client is closed');
  },

  async 'a token that is not a function cannot be renewed'(transport) {
    const access = new SimulatedAccess();
    const page = open(access.issue(MINUTE), [transport], access);
    await publishFor(page, 50_000);
    assert.equal(page.feed.state.status, 'live');
    await publishFor(page, 60_000);
    assert.equal(page.feed.state.status, 'unauthorized');
    assert.deepEqual(page.errors, ['unauthorized']);
    await assertStopped(page);
  },

  async 'a failing token function is called again, with the delays of a reconnect'(transport) {
    let failing = true;
    const page = open(access => {
      if (failing) throw new Error('the login is down');
      return access.issue(MINUTE);
    }, [transport]);
    await time.advance(MINUTE);
    assert.notEqual(page.feed.state.status, 'live');
    assert.equal(page.feed.state.reason, 'the login is down');
    assert.ok(page.tokenRequests.length < 60, `asked ${page.tokenRequests.length} times in a minute`);
    failing = false;
    await publishFor(page, 30_000);
    assert.equal(page.feed.state.status, 'live');
    page.feed.close();
    await assertStopped(page);
  },

  async 'subscriptions that a new token does not permit are closed with an error'(transport) {
    if (transport !== 'websocket') return;
    const page = open(access => access.issue(MINUTE), [transport]);
    const other = page.feed.subscribe('p.b', () => {});
    await publishFor(page, 10_000);
    page.access.revokedTopics = ['p.b'];
    await publishFor(page, MINUTE);
    assert.ok(other.closed);
    assert.deepEqual(page.errors, ['forbidden']);
    assert.equal(page.feed.state.status, 'live');
    assertComplete(page);
    page.feed.close();
    await assertStopped(page);
  },

  async 'a client without a token gets an error'(transport) {
    const page = open(undefined, [transport]);
    await time.advance(10_000);
    assert.equal(page.feed.state.status, 'unauthorized');
    assert.deepEqual(page.errors, ['unauthorized']);
    await assertStopped(page);
  },
};

for (const transport of TRANSPORTS)
  for (const [name, test] of Object.entries(tests)) {
    try {
      await test(transport);
    } catch (error) {
      console.error(`${transport}: ${name}`);
      throw error;
    }
  }
console.log('ok');
process.exit(0);
