// node cuts.js LIBRARY URL RUNS FEED…: an EventSource whose connection is cut after each of its first
// blocks, RUNS times each, while five updates are published on a feed that was empty before.
import {once} from 'node:events';
import net from 'node:net';

const [library, url, runs, ...feeds] = process.argv.slice(2);
const {EventSource} = await import(library);
const UPDATES = 5;
const PATIENCE_MS = 60_000;
const pause = () => new Promise(resolve => setTimeout(resolve, 20));

async function until(condition, what) {
  for (const start = Date.now(); !condition(); await pause()) {
    if (Date.now() - start > PATIENCE_MS) throw new Error(`${what()} after ${PATIENCE_MS} ms`);
  }
}

async function publish(topic, data) {
  const headers = {'content-type': 'application/json'};
  const response = await fetch(`${url}/v1/topics/${topic}`, {method: 'POST', headers, body: JSON.stringify(data)});
  if (response.status !== 201) throw new Error(await response.text());
}

/** Where a number of blocks end; negative where they do not. */
function endOf(blocks, text) {
  let end = 0;
  for (let i = 0; i < blocks; i++) {
    const empty = text.indexOf('\n\n', end);
    if (empty < 0) return -1;
    end = empty + 2;
  }
  return end;
}

/** A way to the server that is cut once, behind a number of blocks. */
async function wayThatIsCutAfter(blocks) {
  const {hostname, port} = new URL(url);
  const way = {isCut: false, begun: false, close: () => server.close()};
  const server = net.createServer(client => {
    const upstream = net.connect(Number(port), hostname);
    const both = [client, upstream];
    both.forEach(socket => socket.on('error', () => {}));
    client.on('close', () => upstream.destroy());
    upstream.on('close', () => client.destroy());
    client.pipe(upstream);
    let text = '';
    upstream.on('data', bytes => {
      if (way.isCut) return client.write(bytes);
      const before = text.length;
      text += bytes.toString('latin1');
      way.begun ||= text.includes('\n\n');
      const end = endOf(blocks, text);
      if (end < 0) return client.write(bytes);
      way.isCut = true;
      // To the end of the chunk that the block is in, so that the reader gets the block.
      const last = text.indexOf('\r\n', end);
      client.write(bytes.subarray(0, last < 0 ? bytes.length : last + 2 - before), () => both.forEach(s => s.destroy()));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  way.url = `http://127.0.0.1:${server.address().port}`;
  return way;
}

async function run(feed, blocks) {
  const topic = `${feed}.x`;
  const way = await wayThatIsCutAfter(blocks);
  const came = [];
  const resets = [];
  const source = new EventSource(`${way.url}/v1/stream?topics=${topic}`);
  source.addEventListener('update', event => came.push(JSON.parse(event.data).data));
  source.addEventListener('reset', event => resets.push(event.data));
  await until(() => way.begun, () => `cut ${blocks}: no block came`);
  let published = 0;
  // The first block has no update in it: so many updates are before the cut, and the others after it.
  while (published < blocks - 1) await publish(topic, ++published);
  await until(() => way.isCut, () => `cut ${blocks}: the connection is not cut`);
  while (published < UPDATES) await publish(topic, ++published);
  const said = () => `cut ${blocks}: ${JSON.stringify(came)} and ${resets.length} resets`;
  await until(() => came.length > 0 && came.at(-1) === UPDATES, said);
  source.close();
  way.close();
  return came.join() === '1,2,3,4,5' && resets.length === 0 ? null : said();
}

const cuts = Array.from({length: UPDATES}, (_, i) => i + 1).flatMap(cut => Array(Number(runs)).fill(cut));
const results = await Promise.all(cuts.map((cut, i) => run(feeds[i], cut).catch(String)));
const wrong = results.filter(Boolean);
console.log(wrong.length ? wrong.sort().join('\n') : `${results.length} of ${results.length} are whole`);
process.exit(wrong.length ? 1 : 0);
