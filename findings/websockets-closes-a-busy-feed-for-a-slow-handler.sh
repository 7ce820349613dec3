#!/usr/bin/env bash
# Guess: a program that awaits something for a while, between two messages, keeps its WebSocket, since its event loop is
#   free: the keepalive of Python's websockets closes connections to servers that do not answer pings.
# Seen: so it is on a quiet feed. On a busy one websockets closes the connection with 1011, "keepalive ping timeout",
#   although the server answers: when some messages wait for the program (max_queue), it stops to read, and the pong
#   stands behind what is not read. aiohttp and Tornado, with the same times, stay connected.
# Versions: websockets 17.4, aiohttp 3.14.5, Tornado 6.6.1, Python 3.11, ws 8.23.0, Node 20. By default websockets waits
#   20 s for the pong.
# Why it matters: a handler that waits for a database, now and then for longer, is disconnected only when much happens,
#   and the error accuses the server or the network. Each time the program has more to catch up with.
# Feedhorn: such a reader resumes from its cursor. docs/compatibility.md says what to set.
source "$(dirname "$0")/support/npm-packages.sh" ws@8.23.0
source "$support/pip-packages.sh" websockets==17.4 aiohttp==3.14.5 tornado==6.6.1
cat > server.mjs <<'JS'
import {WebSocketServer} from 'ws';

/** Answers pings, as ws does by itself, and sends a message, or if the path says so one each 20 ms. */
const server = new WebSocketServer({port: 0, host: '127.0.0.1'}, () => console.log(server.address().port));
server.on('connection', (socket, {url}) => {
  socket.send('first');
  const timer = url === '/busy' && setInterval(() => socket.send('next'), 20);
  socket.on('error', () => {});
  socket.on('close', () => clearInterval(timer));
});
JS
cat > clients.py <<'PY'
"""Clients that send pings, and take long for their first message without blocking the event loop."""
import asyncio
import sys

import aiohttp
import tornado.websocket
import websockets

PING_SECONDS = 2
HANDLER_SECONDS = 10


async def use_websockets(url):
    async with websockets.connect(url, ping_interval=PING_SECONDS, ping_timeout=PING_SECONDS) as connection:
        await connection.recv()
        await asyncio.sleep(HANDLER_SECONDS)
        try:
            await connection.ping()
        except websockets.ConnectionClosed as failure:
            return str(failure)
        return "open"


async def use_aiohttp(url):
    async with aiohttp.ClientSession() as session, session.ws_connect(url, heartbeat=PING_SECONDS) as connection:
        await connection.receive_str()
        await asyncio.sleep(HANDLER_SECONDS)
        return "closed" if connection.closed else "open"


async def use_tornado(url):
    connection = await tornado.websocket.websocket_connect(url, ping_interval=PING_SECONDS, ping_timeout=PING_SECONDS)
    await connection.read_message()
    await asyncio.sleep(HANDLER_SECONDS)
    return "open" if connection.close_code is None and connection.protocol else "closed"


async def main():
    url = f"ws://127.0.0.1:{sys.argv[1]}/"
    uses = {"websockets": use_websockets, "aiohttp": use_aiohttp, "Tornado": use_tornado}
    names = [(feed, name) for feed in ("quiet", "busy") for name in uses]
    for (feed, name), seen in zip(names, await asyncio.gather(*(uses[name](url + feed) for feed, name in names))):
        print(f"{name}, {feed} feed: {seen}")


asyncio.run(main())
PY
exec 3< <(exec node server.mjs)
started+=($!)
read -r port <&3
timeout 60 env/bin/python clients.py "$port" | tee result
diff result - <<END
websockets, quiet feed: open
aiohttp, quiet feed: open
Tornado, quiet feed: open
websockets, busy feed: sent 1011 (internal error) keepalive ping timeout; no close frame received
aiohttp, busy feed: open
Tornado, busy feed: open
END
