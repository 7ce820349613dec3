// node model.js FIRST COUNT: model test of the client against a simulated server, network and clock.
import assert from 'node:assert/strict';
import {connect} from './client/feedhorn.js';
import {Reader, TOPICS} from './model-reader.js';
import {SimulatedNetwork} from './simulated-network.js';
import {SimulatedServer} from './simulated-server.js';
import {simulateTabs} from './simulated-tabs.js';
import {VirtualTime} from './virtual-time.js';

await import('./client/feedhorn-sockjs.js');
await import('./client/feedhorn-share.js');
const [first, count] = process.argv.slice(2).map(Number);
const PATTERNS = [['p.*'], ['e.*'], ['p.a', 'e.a'], ['p.b'], ['p.*', 'e.b'], ['p.a', 'p.c']];
/** The time after which a silent connection must not be `live`. */
const MAX_UNDETECTED_SILENCE_MS = 25_000;
const RECOVERY_MS = 90_000;
const UPGRADE_MS = 1_300_000;

/** Mulberry32, a seeded random generator. */
function randomOf(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

async function run(seed) {
  const random = randomOf(seed);
  const pick = all => all[Math.floor(random() * all.length)];
  Math.random = random;
  const time = new VirtualTime();
  globalThis.window = new EventTarget();
  globalThis.document = Object.assign(new EventTarget(), {hidden: false});
  simulateTabs();
  const server = new SimulatedServer();
  const network = new SimulatedNetwork(server, random);
  const log = [];
  const note = text => log.push(`${(time.now / 1000).toFixed(1)} ${text}`);
  const transports = pick([undefined, undefined, ['websocket'], ['sse'], ['long-polling'], ['sse', 'long-polling'], ['websocket', 'polling'], ['polling', 'websocket'], ['sockjs', 'polling']]);
  const share = seed % 3 === 0;
  const open = () => connect('http://feedhorn.test', {WebSocket: network.WebSocket, SockJS: network.SockJS, fetch: network.fetch, transports, share});
  /** A tab that was opened before, and has the connection if the tabs share it. */
  let otherTab = share && open();
  otherTab && otherTab.subscribe('p.*', () => {});
  const feed = open();
  const readers = new Set();
  let silentSince = Infinity;
  let failure;

  feed.on('state', ({status, transport, trying, reason}) => note(`${status} ${transport} (${trying}): ${reason}`));
  feed.on('gap', gap => [...readers].find(({sub}) => sub === gap.subscription)?.gap(gap));
  feed.on('reset', reset => {
    note(`reset ${JSON.stringify(reset)}`);
    for (const reader of readers) reader.reset();
  });
  feed.on('error', error => assert.fail(error));

  /** Records the exception of a callback, which the client would report to the page only. */
  const recordFailure = action => {
    try {
      action();
    } catch (error) {
      failure ??= error;
    }
  };

  const subscribe = () => {
    const other = pick([...readers, undefined]);
    const since = random() < 0.5 && other?.storedCursor?.includes(':') && other.storedCursor;
    const patterns = since ? other.patterns : pick(PATTERNS);
    const every = since || patterns.join() === 'p.a,p.c';
    const options = every ? {conflate: false} : pick([{}, {}, {conflate: false}, {conflate: false}, patterns.some(pattern => pattern[0] === 'e') ? {} : {maxRate: pick([0.5, 2])}]);
    const reader = new Reader(feed, patterns, options, {random, recordFailure});
    if (since) reader.continueFrom(server, since);
    reader.open(since || pick([undefined, undefined, 'earliest']));
    readers.add(reader);
    note(`subscribe ${patterns} ${JSON.stringify(options)} ${since}`);
  };

  const actions = {
    publish: () => server.publish(pick(TOPICS)),
    burst: () => {
      for (let i = 0; i < 60; i++) server.publish(pick(TOPICS));
    },
    subscribe: () => readers.size < 5 && subscribe(),
    unsubscribe: () => {
      const reader = pick([...readers]);
      if (readers.size < 2) return;
      readers.delete(reader);
      reader.close();
    },
    /** A reloaded page resumes from the cursor that it stored. */
    resume: () => {
      const reader = pick([...readers]);
      reader.close();
      reader.open(reader.storedCursor);
      note(`resume ${reader.patterns} from ${reader.storedCursor}`);
    },
    cut: () => network.cut(),
    restart: () => {
      network.cut();
      server.restart();
    },
    refuseSockets: () => (network.faults.refuseSockets = !network.faults.refuseSockets),
    limitSocketLife: () => (network.faults.socketLifeMs = pick([Infinity, 300, 5_000])),
    bufferStreams: () => {
      network.faults.bufferStreams = !network.faults.bufferStreams;
      network.release();
    },
    badGateway: () => (network.faults.badGateway = !network.faults.badGateway),
    dropData: () => {
      network.faults.dropData = true;
      silentSince = Math.min(silentSince, time.now);
    },
    heal: () => {
      network.heal();
      silentSince = Infinity;
    },
    offline: () => {
      navigator.onLine = false;
      window.dispatchEvent(new Event('offline'));
    },
    online: () => {
      navigator.onLine = true;
      window.dispatchEvent(new Event('online'));
    },
    reopenOtherTab: () => {
      if (!share) return;
      otherTab.close();
      otherTab = open();
      otherTab.subscribe(['p.a', 'e.*'], () => {}, {conflate: false});
    },
    /** Both tabs are frozen for a moment, and the order in which they continue may change. */
    freeze: () => {
      document.dispatchEvent(new Event('freeze'));
      document.dispatchEvent(new Event('resume'));
    },
    toggleVisibility: () => {
      document.hidden = !document.hidden;
      window.dispatchEvent(new Event('visibilitychange'));
    },
  };
  const frequent = ['publish', 'publish', 'publish', 'publish', 'publish', 'heal', 'burst', 'resume'];

  const check = () => {
    if (failure) throw failure;
    const {status, transport, trying, since} = feed.state;
    assert.equal(transport !== null, status === 'live', 'the state has a transport if and only if it is live');
    assert.ok(since <= Date.now());
    assert.notEqual(trying, transport ?? 'none');
    assert.ok(status !== 'closed');
    if (time.now - silentSince > MAX_UNDETECTED_SILENCE_MS) assert.notEqual(status, 'live', 'a silent connection is not live');
  };

  try {
    subscribe();
    for (let step = 0; step < 120; step++) {
      const name = random() < 0.6 ? pick(frequent) : pick(Object.keys(actions));
      if (!frequent.includes(name)) note(name);
      actions[name]();
      for (let remaining = pick([0, 5, 100, 1_000, 4_000, 12_000]); remaining >= 0; remaining -= 1_000) {
        await time.advance(Math.min(remaining, 1_000));
        check();
      }
    }
    note('healed');
    actions.heal();
    if (document.hidden) actions.toggleVisibility();
    actions.online();
    await time.advance(RECOVERY_MS);
    check();
    assert.equal(feed.state.status, 'live');
    for (const topic of TOPICS) server.publish(topic);
    await time.advance(10_000);
    for (const reader of readers) reader.assertHasNewest(server);
    await time.advance(UPGRADE_MS);
    for (const topic of TOPICS) server.publish(topic);
    await time.advance(10_000);
    for (const reader of readers) reader.assertHasNewest(server);
    assert.equal(feed.state.transport, transports?.[0] ?? 'websocket', 'the best transport is used again');
    assert.ok(Math.abs(feed.clock.offset) <= feed.clock.error, 'the offset of the clock is within its error');
    feed.close();
    if (share) otherTab.close();
    await time.advance(60_000);
    assert.equal(network.open, 0, 'no connection is open');
    assert.equal(time.waiting, 0, 'no timer is pending');
  } catch (error) {
    console.error(log.slice(-60).join('\n'));
    throw error;
  }
}

for (let seed = first; seed < first + count; seed++) {
  try {
    await run(seed);
  } catch (error) {
    console.error(`seed ${seed}`);
    throw error;
  }
}
console.log('ok');
process.exit(0);
