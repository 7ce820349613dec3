#!/usr/bin/env bash
# Guess: an event that was cut off, because the server died in the middle of it, reaches nobody: the standard discards what
#   has no empty line after it (WHATWG HTML, 9.2.6), and a proxy passes the break on.
# Seen: nginx, which by default asks the server with HTTP/1.0, ends the answer as if it were complete. At such an end
#   sseclient-py, Go's r3labs/sse, the WebClient of Spring and Jersey hand the rest out as an event: `data: 12` in place of
#   `data: 1250`, with its id. httpx-sse, requests-sse, go-sse, Vert.x, okhttp-sse, eventsource, undici and
#   fetch-event-source discard it.
# Versions: nginx 1.22.1-9+deb12u11 (Debian 12); sseclient-py 1.9.0, httpx-sse 0.4.3, requests-sse 0.5.3, Python 3.11;
#   github.com/r3labs/sse/v2 v2.10.0, github.com/tmaxmax/go-sse v0.12.0, Go 1.26; spring-webflux 7.0.10, jersey-media-sse 3.1.9,
#   vertx-web-client 5.1.6, okhttp-sse 5.1.0, JDK 17; eventsource 4.1.1, undici 7.30.2, fetch-event-source 2.0.1, Node 20.
# Why it matters: a number that was cut off is a wrong number, not an error. A reader that resumes after its id never gets the
#   right one.
# Feedhorn: docs/proxies.md asks for HTTP/1.1, over which nginx breaks the connection of the reader, too. The data of an event
#   is a JSON object, which no part of it is. Its clients and sources discard what is not complete.
source "$(dirname "$0")/support/debian-package.sh" nginx 1.22.1-9+deb12u11 usr/sbin/nginx
source "$support/npm-packages.sh" eventsource@4.1.1 undici@7.30.2 @microsoft/fetch-event-source@2.0.1
source "$support/pip-packages.sh" sseclient-py==1.9.0 httpx-sse==0.4.3 httpx==0.28.1 requests-sse==0.5.3 requests==2.34.2
source "$support/maven-packages.sh" org.springframework:spring-webflux:7.0.10 org.springframework:spring-context:7.0.10 \
  io.projectreactor.netty:reactor-netty-http:1.3.7 org.glassfish.jersey.media:jersey-media-sse:3.1.9 org.glassfish.jersey.inject:jersey-hk2:3.1.9 \
  io.vertx:vertx-web-client:5.1.6 com.squareup.okhttp3:okhttp-sse:5.1.0
source "$support/go-module.sh" github.com/r3labs/sse/v2@v2.10.0 github.com/tmaxmax/go-sse@v0.12.0
cat > server.py <<'PY'
"""nginx with its default configuration, before a server whose connections end in the middle of an event."""
import signal
import socket
import sys
import threading

from proxies import free_port, nginx

PARTS = b"id: 1\ndata: 1250\n\nid: 2\ndata: 12"


def answer(connection):
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        head += connection.recv(1000)
    path = head.split()[1]
    if path in answered:
        connection.sendall(b"HTTP/1.0 204 No Content\r\n\r\n")
    else:
        answered.add(path)
        connection.sendall(b"HTTP/1.0 200 OK\r\nContent-Type: text/event-stream\r\n\r\n" + PARTS)
    connection.close()  # as the kernel does for a process that was killed


def serve():
    while True:
        threading.Thread(target=answer, args=(listener.accept()[0],)).start()


signal.signal(signal.SIGTERM, lambda *_: sys.exit())
answered = set()
listener = socket.create_server(("127.0.0.1", 0))
threading.Thread(target=serve, daemon=True).start()
port = free_port()
with nginx(port, f"server {{ listen 127.0.0.1:{port}; location / {{"
           f" proxy_pass http://127.0.0.1:{listener.getsockname()[1]}; }} }}"):
    print(port, flush=True)
    signal.pause()
PY
cat > clients.mjs <<'JS'
import * as eventsource from 'eventsource';
import * as undici from 'undici';

globalThis.window = globalThis; // for fetch-event-source
const {fetchEventSource} = await import('@microsoft/fetch-event-source');
const url = process.argv[2];
const seen = {};
for (const [name, {EventSource}] of Object.entries({eventsource, undici})) {
  seen[name] = [];
  new EventSource(url + name).onmessage = ({data}) => seen[name].push(data);
}
seen['fetch-event-source'] = [];
fetchEventSource(url + 'fetch-event-source', {
  openWhenHidden: true,
  onmessage: ({data}) => seen['fetch-event-source'].push(data),
});
setTimeout(() => {
  for (const [name, data] of Object.entries(seen)) console.log(`${name}: ${data.join(' ')}`);
  process.exit(0);
}, 2000);
JS
cat > clients.py <<'PY'
import sys

import httpx
import httpx_sse
import requests
import requests_sse
import sseclient

url = sys.argv[1]
with httpx.Client() as client, httpx_sse.connect_sse(client, "GET", url + "httpx-sse") as source:
    print("httpx-sse:", *(event.data for event in source.iter_sse()))
stream = requests.get(url + "sseclient-py", stream=True, timeout=10)
print("sseclient-py:", *(event.data for event in sseclient.SSEClient(stream).events()))
seen = []
try:
    with requests_sse.EventSource(url + "requests-sse", timeout=10) as source:
        for event in source:
            seen.append(event.data)
except Exception:
    pass  # The answer to its second request has no stream.
print("requests-sse:", *seen)
PY
cat > Clients.java <<'JAVA'
import io.vertx.core.Vertx;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.codec.BodyCodec;
import jakarta.ws.rs.client.ClientBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.sse.EventSource;
import okhttp3.sse.EventSourceListener;
import okhttp3.sse.EventSources;
import org.glassfish.jersey.media.sse.EventInput;
import org.glassfish.jersey.media.sse.InboundEvent;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.codec.ServerSentEvent;

public class Clients {
  static void show(String name, List<String> data) {
    System.out.println(name + ": " + String.join(" ", data));
  }

  static void spring(String url) {
    show(
        "Spring",
        org.springframework.web.reactive.function.client.WebClient.create(url + "spring")
            .get()
            .retrieve()
            .bodyToFlux(new ParameterizedTypeReference<ServerSentEvent<String>>() {})
            .map(ServerSentEvent::data)
            .collectList()
            .block());
  }

  static void jersey(String url) {
    List<String> data = new ArrayList<>();
    EventInput input = ClientBuilder.newClient().target(url + "jersey").request().get(EventInput.class);
    for (InboundEvent event; (event = input.read()) != null; ) {
      data.add(event.readData());
    }
    show("Jersey", data);
  }

  static void vertx(String url) throws Exception {
    List<String> data = new CopyOnWriteArrayList<>();
    WebClient.create(Vertx.vertx())
        .getAbs(url + "vertx")
        .as(BodyCodec.sseStream(stream -> stream.handler(event -> data.add(event.data()))))
        .send()
        .toCompletionStage()
        .toCompletableFuture()
        .get();
    show("Vert.x", data);
  }

  static void okhttp(String url) throws InterruptedException {
    List<String> data = new CopyOnWriteArrayList<>();
    CountDownLatch ended = new CountDownLatch(1);
    EventSources.createFactory(new OkHttpClient())
        .newEventSource(
            new Request.Builder().url(url + "okhttp").build(),
            new EventSourceListener() {
              @Override
              public void onEvent(EventSource source, String id, String type, String text) {
                data.add(text);
              }

              @Override
              public void onClosed(EventSource source) {
                ended.countDown();
              }

              @Override
              public void onFailure(EventSource source, Throwable failure, Response response) {
                ended.countDown();
              }
            });
    ended.await();
    show("okhttp-sse", data);
  }

  public static void main(String[] arguments) throws Exception {
    spring(arguments[0]);
    jersey(arguments[0]);
    vertx(arguments[0]);
    okhttp(arguments[0]);
    System.exit(0);
  }
}
JAVA
cat > main.go <<'GO'
package main

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"strings"
	"time"

	r3labs "github.com/r3labs/sse/v2"
	tmaxmax "github.com/tmaxmax/go-sse"
)

func main() {
	url := os.Args[1]
	var data []string
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	r3labs.NewClient(url+"r3labs").SubscribeRawWithContext(ctx, func(event *r3labs.Event) {
		data = append(data, string(event.Data))
	})
	fmt.Println("r3labs/sse:", strings.Join(data, " "))
	data = nil
	request, _ := http.NewRequestWithContext(ctx, http.MethodGet, url+"tmaxmax", nil)
	client := tmaxmax.Client{Backoff: tmaxmax.Backoff{MaxRetries: -1}}
	connection := client.NewConnection(request)
	connection.SubscribeMessages(func(event tmaxmax.Event) {
		data = append(data, event.Data)
	})
	connection.Connect()
	fmt.Println("tmaxmax/go-sse:", strings.Join(data, " "))
}
GO
go build -mod=mod -o client main.go > log 2>&1 || cannot_try "go cannot build: $(cat log)"
exec 3< <(exec env/bin/python server.py)
started+=($!)
read -r port <&3
url=http://127.0.0.1:$port/
ends=$(curl -s --raw "${url}curl" | tail -c 5 | od -An -c | tr -d ' \n')
echo "the last bytes of nginx: $ends"
{
  timeout 20 node --no-warnings clients.mjs "$url"
  timeout 20 env/bin/python clients.py "$url"
  timeout 60 java -cp 'lib/*' Clients.java "$url" 2> errors || cat errors >&2
  timeout 20 ./client "$url"
} | LC_ALL=C sort | tee result
[[ $ends == '0\r\n\r\n' ]]
diff result - <<END
Jersey: 1250 12
Spring: 1250 12
Vert.x: 1250
eventsource: 1250
fetch-event-source: 1250
httpx-sse: 1250
okhttp-sse: 1250
r3labs/sse: 1250 12
requests-sse: 1250
sseclient-py: 1250 12
tmaxmax/go-sse: 1250
undici: 1250
END
