#!/usr/bin/env bash
# Guess: a page that the browser prerenders before the user opens it (speculation rules) connects to nothing yet; or, as
#   its script runs, it opens each kind of connection.
# Seen: requests and event streams are sent at once, with the header `Sec-Purpose: prefetch;prerender`, and their events
#   arrive. A WebSocket stays in the state CONNECTING, and the server hears nothing of it until the user opens the page;
#   then it opens at once. One that the page closes meanwhile, for example after a timeout, counts as a failure (1006).
#   Web Locks and shared workers wait, too.
# Version: Chromium 156.0.8078.114 (Debian 12), ws 8.23.0, Node 20.
# Why it matters: a client that takes an event stream or polls if a WebSocket does not open in time has left WebSocket
#   for them before the user sees the page. The server counts a reader, and a present user, of a page that may never be
#   opened.
# Feedhorn: the browser client connects when the page is opened, whatever its transport. Other readers by event stream
#   and by polling can be told apart by the header.
source "$(dirname "$0")/support/npm-packages.sh" ws@8.23.0
source "$support/chromium.sh"
cat > experiment.mjs <<'JS'
import {WebSocketServer} from 'ws';
import {reportOf} from './chromium.mjs';
import {pause, stream} from './streams.mjs';

const arrived = [];
const arrive = (what, {headers}) => arrived.push(`${what}, ${headers['sec-purpose'] ?? 'no purpose'}`);

const page = await reportOf({
  '/': `
    const rules = document.createElement('script');
    rules.type = 'speculationrules';
    rules.textContent = JSON.stringify({prerender: [{source: 'list', urls: ['/next'], eagerness: 'immediate'}]});
    document.head.append(rules);
    fetch('/prerendered').then(() => location.href = '/next');`,
  // Answers when the prerendered page has seen all that it can.
  '/prerendered': async (request, response) => {
    while (!arrived.some(one => one.startsWith('seen'))) await pause(100);
    response.end();
  },
  '/next': `
    const seen = [];
    const see = what => seen.push(what + (document.prerendering ? ' before' : ' after'));
    const socket = new WebSocket('ws://' + location.host);
    socket.onopen = () => see('open');
    const impatient = new WebSocket('ws://' + location.host);
    impatient.onclose = ({code}) => see('closed with ' + code);
    navigator.locks.request('lock', () => see('lock'));
    const {port} = new SharedWorker('/worker');
    port.onmessage = () => see('worker');
    new EventSource('/stream').onmessage = async () => {
      see('event');
      await fetch('/poll');
      see('poll');
      await pause(3000);
      see('state ' + socket.readyState);
      impatient.close();
      await pause(500);
      fetch('/seen');
    };
    document.onprerenderingchange = async () => {
      while (seen.length < 7) await pause(100);
      report(seen);
    };`,
  '/stream': (request, response) => {
    arrive('stream', request);
    stream(response, 'data: 1\n\n');
  },
  '/poll': (request, response) => {
    arrive('poll', request);
    response.end();
  },
  '/seen': (request, response) => {
    arrive('seen', request);
    response.end();
  },
  '/worker': (request, response) => {
    response.writeHead(200, {'content-type': 'text/javascript'});
    response.end('onconnect = ({ports: [port]}) => port.postMessage(1);');
  },
}, server => new WebSocketServer({server}).on('connection', (socket, request) => arrive('WebSocket', request)));

console.log('the server:', arrived);
console.log('the page:  ', page);
const purpose = 'prefetch;prerender';
const served = [`stream, ${purpose}`, `poll, ${purpose}`, `seen, ${purpose}`, 'WebSocket, no purpose'];
const before = ['event before', 'poll before', 'state 0 before', 'closed with 1006 before'];
const after = ['lock after', 'open after', 'worker after'];
const equal = (a, b) => JSON.stringify(a) === JSON.stringify(b);
process.exitCode =
  equal(arrived, served) && equal(page.slice(0, 4), before) && equal(page.slice(4).sort(), after) ? 0 : 1;
JS
timeout 120 node experiment.mjs
