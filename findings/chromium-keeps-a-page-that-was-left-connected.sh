#!/usr/bin/env bash
# Guess: a page that the user leaves by a link is disconnected, or, if the browser keeps it in its back/forward cache,
#   goes on where it was when the user comes back.
# Seen: neither for a WebSocket. In the cache it stays open: pings are answered and messages accepted, but the page
#   never gets them. When the user comes back, the page gets the close code 1006, and only then the server sees a close
#   (1001). An event stream stays open, too, and is different: the page gets all its events when it comes back.
# Version: Chromium 156.0.8078.114 (Debian 12), ws 8.23.0, Node 20.
# Why it matters: a user who reads another site is present, and the server counts what it sends to nobody as delivered.
#   Only the page itself can end that, at `pagehide`.
# Feedhorn: no update is lost, since clients resume from a cursor. Presence is wrong as long as the page is in the
#   cache; docs/presence.md has the lines that a page needs.
source "$(dirname "$0")/support/npm-packages.sh" ws@8.23.0
source "$support/chromium.sh"
cat > experiment.mjs <<'JS'
import {WebSocketServer} from 'ws';
import {reportOf} from './chromium.mjs';
import {stream} from './streams.mjs';

const AWAY_MILLIS = 5000;
const seen = {};

/** Sends a number each 200 ms, and notes the last one when the connection closes. */
function numbers(send, closes) {
  let last = 0;
  const timer = setInterval(() => send(++last), 200);
  closes(() => clearInterval(timer));
  return () => last;
}

const page = {
  '/': `
    const got = {socket: [], events: []};
    const socket = new WebSocket('ws://' + location.host + '/socket');
    const events = new EventSource('/stream');
    socket.onmessage = ({data}) => got.socket.push(+data);
    socket.onclose = ({code}) => got.code = code;
    events.onmessage = ({data}) => got.events.push(+data);
    onpageshow = async ({persisted}) => {
      if (!persisted) {
        await pause(2000);
        got.left = [got.socket.at(-1), got.events.at(-1)];
        location.href = '/other';
        return;
      }
      await pause(1000);
      report({...got, states: [socket.readyState, events.readyState]});
    };`,
  '/other': `onpageshow = async () => {
    await fetch('/left');
    await pause(${AWAY_MILLIS});
    history.back();
  };`,
  '/stream': (request, response) => {
    stream(response, ':\n\n');
    seen.streams = (seen.streams ?? 0) + 1;
    numbers(n => response.write(`data: ${n}\n\n`), done => request.socket.on('close', done));
  },
  '/left': (request, response) => {
    seen.left = Date.now();
    response.end();
  },
};
const got = await reportOf(page, server => {
  new WebSocketServer({server, path: '/socket'}).on('connection', socket => {
    seen.pings = seen.pongs = 0;
    socket.on('pong', () => seen.pongs++);
    seen.sent = numbers(n => {
      socket.send(n);
      socket.ping();
      seen.pings++;
    }, done => socket.on('close', code => {
      done();
      Object.assign(seen, {code, closed: Date.now()});
    }));
  });
});
const inARow = got.events.every((n, i) => n === i + 1);
console.log(`left after message ${got.left}; WebSocket: ${seen.sent()} sent, last received ${got.socket.at(-1)},`,
    `${seen.pongs} of ${seen.pings} pings answered, closed with ${got.code} in the page, ${seen.code} at the server;`,
    `events: ${got.events.at(-1)} received, in a row: ${inARow}, streams: ${seen.streams}, states: ${got.states}`);
const away = AWAY_MILLIS / 200 / 2;
process.exitCode = got.code === 1006 && seen.code === 1001 && seen.closed >= seen.left + AWAY_MILLIS
  && seen.sent() > got.socket.at(-1) + away && seen.pongs > got.socket.at(-1) + away
  && inARow && seen.streams === 1 && got.events.at(-1) > got.left[1] + away ? 0 : 1;
JS
node experiment.mjs
