#!/usr/bin/env bash
# Guess: a page whose script is stuck answers no ping; or, as the browser answers, it always does.
# Seen: while a page is busy, Chromium answers each ping as long as about 128 KB wait for the page. With more, it stops
#   to read, and no ping is answered until the page goes on, when all are. The server's writes succeed all the time,
#   since the kernel has room for more.
# Version: Chromium 156.0.8078.114 (Debian 12), ws 8.23.0, Node 20.
# Why it matters: on a quiet feed a heartbeat does not find a page that is stuck. On a busy feed it ends the connection
#   of a page that is in a debugger or an alert, although nothing waits at the server.
# Feedhorn: closes a WebSocket that leaves two pings unanswered, 15 s each. The client resumes from its cursor.
source "$(dirname "$0")/support/npm-packages.sh" ws@8.23.0
source "$support/chromium.sh"
cat > experiment.mjs <<'JS'
import {WebSocketServer} from 'ws';
import {reportOf} from './chromium.mjs';
import {pause} from './streams.mjs';

/**
 * Sends 20 messages of a size, each with a ping, to a page whose script waits in a synchronous request. Returns how
 * many pings were answered meanwhile, or -1 if the page does not have all messages in the end.
 */
async function pongs(size) {
  let connection;
  let answered = 0;
  let meanwhile;
  const received = await reportOf({
    '/': `
      let received = 0;
      const socket = new WebSocket('ws://' + location.host);
      socket.onopen = () => {
        const request = new XMLHttpRequest();
        request.open('GET', '/busy', false);
        request.send();
      };
      socket.onmessage = () => ++received === 20 && report(received);`,
    '/busy': async (request, response) => {
      for (let i = 0; i < 20; i++) {
        connection.send('x'.repeat(size));
        connection.ping();
        await pause(100);
      }
      await pause(1000);
      meanwhile = answered;
      response.end();
    },
  }, server => new WebSocketServer({server}).on('connection', socket => {
    connection = socket;
    socket.on('pong', () => answered++);
  }));
  console.log(`20 messages of ${size} bytes: ${meanwhile} pings answered while the page was busy; then it got ${received}`);
  return received === 20 ? meanwhile : -1;
}

const small = await pongs(100);
const large = await pongs(20_000);
process.exitCode = small === 20 && large >= 1 && large <= 12 ? 0 : 1;
JS
node experiment.mjs
