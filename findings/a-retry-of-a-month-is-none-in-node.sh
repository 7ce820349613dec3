#!/usr/bin/env bash
# Guess: a client that is told to come back in 30 days (`retry: 2592000000`, or `Retry-After: 2592000`) does not come back
#   while its process runs.
# Seen: in Node each EventSource comes back at once, hundreds of times a second: eventsource 4 and 5, undici,
#   eventsource-client and fetch-event-source. So does axios-retry after `Retry-After`. They give the number to setTimeout,
#   which takes more than 2,147,483,647 ms (24.8 days) for 1 ms. ky, got, Chromium and Firefox wait.
# Versions: eventsource 4.1.1 and 5.1.5, undici 7.30.2, eventsource-client 1.2.0, @microsoft/fetch-event-source 2.0.1, ky 2.1.0,
#   got 16.1.0, axios-retry 4.5.0 with axios 1.21.1, Node 20; Chromium 156.0.8078.114 and Firefox 153.8.0esr (Debian 12).
# Why it matters: a feed that is over, or a server that wants to be left alone, says so with a long pause, and gets a flood of
#   requests.
# Feedhorn: asks for a minute at most. Its browser client had the same fault; it waits ten minutes at most.
source "$(dirname "$0")/support/npm-packages.sh" eventsource@4.1.1 eventsource5@npm:eventsource@5.1.5 undici@7.30.2 \
  eventsource-client@1.2.0 @microsoft/fetch-event-source@2.0.1 ky@2.1.0 axios@1.21.1 axios-retry@4.5.0 got@16.1.0
source "$support/chromium.sh"
source "$support/firefox.sh"
cat > clients.mjs <<'JS'
import * as undici from 'undici';
import * as eventsource from 'eventsource';
import * as eventsource5 from 'eventsource5';
import {createEventSource} from 'eventsource-client';
import axios from 'axios';
import axiosRetry from 'axios-retry';
import ky from 'ky';
import {listen, pause, urlOf} from './streams.mjs';

const MANY = 20;
const SECONDS = 6;
globalThis.window = globalThis; // for fetch-event-source
const {fetchEventSource} = await import('@microsoft/fetch-event-source');
const {default: got} = await import('got');

axiosRetry(axios, {retries: 1000});
const open = {
  'eventsource 4': url => new eventsource.EventSource(url),
  'eventsource 5': url => new eventsource5.EventSource(url),
  'undici': url => new undici.EventSource(url),
  'eventsource-client': url => createEventSource(url),
  'fetch-event-source': url => fetchEventSource(url, {
    openWhenHidden: true,
    onclose: () => {
      throw new Error('the stream ended');
    },
  }),
  'ky': url => ky(url + 'busy', {retry: 1000}).catch(() => {}),
  'axios-retry': url => axios.get(url + 'busy').catch(() => {}),
  'got': url => got(url + 'busy', {retry: {limit: 1000}}).catch(() => {}),
};
let requests = 0;
const server = await listen((request, response) => {
  requests++;
  if (request.url === '/busy') {
    response.writeHead(503, {'retry-after': '2592000'}).end();
  } else {
    response.writeHead(200, {'content-type': 'text/event-stream'}).end('retry: 2592000000\ndata: 1\n\n');
  }
});
// Each client in a process of its own, as most do not stop.
const name = process.argv[2];
open[name](urlOf(server));
const begun = performance.now();
while (requests < MANY && performance.now() - begun < SECONDS * 1000) await pause(10);
console.log(`${name}: ${requests === 1 ? 'waits' : requests < MANY ? requests : 'asks without a pause'}`);
process.exit(0);
JS
cat > browsers.mjs <<'JS'
import * as chromium from './chromium.mjs';
import * as firefox from './firefox.mjs';

for (const [name, {reportOf}] of Object.entries({Chromium: chromium, Firefox: firefox})) {
  let requests = 0;
  await reportOf({
    '/': `new EventSource('/stream'); pause(3000).then(() => report(1))`,
    '/stream': (request, response) => {
      requests++;
      response.writeHead(200, {'content-type': 'text/event-stream'}).end('retry: 2592000000\ndata: 1\n\n');
    },
  });
  console.log(`${name}: ${requests === 1 ? 'waits' : requests}`);
}
JS
{
  for client in 'eventsource 4' 'eventsource 5' undici eventsource-client fetch-event-source ky axios-retry got; do
    timeout 30 node --no-warnings clients.mjs "$client"
  done
  node browsers.mjs
} | tee result
diff result - <<END
eventsource 4: asks without a pause
eventsource 5: asks without a pause
undici: asks without a pause
eventsource-client: asks without a pause
fetch-event-source: asks without a pause
ky: waits
axios-retry: asks without a pause
got: waits
Chromium: waits
Firefox: waits
END
