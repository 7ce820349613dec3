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
  const asked = [];
  const ask = typeof token === 'function' ? () => (asked.push(Date.now()), token(access)) : token;
  const feed = connect('http://feedhorn.test', {token: ask, transports, WebSocket: network.WebSocket, fetch: network.fetch});
  const page = {server, network, access, feed, asked, said: [], errors: [], seqs: [], holes: []};
  feed.on('state', ({status, transport}) => page.said.at(-1) !== status && page.said.push(status, transport));
  feed.on('error', error => page.errors.push(error.code));
  feed.on('hole', hole => page.holes.push(hole));
  page.sub = feed.subscribe('p.a', ({seq}) => page.seqs.push(seq), {conflate: false});
  return page;
}

/** Publishes every second. */
async function live({server}, ms) {
  for (let left = ms; left > 0; left -= 1_000) {
    server.publish('p.a');
    await time.advance(1_000);
  }
}

function assertWhole({seqs, holes, server}) {
  assert.deepEqual(holes, []);
  assert.deepEqual(seqs, Array.from({length: server.feeds.get('p').length - seqs[0] + 1}, (_, i) => seqs[0] + i));
}

async function assertNothingGoesOn({network}) {
  await time.advance(10 * MINUTE);
  assert.equal(network.open, 0);
  assert.equal(time.waiting, 0);
}

const claims = {
  async 'a connection outlives its tokens, one asked for in time after the other'(transport) {
    const page = open(access => access.issue(MINUTE), [transport]);
    await live(page, 10 * MINUTE);
    assert.equal(page.said.filter(said => said === 'reconnecting').length, 0, page.said.join());
    const gaps = page.asked.slice(1).map((at, i) => at - page.asked[i]);
    assert.ok(gaps.length > 8 && gaps.every(gap => gap > 40_000 && gap < 55_000), gaps.join());
    await time.advance(3_000);
    assertWhole(page);
    page.feed.close();
    await assertNothingGoesOn(page);
  },

  async 'a promise of a token will do'(transport) {
    const page = open(async access => access.issue(MINUTE), [transport]);
    await live(page, 2 * MINUTE);
    assert.equal(page.feed.state.status, 'live');
    page.feed.close();
    await assertNothingGoesOn(page);
  },

  async 'a token that does not say when it ends is kept until it is refused'(transport) {
    const access = new SimulatedAccess();
    access.expires = token => (token === 'opaque' ? Infinity : 0);
    const page = open(() => 'opaque', [transport], access);
    await live(page, 10 * MINUTE);
    assert.equal(page.feed.state.status, 'live');
    assert.equal(page.asked.length, 1);
    page.feed.close();
    await assertNothingGoesOn(page);
  },

  async 'who is refused asks once more, and goes on where it was'(transport) {
    const page = open(access => access.issue(10 * MINUTE), [transport]);
    await live(page, 30_000);
    const before = page.asked.length;
    page.access.takeBack();
    page.network.cut();
    await live(page, 30_000);
    assert.equal(page.asked.length, before + 1);
    assert.equal(page.feed.state.status, 'live');
    await time.advance(3_000);
    assertWhole(page);
    page.feed.close();
    await assertNothingGoesOn(page);
  },

  async 'who is refused again says so, and stops'(transport) {
    const page = open(access => (access.issue(MINUTE), access.takeBack(), access.issue(-MINUTE)), [transport]);
    await time.advance(10_000);
    assert.equal(page.feed.state.status, 'unauthorized');
    assert.equal(page.feed.state.transport, null);
    assert.deepEqual(page.errors, ['unauthorized']);
    assert.equal(page.asked.length, 2);
    assert.ok(page.sub.closed);
    await assertNothingGoesOn(page);
    assert.equal(page.asked.length, 2);
    assert.ok(page.feed.subscribe('p.b').closed, 'nobody waits for what cannot come');
  },

  async 'a token that is not a function cannot be renewed'(transport) {
    const access = new SimulatedAccess();
    const page = open(access.issue(MINUTE), [transport], access);
    await live(page, 50_000);
    assert.equal(page.feed.state.status, 'live');
    await live(page, 60_000);
    assert.equal(page.feed.state.status, 'unauthorized');
    assert.deepEqual(page.errors, ['unauthorized']);
    await assertNothingGoesOn(page);
  },

  async 'a function that fails is asked again, as if the server were gone'(transport) {
    let failing = true;
    const page = open(access => {
      if (failing) throw new Error('the login is down');
      return access.issue(MINUTE);
    }, [transport]);
    await time.advance(MINUTE);
    assert.notEqual(page.feed.state.status, 'live');
    assert.equal(page.feed.state.why, 'the login is down');
    assert.ok(page.asked.length < 60, `asked ${page.asked.length} times in a minute`);
    failing = false;
    await live(page, 30_000);
    assert.equal(page.feed.state.status, 'live');
    page.feed.close();
    await assertNothingGoesOn(page);
  },

  async 'what a new token does not grant ends, and says so'(transport) {
    if (transport !== 'websocket') return;
    const page = open(access => access.issue(MINUTE), [transport]);
    const other = page.feed.subscribe('p.b', () => {});
    await live(page, 10_000);
    page.access.ended = ['p.b'];
    await live(page, MINUTE);
    assert.ok(other.closed);
    assert.deepEqual(page.errors, ['forbidden']);
    assert.equal(page.feed.state.status, 'live');
    assertWhole(page);
    page.feed.close();
    await assertNothingGoesOn(page);
  },

  async 'who has no token is told so'(transport) {
    const page = open(undefined, [transport]);
    await time.advance(10_000);
    assert.equal(page.feed.state.status, 'unauthorized');
    assert.deepEqual(page.errors, ['unauthorized']);
    await assertNothingGoesOn(page);
  },
};

for (const transport of TRANSPORTS)
  for (const [name, claim] of Object.entries(claims)) {
    try {
      await claim(transport);
    } catch (error) {
      console.error(`${transport}: ${name}`);
      throw error;
    }
  }
console.log('ok');
process.exit(0);
