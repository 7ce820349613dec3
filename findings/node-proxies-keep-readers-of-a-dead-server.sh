#!/usr/bin/env bash
# Guess: when one side of a proxied event stream is gone, a proxy ends the other side. Node's dev servers do it for
#   WebSockets.
# Seen: if the server dies in the middle of a stream, http-proxy, http-proxy-middleware 3 and the dev server of Vite
#   leave the reader connected: no error, no end, no further byte. http-proxy also keeps the server's stream when its
#   reader has left. http-proxy-middleware 4 does both right.
# Versions: http-proxy 1.18.1, http-proxy-middleware 3.0.5 and 4.2.1, vite 8.3.8, Node 20.
# Why it matters: an EventSource has no timeout, so a page under development is silent after its server was killed, and
#   the server looks wrong. Behind http-proxy each reload of the page is one more reader for the server.
# Feedhorn: a server that is stopped ends its streams, and all of these pass that on. The browser client checks its
#   stream every 10 s (docs/client.md); for other clients docs/clients.md asks for a read timeout. docs/proxies.md has
#   the lines that Vite needs.
source "$(dirname "$0")/support/npm-packages.sh" \
  http-proxy@1.18.1 middleware3@npm:http-proxy-middleware@3.0.5 middleware4@npm:http-proxy-middleware@4.2.1 vite@8.3.8
cat > experiment.mjs <<'JS'
import http from 'node:http';
import httpProxy from 'http-proxy';
import * as middleware3 from 'middleware3';
import * as middleware4 from 'middleware4';
import {createServer} from 'vite';
import {listen, pause, stream, urlOf} from './streams.mjs';

const WAIT_MILLIS = 3000;

async function vite(proxy) {
  const server = await createServer(
      {configFile: false, logLevel: 'silent', server: {host: '127.0.0.1', proxy: {'/stream': proxy}}});
  await server.listen();
  return server.httpServer.address().port;
}
const portOf = async handler => (await listen(handler)).address().port;

/** Functions that start a proxy for a server and return its port. */
const proxies = {
  'http-proxy 1': target => {
    const proxy = httpProxy.createProxyServer({target});
    proxy.on('error', (error, request, response) => response.destroy());
    return portOf((request, response) => proxy.web(request, response));
  },
  'middleware 3': target => portOf(middleware3.createProxyMiddleware({target})),
  'middleware 4': target => portOf(middleware4.createProxyMiddleware({target})),
  'vite 8': vite,
  'vite 8, configured': target => vite({
    target,
    configure: proxy => proxy.on('proxyRes', (answer, request, response) => {
      answer.on('close', () => answer.complete || response.destroy());
    }),
  }),
};

/** Opens a stream and returns the response when its first event is there. */
const read = port => new Promise((began, failed) => {
  http.get({host: '127.0.0.1', port, path: '/stream', agent: false}, response => {
    response.once('data', () => began(response));
    response.on('error', () => {});
  }).on('error', failed);
});

async function seen(start) {
  let streams = 0;
  const server = await listen((request, response) => {
    streams++;
    stream(response, 'data: 1\n\n');
    const events = setInterval(() => response.write('data: 1\n\n'), 200);
    response.on('close', () => {
      streams--;
      clearInterval(events);
    });
  });
  const port = await start(urlOf(server).slice(0, -1));
  (await read(port)).destroy();
  await pause(WAIT_MILLIS);
  const left = streams;
  const reader = await read(port);
  server.closeAllConnections();
  server.close();
  await pause(WAIT_MILLIS);
  return `${left} left at the server, reader ${reader.closed ? 'closed' : 'connected'}`;
}

const expected = {
  'http-proxy 1': '1 left at the server, reader connected',
  'middleware 3': '0 left at the server, reader connected',
  'middleware 4': '0 left at the server, reader closed',
  'vite 8': '0 left at the server, reader connected',
  'vite 8, configured': '0 left at the server, reader closed',
};
for (const [name, start] of Object.entries(proxies)) {
  const found = await seen(start);
  console.log(`${name}: ${found}`);
  if (found !== expected[name]) process.exitCode = 1;
}
process.exit();
JS
timeout 90 node --no-warnings experiment.mjs
