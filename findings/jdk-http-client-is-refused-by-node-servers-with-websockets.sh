#!/usr/bin/env bash
# Guess: a plain GET works with every HTTP/1.1 server. A server with WebSockets on the same port looks for `Upgrade:
#   websocket`.
# Seen: over http:// the HTTP client of the JDK asks with a plain GET for another protocol (`Upgrade: h2c`), by default.
#   A server may ignore that (RFC 9110, 7.8), and a Node server does, as long as nobody listens for upgrades. With npm's
#   ws on its port each GET is answered with 400 "Invalid Upgrade header", whatever its path. With socket.io the
#   connection is closed after a second without an answer. Behind http-proxy, which passes WebSockets on, it is closed,
#   too. `version(HTTP_1_1)` prevents it.
# Versions: JDK 17, ws 8.23.0, socket.io 4.8.4, http-proxy 1.18.1, Node 20.
# Why it matters: a server of live data has WebSockets and event streams on one port. When the WebSockets are added, the
#   Java programs that read the streams are cut off. With https:// they are not.
# Feedhorn: answers such requests. The program in docs/clients.md sets version(HTTP_1_1) because of proxies.
source "$(dirname "$0")/support/npm-packages.sh" ws@8.23.0 socket.io@4.8.4 http-proxy@1.18.1
cat > servers.mjs <<'JS'
import http from 'node:http';
import httpProxy from 'http-proxy';
import {Server} from 'socket.io';
import {WebSocketServer} from 'ws';

const answer = (request, response) => response.end('an answer');
const plain = http.createServer(answer);
const ws = http.createServer(answer);
new WebSocketServer({server: ws, path: '/socket'});
const socketIo = http.createServer(answer);
new Server(socketIo);
const ports = [];
for (const server of [plain, ws, socketIo]) {
  await new Promise(done => server.listen(0, '127.0.0.1', done));
  ports.push(server.address().port);
}
const proxy = httpProxy.createServer({target: `http://127.0.0.1:${ports[0]}`, ws: true}).listen(0, '127.0.0.1');
proxy.on('error', () => {});
await new Promise(done => proxy._server.once('listening', done));
console.log(...ports, proxy._server.address().port);
JS
cat > Get.java <<'JAVA'
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

public class Get {
  public static void main(String[] arguments) throws Exception {
    for (HttpClient.Version version : HttpClient.Version.values()) {
      HttpClient client = HttpClient.newBuilder().version(version).build();
      StringBuilder line = new StringBuilder(version.toString()).append(':');
      for (String port : arguments) {
        HttpRequest request =
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/stream"))
                .timeout(Duration.ofSeconds(20))
                .build();
        line.append(' ');
        try {
          line.append(client.send(request, HttpResponse.BodyHandlers.ofString()).statusCode());
        } catch (IOException closed) {
          line.append("closed");
        }
      }
      System.out.println(line);
    }
  }
}
JAVA
exec 3< <(exec node servers.mjs)
started+=($!)
read -ra ports <&3
echo 'plain Node server, ws, socket.io, http-proxy'
java Get.java "${ports[@]}" | tee result
grep -qx 'HTTP_1_1: 200 200 200 200' result
grep -qx 'HTTP_2: 200 400 closed closed' result
