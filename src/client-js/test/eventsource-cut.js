// node eventsource-cut.js URL FEED LIBRARY: a reader of an empty topic, whose connection is cut between any
// two blocks, receives each update once.
import assert from 'node:assert/strict';
import {once} from 'node:events';
import {cuttingProxy} from './cutting-proxy.js';
import {Inbox} from './inbox.js';
import {publish} from './server.js';

const RUNS = 20;
const UPDATES = [1, 2, 3, 4, 5];
const LAST = 6;

const [url, feed, library] = process.argv.slice(2);
const {EventSource} = await import(library);

async function run(number) {
  const topic = `${feed}-${number}.x`;
  const blocks = 1 + (number % UPDATES.length);
  const proxy = await cuttingProxy(url, blocks);
  const updates = new Inbox();
  const source = new EventSource(`${proxy.url}/v1/stream?topics=${topic}`);
  let unexpected = '';
  source.addEventListener('update', event => updates.put(JSON.parse(event.data).data));
  source.addEventListener('reset', () => (unexpected = 'a reset'));
  source.addEventListener('message', event => (unexpected = `a message '${event.data}'`));
  await once(source, 'open');
  // A cut after the first block loses all five updates, a later one some of them.
  if (blocks === 1) await proxy.firstCut;
  for (const data of UPDATES) await publish(url, topic, data);
  const received = await updates.take(UPDATES.length);
  await publish(url, topic, LAST);
  received.push(await updates.next());
  source.close();
  proxy.close();
  assert.deepEqual(received, [...UPDATES, LAST], `run ${number}, cut after ${blocks} blocks`);
  assert.equal(unexpected, '');
  return proxy.cuts();
}

const cuts = await Promise.all(Array.from({length: RUNS}, (_, number) => run(number)));
assert.ok(cuts.every(count => count > 0), `cuts: ${cuts}`);
console.log('ok');
process.exit(0);
