#!/usr/bin/env bash
# Guess: a client that reconnects after its server was killed does so after a planned restart, too. The server then
#   closes with the code 1001, "going away" (RFC 6455, 7.4.1).
# Seen: sockette does not come back after 1001, although its documentation says that only 1000 and 1005 end it. A
#   webSocket of RxJS with `retry()` does not either: any clean close completes it, and only errors are retried. Both
#   come back if the connection breaks. partysocket comes back after both, and so does RxJS with `repeat()` beside
#   `retry()`.
# Versions: sockette 2.0.6, rxjs 7.8.2, partysocket 1.3.0, ws 8.23.0, Node 20.
# Why it matters: a planned restart loses readers that a crash does not lose. A test that kills the server passes.
# Feedhorn: a node that leaves closes with 1001 (docs/protocol.md, "Close codes"), as the standard says. What to set is
#   in docs/compatibility.md.
source "$(dirname "$0")/support/npm-packages.sh" sockette@2.0.6 rxjs@7.8.2 partysocket@1.3.0 ws@8.23.0
cat > experiment.mjs <<'JS'
import {once} from 'node:events';
import {WebSocket as PartySocket} from 'partysocket';
import {repeat, retry} from 'rxjs';
import {webSocket} from 'rxjs/webSocket';
import sockette from 'sockette';
import WebSocket, {WebSocketServer} from 'ws';
import {pause} from './streams.mjs';

const DELAY_MILLIS = 100;
const WAIT_MILLIS = 4000;
globalThis.WebSocket = WebSocket;

const clients = {
  sockette: url => sockette(url, {timeout: DELAY_MILLIS}),
  'rxjs, retry': url => webSocket(url).pipe(retry({delay: DELAY_MILLIS})).subscribe({error: () => {}}),
  'rxjs, retry and repeat': url => webSocket(url)
      .pipe(retry({delay: DELAY_MILLIS}), repeat({delay: DELAY_MILLIS})).subscribe({error: () => {}}),
  partysocket: url => new PartySocket(url, [], {WebSocket, minReconnectionDelay: DELAY_MILLIS}),
};
const endings = {
  crash: socket => socket.terminate(),
  restart: socket => socket.close(1001, 'leaving'),
};

/** Ends the first connection of a client and returns if it came back. */
async function comesBack(connect, end) {
  const server = new WebSocketServer({port: 0, host: '127.0.0.1'});
  await once(server, 'listening');
  let connections = 0;
  server.on('connection', socket => {
    if (++connections === 1) setTimeout(() => end(socket), 200);
  });
  connect(`ws://127.0.0.1:${server.address().port}`);
  await pause(WAIT_MILLIS);
  return connections > 1;
}

const seen = await Promise.all(Object.entries(clients).map(async ([name, connect]) => {
  const [crash, restart] = await Promise.all(
      [endings.crash, endings.restart].map(end => comesBack(connect, end)));
  return `${name}: comes back after a crash ${crash}, after a restart ${restart}`;
}));
console.log(seen.join('\n'));
const expected = {sockette: false, 'rxjs, retry': false, 'rxjs, retry and repeat': true, partysocket: true};
process.exit(seen.every((line, i) => {
  const [name, restart] = Object.entries(expected)[i];
  return line === `${name}: comes back after a crash true, after a restart ${restart}`;
}) ? 0 : 1);
JS
node experiment.mjs
