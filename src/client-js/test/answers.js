// node answers.js: tests of refused streams, Retry-After, forbidden origins and exact numbers.
import assert from 'node:assert/strict';
import {connect} from './client/feedhorn.js';
import {SimulatedNetwork} from './simulated-network.js';
import {SimulatedServer} from './simulated-server.js';
import {VirtualTime} from './virtual-time.js';

await import('./client/feedhorn-sockjs.js');
const TRANSPORTS = ['websocket', 'sse', 'long-polling', 'polling', 'sockjs'];
Math.random = () => 0.5;
const time = new VirtualTime();
const MAX_RETRY_MS = 600_000;
const SPECIAL_JSON = '{"id":8389765929445198309,"#1":["#2","\\u00233","##4",-9007199254740993,9007199254740992,1.50,1e3,"123456789012345678"],"s":"\\"data\\":{}]","l":"a\u2028\u2029b"}';

function open(options) {
  const server = new SimulatedServer();
  const network = new SimulatedNetwork(server, () => 0.5);
  const feed = connect('http://feedhorn.test', {WebSocket: network.WebSocket, SockJS: network.SockJS, fetch: network.fetch, ...options});
  const page = {server, network, feed, states: [], errors: []};
  feed.on('state', state => page.states.push(state));
  feed.on('error', error => page.errors.push(error));
  return page;
}

/** Returns a fetch that refuses requests of one path, and the times of these requests. */
function refuse(network, pathname, respond) {
  const {fetch} = network;
  const requestTimes = [];
  const refused = (url, init) => {
    if (url.pathname !== pathname) return fetch(url, init);
    requestTimes.push(Date.now());
    return Promise.resolve(respond(url));
  };
  return {requestTimes, refused};
}

const problem = {type: 'about:blank', title: 'Service Unavailable', status: 503, detail: 'The server is overloaded.', code: 'unavailable'};

const tests = {
  async 'a refused stream reports the reason and is requested again after its reconnection time'() {
    const server = new SimulatedServer();
    const network = new SimulatedNetwork(server, () => 0.5);
    let full = true;
    const {requestTimes, refused} = refuse(network, '/v1/stream', url => full
      ? new Response(`retry: 7000\nevent: unavailable\ndata: ${JSON.stringify(problem)}\n\n`, {headers: {'content-type': 'text/event-stream'}})
      : network.fetch(url, {}));
    const feed = connect('http://feedhorn.test', {transports: ['sse', 'polling'], fetch: (url, init) => full ? refused(url, init) : network.fetch(url, init)});
    const seqs = [];
    assert.deepEqual([feed.state.status, feed.state.reason], ['connecting', 'no answer yet']);
    feed.subscribe('p.a', ({seq}) => seqs.push(seq));
    server.publish('p.a');
    await time.advance(3_000);
    assert.deepEqual([feed.state.status, feed.state.code, feed.state.reason], ['connecting', 'unavailable', 'sse: The server is overloaded.']);
    assert.equal(feed.state.why, feed.state.reason, 'the former name');
    await time.advance(30_000);
    const gaps = requestTimes.slice(1).map((at, i) => at - requestTimes[i]);
    assert.ok(gaps.length >= 2 && gaps.every(gap => gap >= 7_000 && gap < 20_000), gaps.join());
    full = false;
    await time.advance(20_000);
    assert.deepEqual([feed.state.status, feed.state.transport, feed.state.code], ['live', 'sse', undefined]);
    server.publish('p.a');
    await time.advance(1_000);
    assert.deepEqual(seqs, [1, 2]);
    feed.close();
  },

  async 'Retry-After is respected'() {
    const server = new SimulatedServer();
    const network = new SimulatedNetwork(server, () => 0.5);
    const limited = {...problem, status: 429, code: 'rate_limited', detail: 'Too many requests.'};
    const {requestTimes, refused} = refuse(network, '/v1/updates', () =>
      new Response(JSON.stringify(limited), {status: 429, headers: {'retry-after': '9'}}));
    const feed = connect('http://feedhorn.test', {transports: ['polling'], fetch: refused});
    feed.subscribe('p.a', () => {});
    await time.advance(60_000);
    const gaps = requestTimes.slice(1).map((at, i) => at - requestTimes[i]);
    assert.ok(gaps.length >= 2 && gaps.every(gap => gap >= 9_000 && gap < 20_000), gaps.join());
    assert.equal(feed.state.code, 'rate_limited');
    feed.close();
  },

  async 'a Retry-After of a month is one of ten minutes'() {
    const server = new SimulatedServer();
    const network = new SimulatedNetwork(server, () => 0.5);
    const {requestTimes, refused} = refuse(network, '/v1/updates', () => {
      if (requestTimes.length > 50) feed.close();
      return new Response(JSON.stringify(problem), {status: 503, headers: {'retry-after': '2592000'}});
    });
    const feed = connect('http://feedhorn.test', {transports: ['polling'], fetch: refused});
    feed.subscribe('p.a', () => {});
    await time.advance(3 * MAX_RETRY_MS);
    const gaps = requestTimes.slice(1).map((at, i) => at - requestTimes[i]);
    assert.ok(gaps.length === 2 && gaps.every(gap => gap >= MAX_RETRY_MS), gaps.join());
    feed.close();
  },

  async 'a heartbeat without an empty line keeps a stream alive'() {
    const {feed, states} = open({transports: ['sse']});
    feed.subscribe('p.a', () => {});
    await time.advance(300_000);
    assert.equal(feed.state.status, 'live');
    assert.equal(states.filter(({status}) => status === 'reconnecting').length, 0);
    feed.close();
  },

  async 'a page whose origin is not permitted gets an error and stops until a manual reconnect'() {
    for (const transport of TRANSPORTS) {
      const server = new SimulatedServer();
      const network = new SimulatedNetwork(server, () => 0.5);
      network.heal();
      let allowed = false;
      let requests = 0;
      const forbidden = {...problem, status: 403, code: 'forbidden', detail: 'The origin http://a is not allowed (http.origins).'};
      const fetch = (url, init) => {
        if (allowed) return network.fetch(url, init);
        requests++;
        return Promise.resolve(new Response(JSON.stringify(forbidden), {status: 403}));
      };
      network.faults.refuseSockets = true;
      const feed = connect('http://feedhorn.test', {transports: [transport], WebSocket: network.WebSocket, SockJS: network.SockJS, fetch});
      const errors = [];
      feed.on('error', ({code}) => errors.push(code));
      const sub = feed.subscribe('p.a');
      await time.advance(10_000);
      assert.equal(feed.state.status, 'forbidden');
      assert.match(feed.state.reason, /origin of this page.*http:\/\/a is not allowed \(http\.origins\)/);
      assert.deepEqual(errors, ['forbidden']);
      const before = requests;
      await time.advance(600_000);
      assert.equal(requests, before, 'no further requests');
      assert.equal(network.open, 0);
      assert.ok(!sub.closed);
      allowed = true;
      network.heal();
      server.publish('p.a');
      feed.reconnect();
      const first = sub[Symbol.asyncIterator]().next();
      await time.advance(10_000);
      assert.equal(feed.state.status, 'live');
      assert.equal((await first).value.seq, 1);
      feed.close();
    }
  },

  async 'raw is the text that the server sent, and integers are exact on request'() {
    for (const transport of TRANSPORTS)
      for (const numbers of [undefined, 'exact']) {
        const {server, feed} = open({transports: [transport], numbers});
        server.raw = SPECIAL_JSON;
        server.publish('p.a');
        const received = [];
        feed.subscribe('p.a', update => received.push(update));
        await time.advance(3_000);
        server.publish('p.a');
        await time.advance(3_000);
        assert.deepEqual(received.map(({raw}) => raw), [SPECIAL_JSON, SPECIAL_JSON], transport);
        for (const {data} of received) {
          if (numbers) assert.deepEqual(data, {id: 8389765929445198309n, '#1': ['#2', '#3', '##4', -9007199254740993n, 9007199254740992, 1.5, 1000, '123456789012345678'], s: '"data":{}]', l: 'a\u2028\u2029b'});
          else assert.deepEqual(data, JSON.parse(SPECIAL_JSON));
        }
        feed.close();
      }
  },

  async 'an error of a listener does not stop the client'() {
    const errors = [];
    const collect = ({message}) => errors.push(message);
    process.on('uncaughtException', collect);
    for (const transport of TRANSPORTS) {
      const {server, network, feed} = open({transports: [transport]});
      const fail = () => {
        throw new Error('of the page');
      };
      for (const event of ['state', 'update']) feed.on(event, fail);
      const seqs = [];
      feed.subscribe('p.a', ({seq}) => seqs.push(seq));
      await time.advance(3_000);
      network.cut();
      server.publish('p.a');
      await time.advance(60_000);
      assert.equal(feed.state.status, 'live', transport);
      assert.deepEqual(seqs, [1], transport);
      feed.close();
    }
    await time.advance(1_000);
    process.off('uncaughtException', collect);
    assert.ok(errors.length > 2 * TRANSPORTS.length);
    assert.deepEqual(new Set(errors), new Set(['of the page']));
  },

  async 'numbers are exact or plain'() {
    const {feed} = open({transports: ['sse']});
    assert.throws(() => connect('http://feedhorn.test', {numbers: 'bigint'}), {code: 'bad_request'});
    feed.close();
  },
};

for (const [name, test] of Object.entries(tests)) {
  try {
    await test();
  } catch (error) {
    console.error(name);
    throw error;
  }
}
console.log('ok');
process.exit(0);
