#!/usr/bin/env bash
# Guess: a WebSocket whose handshake is not answered delays nobody else. The limit of six connections to a host does not
#   hold for WebSockets.
# Seen: Chromium and Firefox open the next WebSocket to an address when the handshake before it is done, also for other
#   pages of the same site, and under another name of the host. In Firefox pages of other sites and WebSockets to other
#   ports wait, too. RFC 6455 (4.1) asks for that. Requests over HTTP do not wait.
# Versions: Chromium 156.0.8078.114 and Firefox 153.8.0esr (Debian 12), ws 8.23.0, Node 20.
# Why it matters: a server that looks a token up before it answers delays the tabs of a user one after the other, by the
#   sum of their times, and one handshake that hangs stops them all. Behind one proxy it can be that of another service.
# Feedhorn: the browser client takes an event stream if a WebSocket does not work within 5 s (docs/client.md).
source "$(dirname "$0")/support/npm-packages.sh" ws@8.23.0
source "$support/chromium.sh"
source "$support/firefox.sh"
cat > experiment.mjs <<'JS'
import {WebSocketServer} from 'ws';
import * as chromium from './chromium.mjs';
import * as firefox from './firefox.mjs';
import {listen} from './streams.mjs';

const HELD_MILLIS = 4000;
const HELD_SECONDS = HELD_MILLIS / 1000;
const sockets = new WebSocketServer({noServer: true});

/** Answers handshakes at once, but those for /slow late. */
function upgrade(request, connection, head) {
  const answer = () => sockets.handleUpgrade(request, connection, head, () => {});
  request.url === '/slow' ? setTimeout(answer, HELD_MILLIS) : answer();
}

const otherPort = await listen();
otherPort.on('upgrade', upgrade);

const OPEN = `
  const open = url => new Promise((opened, failed) => {
    const socket = new WebSocket(url);
    socket.onopen = opened;
    socket.onerror = () => failed(url);
  });`;

/** The seconds until a request is answered and WebSockets are open, the first of which is answered late. */
function seconds({reportOf}) {
  return reportOf({
    '/': `${OPEN}
      (async () => {
        const start = performance.now();
        const seconds = () => (performance.now() - start) / 1000;
        const slow = open('ws://' + location.host + '/slow').then(seconds);
        await pause(300);
        const framed = host => new Promise(opened => {
          const frame = document.createElement('iframe');
          frame.src = 'http://' + host + ':' + location.port + '/frame';
          addEventListener('message', ({source}) => source === frame.contentWindow && opened(seconds()));
          document.body.append(frame);
        });
        const times = {
          slow,
          request: fetch('/request').then(seconds),
          samePage: open('ws://' + location.host + '/fast').then(seconds),
          otherName: open('ws://localhost:' + location.port + '/fast').then(seconds),
          samePageInFrame: framed('127.0.0.1'),
          otherSiteInFrame: framed('localhost'),
          otherPort: open('ws://127.0.0.1:${otherPort.address().port}/fast').then(seconds),
        };
        for (const name in times) times[name] = await times[name];
        report(times);
      })()`,
    '/frame': `${OPEN} open('ws://127.0.0.1:' + location.port + '/fast').then(() => parent.postMessage('open', '*'))`,
    '/request': (request, response) => response.end(),
  }, server => server.on('upgrade', upgrade));
}

/** The names of what had to wait. */
async function waiting(name, browser) {
  const times = Object.entries(await seconds(browser));
  console.log(`${name}: ${times.map(([what, time]) => `${what} ${time.toFixed(1)} s`).join(', ')}`);
  return times.filter(([, time]) => time >= HELD_SECONDS).map(([what]) => what).join(' ');
}

const always = 'slow samePage otherName samePageInFrame';
const inChromium = await waiting('Chromium', chromium);
const inFirefox = await waiting('Firefox', firefox);
process.exit(inChromium === always && inFirefox === `${always} otherSiteInFrame otherPort` ? 0 : 1);
JS
node experiment.mjs
