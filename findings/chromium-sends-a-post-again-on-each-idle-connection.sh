#!/usr/bin/env bash
# Guess: fetch() sends a POST once. If its connection is closed without an answer, the promise is rejected, and only the
#   page can repeat it (RFC 9110, 9.2.2: a client does not repeat a method that is not idempotent by itself).
# Seen: Chromium sends it again on the next idle connection to the server, and so on, until it has tried a new one.
#   After six parallel requests the server gets one POST six or seven times, each time with its whole body. The page
#   sees one "Failed to fetch". Without an idle connection the POST is sent once.
# Version: Chromium 156.0.8078.114 (Debian 12), Node 20.
# Why it matters: a page that has just loaded has idle connections. If a server is killed, or a proxy loses it, after an
#   update was published and before it was answered, the feed has the update several times. In the page that is one call
#   of fetch(), and one line in the network panel.
# Feedhorn: a publish with `Idempotency-Key` is one update however often it arrives (docs/protocol.md). The browser
#   client sends one with each publish over HTTP.
source "$(dirname "$0")/support/chromium.sh"
cat > experiment.mjs <<'JS'
import net from 'node:net';
import {reportOf} from './chromium.mjs';

const OK = 'HTTP/1.1 200 OK\r\nAccess-Control-Allow-Origin: *\r\nContent-Length: 0\r\n\r\n';
const arrived = {once: 0, again: 0};
/** Answers requests to /warm. Closes the connection of any other request that has arrived with its whole body. */
const publisher = net.createServer(socket => {
  let text = '';
  socket.on('error', () => {});
  socket.on('data', data => {
    text += data;
    if (!text.endsWith('{"n":1}')) return;
    const path = text.match(/^POST \/(\w+) /)[1];
    text = '';
    if (path === 'warm') {
      // All six are answered a little later, so that each of them has a connection of its own.
      setTimeout(() => socket.write(OK), 200);
    } else {
      arrived[path]++;
      socket.destroy();
    }
  });
});
await new Promise(done => publisher.listen(0, '127.0.0.1', done));
const results = await reportOf({
  '/': `(async () => {
    const url = 'http://127.0.0.1:${publisher.address().port}/';
    const post = path =>
      fetch(url + path, {method: 'POST', body: '{"n":1}'}).then(response => response.status, String);
    const once = await post('once');
    const warm = await Promise.all(Array.from({length: 6}, () => post('warm')));
    report({once, warm, again: await post('again')});
  })();`,
});
console.log('arrived', arrived, 'results', results);
publisher.close();
process.exitCode = results.warm.every(status => status === 200) && arrived.once === 1 && arrived.again >= 6 ? 0 : 1;
JS
node experiment.mjs
