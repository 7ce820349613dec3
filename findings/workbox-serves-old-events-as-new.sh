#!/usr/bin/env bash
# Guess: with NetworkFirst of Workbox, which recipes use for `/api`, an event stream comes from the network or not at all.
#   It says `no-store`, and has no end that a cache could wait for.
# Seen: the end of the stream is its end: a stream that was ended by the server, as at a planned stop, is in the cache of the
#   service worker, which does not look at `no-store` or `Last-Event-ID`. While the server is away, each reconnection of
#   an EventSource is answered from there: the page gets the events of the last stream again, with their old ids, at each
#   turn, with the state "open" and no sign of an outage.
# Versions: workbox-routing and workbox-strategies 7.4.1, Chromium 156.0.8078.114 and Firefox 153.8.0esr (Debian 12), Node 20.
# Why it matters: old prices run again as new ones, for as long as the outage lasts, and the position goes back: the
#   EventSource resumes from an id of the cached stream.
# Feedhorn: its service worker handles pushes only. docs/clients.md has the line with which a worker of another program leaves
#   streams alone.
source "$(dirname "$0")/support/npm-packages.sh" workbox-routing@7.4.1 workbox-strategies@7.4.1 esbuild@0.28.2
source "$support/chromium.sh"
source "$support/firefox.sh"
cat > worker.js <<'JS'
import {setDefaultHandler} from 'workbox-routing';
import {NetworkFirst} from 'workbox-strategies';

setDefaultHandler(new NetworkFirst());
addEventListener('install', () => skipWaiting());
addEventListener('activate', event => event.waitUntil(clients.claim()));
JS
node_modules/.bin/esbuild --log-level=warning --bundle --define:process.env.NODE_ENV='"production"' worker.js --outfile=bundle.js
cat > experiment.mjs <<'JS'
import {readFileSync} from 'node:fs';
import * as chromium from './chromium.mjs';
import * as firefox from './firefox.mjs';

for (const [name, {reportOf}] of Object.entries({Chromium: chromium, Firefox: firefox})) {
  let streams = 0;
  const {got, errors} = await reportOf({
    '/': `(async () => {
      navigator.serviceWorker.register('/worker.js');
      await navigator.serviceWorker.ready;
      if (!navigator.serviceWorker.controller) {
        await new Promise(done => navigator.serviceWorker.oncontrollerchange = done);
      }
      const got = [];
      let errors = 0;
      const source = new EventSource('/stream');
      source.onmessage = ({data, lastEventId}) => got.push(lastEventId + ': ' + data);
      source.onerror = () => errors += source.readyState === EventSource.CLOSED;
      while (got.length < 6) await pause(100);
      report({got: got.slice(0, 6), errors});
    })()`,
    '/worker.js': (request, response) => {
      response.writeHead(200, {'content-type': 'text/javascript'}).end(readFileSync('bundle.js'));
    },
    '/stream': (request, response) => {
      if (++streams > 1) return request.socket.destroy();
      response.writeHead(200, {'content-type': 'text/event-stream', 'cache-control': 'no-store'});
      response.end('retry: 500\nid: 1\ndata: 10.50\n\nid: 2\ndata: 10.75\n\n');
    },
  });
  console.log(`${name}: ${got.join(', ')}; failures: ${errors}, asked again: ${streams > 1}`);
}
JS
node experiment.mjs | tee result
again='1: 10.50, 2: 10.75, 1: 10.50, 2: 10.75, 1: 10.50, 2: 10.75; failures: 0, asked again: true'
diff result - <<END
Chromium: $again
Firefox: $again
END
