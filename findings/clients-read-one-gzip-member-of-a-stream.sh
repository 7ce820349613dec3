#!/usr/bin/env bash
# Guess: a gzip body may consist of several members, one after the other (RFC 1952, 2.2; RFC 9110, 8.4.1.3). A client
#   that decompresses an event stream hands out each event, also if each one is a member of its own.
# Seen: Chromium, Firefox and httpx hand out the first event alone, without an error; their connection stays open.
#   GZIPInputStream of the JDK ends after it if the second member has not arrived yet, and OkHttp fails when it arrives. Go's
#   net/http hands out each event when the next one comes, or at the end. undici, requests, aiohttp and the HTTP client of
#   Vert.x hand out each at once.
# Versions: Chromium 156.0.8078.114 and Firefox 153.8.0esr (Debian 12); httpx 0.28.1, requests 2.34.2, aiohttp 3.14.5, Python
#   3.11; JDK 17, okhttp-jvm 5.1.0, Vert.x 5.1.6; Go 1.26; undici 7.30.2, Node 20.
# Why it matters: a member for each update is the simplest way to compress it once for all readers, and keeps no state for a
#   connection. A test with undici or requests passes, and pages stand still.
# Feedhorn: an event stream is one member, of blocks that all streams share (docs/decisions/0164). Its sources read them all.
source "$(dirname "$0")/support/npm-packages.sh" undici@7.30.2
source "$support/pip-packages.sh" httpx==0.28.1 requests==2.34.2 aiohttp==3.14.5
source "$support/maven-packages.sh" io.vertx:vertx-web-client:5.1.6 com.squareup.okhttp3:okhttp-jvm:5.1.0
source "$support/chromium.sh"
source "$support/firefox.sh"
cat > members.mjs <<'JS'
import {gzipSync} from 'node:zlib';
import {pause} from './streams.mjs';

/** Answers with an event stream of three events, each a gzip member: its number and the time. */
export async function answer(request, response) {
  if (!/gzip/.test(request.headers['accept-encoding'])) throw new Error('no gzip');
  response.writeHead(200, {'content-type': 'text/event-stream', 'content-encoding': 'gzip'});
  for (const number of [1, 2, 3]) {
    response.write(gzipSync(`data: ${number} ${Date.now()}\n\n`));
    await pause(1000);
  }
  await pause(1000);
  response.end();
}
JS
cat > server.mjs <<'JS'
import {answer} from './members.mjs';
import {listen, urlOf} from './streams.mjs';

console.log(urlOf(await listen(answer)));
JS
cat > browsers.mjs <<'JS'
import * as chromium from './chromium.mjs';
import * as firefox from './firefox.mjs';
import {answer} from './members.mjs';

const page = `
  const begun = Date.now();
  const lines = [];
  const source = new EventSource('/stream');
  source.onmessage = ({data}) => lines.push(data + ' ' + Date.now());
  source.onerror = () => {
    source.close();
    report({lines, millis: Date.now() - begun});
  };`;
for (const [name, {reportOf}] of Object.entries({Chromium: chromium, Firefox: firefox})) {
  const {lines, millis} = await reportOf({'/': page, '/stream': answer});
  for (const line of lines) console.log(name, line);
  console.log(name, 'end', millis);
}
JS
cat > undici.mjs <<'JS'
import {fetch} from 'undici';

const begun = Date.now();
const {body} = await fetch(process.argv[2]);
for await (const text of body.pipeThrough(new TextDecoderStream())) {
  for (const [, data] of text.matchAll(/data: (.*)/g)) console.log('undici', data, Date.now());
}
console.log('undici', 'end', Date.now() - begun);
JS
cat > clients.py <<'PY'
import asyncio
import sys
import time

import aiohttp
import httpx
import requests

url = sys.argv[1]


def millis():
    return int(time.time() * 1000)


def read(name, lines):
    begun = millis()
    for line in lines:
        if line:
            print(name, line.removeprefix("data: "), millis(), flush=True)
    print(name, "end", millis() - begun, flush=True)


def of_httpx():
    with httpx.stream("GET", url) as response:
        yield from response.iter_lines()


def of_requests():
    with requests.get(url, stream=True, timeout=10) as response:
        yield from response.iter_lines(decode_unicode=True)


async def of_aiohttp():
    begun = millis()
    async with aiohttp.ClientSession() as session, session.get(url) as response:
        async for line in response.content:
            if line.strip():
                print("aiohttp", line.decode().strip().removeprefix("data: "), millis(), flush=True)
    print("aiohttp end", millis() - begun, flush=True)


read("httpx", of_httpx())
read("requests", of_requests())
asyncio.run(of_aiohttp())
PY
cat > Clients.java <<'JAVA'
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLConnection;
import java.util.zip.GZIPInputStream;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

public class Clients {
  static String url;

  interface Client {
    void read(String name) throws Exception;
  }

  static void show(String name, String text) {
    for (String line : text.split("\n")) {
      if (line.startsWith("data: ")) {
        System.out.println(name + " " + line.substring(6) + " " + System.currentTimeMillis());
      }
    }
  }

  static void run(String name, Client client) {
    long begun = System.currentTimeMillis();
    String end = "end";
    try {
      client.read(name);
    } catch (Exception failure) {
      end = "error";
    }
    System.out.println(name + " " + end + " " + (System.currentTimeMillis() - begun));
  }

  static void gzipInputStream(String name) throws IOException {
    URLConnection connection = URI.create(url).toURL().openConnection();
    connection.setRequestProperty("Accept-Encoding", "gzip");
    try (InputStream body = new GZIPInputStream(connection.getInputStream())) {
      StringBuilder line = new StringBuilder();
      for (int next; (next = body.read()) >= 0; ) {
        line.append((char) next);
        if (next == '\n') {
          show(name, line.toString());
          line.setLength(0);
        }
      }
    }
  }

  static void okhttp(String name) throws IOException {
    try (Response response = new OkHttpClient().newCall(new Request.Builder().url(url).build()).execute()) {
      for (String line; (line = response.body().source().readUtf8Line()) != null; ) {
        show(name, line);
      }
    }
  }

  static void vertx(String name) throws Exception {
    HttpClient client =
        Vertx.vertx().createHttpClient(new HttpClientOptions().setDecompressionSupported(true));
    client
        .request(new RequestOptions().setMethod(HttpMethod.GET).setAbsoluteURI(url))
        .compose(HttpClientRequest::send)
        .compose(
            response -> {
              response.handler(bytes -> show(name, bytes.toString()));
              return response.end();
            })
        .toCompletionStage()
        .toCompletableFuture()
        .get();
  }

  public static void main(String[] arguments) {
    url = arguments[0];
    run("GZIPInputStream", Clients::gzipInputStream);
    run("OkHttp", Clients::okhttp);
    run("Vert.x", Clients::vertx);
    System.exit(0);
  }
}
JAVA
cat > main.go <<'GO'
package main

import (
	"bufio"
	"fmt"
	"net/http"
	"os"
	"strings"
	"time"
)

func main() {
	begun := time.Now()
	response, err := http.Get(os.Args[1])
	if err != nil {
		panic(err)
	}
	lines := bufio.NewScanner(response.Body)
	for lines.Scan() {
		if data, found := strings.CutPrefix(lines.Text(), "data: "); found {
			fmt.Println("Go", data, time.Now().UnixMilli())
		}
	}
	fmt.Println("Go end", time.Since(begun).Milliseconds())
}
GO
GOTOOLCHAIN=local go build -o client main.go > log 2>&1 || cannot_try "go cannot build: $(cat log)"
exec 3< <(exec node server.mjs)
started+=($!)
read -r url <&3
{
  timeout 20 node undici.mjs "$url"
  timeout 20 env/bin/python clients.py "$url"
  timeout 60 java -cp 'lib/*' Clients.java "$url" 2> errors || cat errors >&2
  timeout 20 ./client "$url"
  node browsers.mjs
} > lines
# Of each client: the events, "late" after those that came more than 0.7 s after they were sent, and if the body ended
# for the client before the server ended it, after four seconds.
awk '$2 ~ /^[0-9]/ { seen[$1] = seen[$1] " " $2 ($4 - $3 > 700 ? " late" : ""); next }
  { print $1 ":" seen[$1] ", " $2 ($3 < 3500 ? " too early" : "") }' lines | LC_ALL=C sort | tee result
diff result - <<END
Chromium: 1, end
Firefox: 1, end
GZIPInputStream: 1, end too early
Go: 1 late 2 late 3 late, end
OkHttp: 1, error too early
Vert.x: 1 2 3, end
aiohttp: 1 2 3, end
httpx: 1, end
requests: 1 2 3, end
undici: 1 2 3, end
END
