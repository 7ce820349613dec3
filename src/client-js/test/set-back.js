// node set-back.js: tests of a client whose system clock is set back by hours.
import assert from 'node:assert/strict';
import {connect} from './client/feedhorn.js';
import {SimulatedAccess} from './simulated-access.js';
import {SimulatedNetwork} from './simulated-network.js';
import {SimulatedServer} from './simulated-server.js';
import {VirtualTime} from './virtual-time.js';

const MINUTE = 60_000;
const BACK_MS = 300 * MINUTE;
let random = 1;
Math.random = () => (random = (random * 16807) % 2147483647) / 2147483647;
const time = new VirtualTime();
const access = new SimulatedAccess();

function open(transports, options = {}) {
  const network = new SimulatedNetwork(new SimulatedServer(), () => 0.5);
  network.access = options.token ? access : null;
  const feed = connect('http://feedhorn.test', {...options, transports, WebSocket: network.WebSocket, fetch: network.fetch});
  feed.subscribe('p.a', () => {}, {conflate: false});
  return {network, feed};
}

// A token that is refused again, long after the first time, is requested anew.
for (const transport of ['websocket', 'sse', 'long-polling', 'polling']) {
  const {network, feed} = open([transport], {token: () => access.issue(1_000 * MINUTE)});
  await time.advance(MINUTE);
  for (const back of [0, BACK_MS]) {
    time.setBack(back);
    access.revokeAll();
    network.cut();
    await time.advance(2 * MINUTE);
    assert.equal(feed.state.status, 'live', `${transport}, ${back}`);
  }
  feed.close();
}

// A better transport is tried again after its pause, also if the other one is lost in between.
{
  const {network, feed} = open(['websocket', 'long-polling']);
  network.faults.refuseSockets = true;
  await time.advance(2 * MINUTE);
  assert.equal(feed.state.transport, 'long-polling');
  time.setBack(BACK_MS);
  network.heal();
  network.cut();
  await time.advance(30 * MINUTE);
  assert.equal(feed.state.transport, 'websocket');
  feed.close();
}
console.log('ok');
process.exit(0);
