#!/usr/bin/env bash
# Guess: a compressed message may be any DEFLATE data. RFC 7692 (7.2.1) allows blocks with and without the final bit
#   (BFINAL), and has an example for a message that ends with a final one (7.2.3.4).
# Seen: such a message arrives, and those that follow it are not read correctly. undici, websockets and Tornado hand each of them out as
#   an empty text, without an error, and the connection stays open. Java-WebSocket hands the first message out twice, in
#   one text. ws and aiohttp get all of them, as do Chromium 156 and Firefox 153 (measured once). With messages that end
#   with a flush (Z_SYNC_FLUSH) all clients get all of them.
# Versions: undici 7.30.2, ws 8.23.0, Node 20; websockets 17.4, Tornado 6.6.1, aiohttp 3.14.5, Python 3.11;
#   Java-WebSocket 1.6.0, JDK 17. The context is taken over, as by default; no message refers to an earlier one.
# Why it matters: a feed that compresses each update once for all its readers finishes each, and libraries that compress
#   whole buffers can do nothing else. In browsers that works.
# Feedhorn: with `http.deflate` each update is compressed once, and ends with a flush.
source "$(dirname "$0")/support/npm-packages.sh" undici@7.30.2 ws@8.23.0
source "$support/pip-packages.sh" websockets==17.4 tornado==6.6.1 aiohttp==3.14.5
source "$support/maven-packages.sh" org.java-websocket:Java-WebSocket:1.6.0 org.slf4j:slf4j-nop:2.0.13
cat > server.py <<'PY'
import base64
import hashlib
import re
import socket
import zlib


def message(number, final):
    compressor = zlib.compressobj(wbits=-15)
    data = compressor.compress(b"update %d" % number)
    if final:
        data += compressor.flush(zlib.Z_FINISH) + b"\0"
    else:
        data += compressor.flush(zlib.Z_SYNC_FLUSH)[:-4]
    return b"\xc1" + bytes([len(data)]) + data


listener = socket.create_server(("127.0.0.1", 0))
print(listener.getsockname()[1], flush=True)
while True:
    connection, _ = listener.accept()
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        head += connection.recv(1)
    assert b"permessage-deflate" in head
    key = re.search(rb"(?i)sec-websocket-key: *(\S+)", head)[1]
    accept = base64.b64encode(hashlib.sha1(key + b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11").digest())
    connection.sendall(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                       b"Sec-WebSocket-Extensions: permessage-deflate\r\nSec-WebSocket-Accept: " + accept + b"\r\n\r\n")
    for number in range(3):
        connection.sendall(message(number, head.startswith(b"GET /final ")))
    connection.sendall(b"\x88\x02\x03\xe8")
    connection.recv(100)  # the close frame of the client
    connection.close()
PY
cat > clients.mjs <<'JS'
import {WebSocket as Undici} from 'undici';
import Ws from 'ws';

const url = process.argv[2];
for (const [name, Client] of Object.entries({undici: Undici, ws: Ws})) {
  const socket = new Client(url);
  const messages = [];
  socket.onmessage = ({data}) => messages.push(data);
  const code = await new Promise(done => socket.onclose = event => done(event.code));
  console.log(`${name}: [${messages.join(', ')}], ${code}`);
}
JS
cat > clients.py <<'PY'
import asyncio
import sys

import aiohttp
import tornado.websocket
import websockets


async def all_of_websockets(url):
    async with websockets.connect(url) as socket:
        return [message async for message in socket], socket.close_code


async def all_of_tornado(url):
    socket = await tornado.websocket.websocket_connect(url, compression_options={})
    messages = []
    while (message := await socket.read_message()) is not None:
        messages.append(message)
    return messages, socket.close_code


async def all_of_aiohttp(url):
    async with aiohttp.ClientSession() as session, session.ws_connect(url, compress=15) as socket:
        return [message.data async for message in socket], socket.close_code


async def main():
    for name, client in {"websockets": all_of_websockets, "tornado": all_of_tornado, "aiohttp": all_of_aiohttp}.items():
        messages, code = await client(sys.argv[1])
        print(f"{name}: [{', '.join(messages)}], {code}")


asyncio.run(main())
PY
cat > Client.java <<'JAVA'
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.java_websocket.client.WebSocketClient;
import org.java_websocket.drafts.Draft_6455;
import org.java_websocket.extensions.permessage_deflate.PerMessageDeflateExtension;
import org.java_websocket.handshake.ServerHandshake;

public class Client {
  public static void main(String[] arguments) throws Exception {
    List<String> messages = new ArrayList<>();
    CountDownLatch closed = new CountDownLatch(1);
    new WebSocketClient(URI.create(arguments[0]), new Draft_6455(new PerMessageDeflateExtension())) {
      @Override
      public void onOpen(ServerHandshake handshake) {}

      @Override
      public void onMessage(String message) {
        messages.add(message);
      }

      @Override
      public void onClose(int code, String reason, boolean remote) {
        System.out.println("Java-WebSocket: " + messages + ", " + code);
        closed.countDown();
      }

      @Override
      public void onError(Exception error) {
        System.out.println(error);
      }
    }.connect();
    closed.await();
    System.exit(0);
  }
}
JAVA
exec 3< <(exec env/bin/python server.py)
started+=($!)
read -r port <&3
seen() {
  timeout 20 node clients.mjs "ws://127.0.0.1:$port/$1"
  timeout 20 env/bin/python clients.py "ws://127.0.0.1:$port/$1"
  timeout 20 java -cp 'lib/*' Client.java "ws://127.0.0.1:$port/$1"
}
echo 'messages that end with a flush'
seen flush | tee flush
echo 'messages that end with a final block'
seen final | tee final
all='[update 0, update 1, update 2], 1000'
diff flush - <<END
undici: $all
ws: $all
websockets: $all
tornado: $all
aiohttp: $all
Java-WebSocket: $all
END
diff final - <<END
undici: [update 0, , ], 1000
ws: $all
websockets: [update 0, , ], 1000
tornado: [update 0, , ], 1000
aiohttp: $all
Java-WebSocket: [update 0update 0, update 1, update 2], 1000
END
