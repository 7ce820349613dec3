#!/usr/bin/env bash
# Guess: a service worker that passes requests on, `event.respondWith(fetch(event.request))`, changes nothing for an
#   event stream: the response comes from the network, so the stream goes on when the worker is stopped.
# Seen: when the worker has had nothing to do for 30 s, Firefox stops it, and with it the stream, although events arrive
#   on it. The EventSource is closed for good (readyState 2): it does not reconnect. The stream stays open if the worker
#   leaves it alone (returns without respondWith), or while the page sends a request every 5 s (measured once).
# Version: Firefox 153.8.0esr (Debian 12), Node 20. In Chromium 156 such a stream stays open (measured for a minute).
# Why it matters: Web Push and offline pages need a service worker, and this line is in most of them. The feed of a page
#   stops after half a minute if nothing else happens on the page; where somebody clicks, as in tests, it goes on.
# Feedhorn: its service worker handles pushes only, and WebSockets do not pass service workers. docs/clients.md has the
#   line that a worker needs.
source "$(dirname "$0")/support/firefox.sh"
cat > experiment.mjs <<'JS'
import {reportOf} from './firefox.mjs';
import {stream} from './streams.mjs';

const WATCH_MILLIS = 90_000;
const opened = [];
const events = (request, response) => {
  opened.push(request.url);
  stream(response, 'retry: 500\n\n');
  const timer = setInterval(() => response.write('data: 1\n\n'), 200);
  response.on('close', () => clearInterval(timer));
};
const {received: [passed, alone], states} = await reportOf({
  '/': `
    (async () => {
      await navigator.serviceWorker.register('/worker.js');
      while (!navigator.serviceWorker.controller) await pause(50);
      const streams = ['/passed', '/left-alone'].map(path => new EventSource(path));
      const received = [0, 0];
      streams.forEach((source, i) => source.onmessage = () => received[i]++);
      await new Promise(done => {
        streams.forEach(source => source.onerror = done);
        setTimeout(done, ${WATCH_MILLIS});
      });
      await pause(3000);
      report({received, states: streams.map(source => source.readyState)});
    })();`,
  '/worker.js': (request, response) => {
    response.writeHead(200, {'content-type': 'text/javascript'});
    response.end(`
      oninstall = () => skipWaiting();
      onactivate = event => event.waitUntil(clients.claim());
      onfetch = event => {
        const isStream = event.request.headers.get('accept') === 'text/event-stream';
        if (isStream && event.request.url.endsWith('/left-alone')) return;
        event.respondWith(fetch(event.request));
      };`);
  },
  '/passed': events,
  '/left-alone': events,
});
console.log(`passed on: ${passed} events, state ${states[0]}; left alone: ${alone} events, state ${states[1]};`,
    `requests: ${opened.sort().join(', ')}`);
process.exitCode = states[0] === 2 && states[1] === 1 && passed < alone
  && opened.join() === '/left-alone,/passed' ? 0 : 1;
JS
node experiment.mjs
