#!/usr/bin/env bash
# Guess: a Java program that reads a compressed event stream line by line has each line when its bytes have arrived, as
#   without compression.
# Seen: with an InputStreamReader over a GZIPInputStream no line arrives before 8 KiB are decompressed, or the stream ends,
#   although the server flushes each event. The reader goes on reading as long as `available()` is not 0, and that of
#   GZIPInputStream is always 1. So it is with a Scanner, and with Apache HttpClient 5, which asks for gzip by itself. The
#   GZIPInputStream alone has each byte at once, and so have readers over a body of OkHttp.
# Versions: JDK 17, httpclient5 5.6.5, okhttp-jvm 5.1.0, Node 20 as the server.
# Why it matters: when a server or a proxy begins to compress a feed, such a program gets nothing for minutes and then
#   everything, which looks like a proxy that buffers.
# Feedhorn: compresses with `http.deflate` for clients that ask for it. docs/compatibility.md says what to set.
source "$(dirname "$0")/support/maven-packages.sh" org.apache.httpcomponents.client5:httpclient5:5.6.5 \
  com.squareup.okhttp3:okhttp-jvm:5.1.0 org.slf4j:slf4j-nop:2.0.13
cp "$support/streams.mjs" .
cat > server.mjs <<'JS'
import {createGzip} from 'node:zlib';
import {listen, pause, urlOf} from './streams.mjs';

/** Sends four events, each flushed, and ends the stream a second after the last one. */
const server = await listen(async (request, response) => {
  const compressed = /gzip/.test(request.headers['accept-encoding']);
  response.writeHead(200, {'content-type': 'text/event-stream', ...(compressed && {'content-encoding': 'gzip'})});
  const gzip = createGzip();
  gzip.pipe(response);
  for (let number = 1; number <= 4; number++) {
    const event = `data: ${number} ${Date.now()}\n\n`;
    if (compressed) {
      gzip.write(event);
      gzip.flush();
    } else {
      response.write(event);
    }
    await pause(500);
  }
  await pause(500);
  compressed ? gzip.end() : response.end();
});
console.log(urlOf(server));
JS
cat > Read.java <<'JAVA'
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.util.Scanner;
import java.util.zip.GZIPInputStream;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;

public class Read {
  static String url;

  interface Lines {
    String next() throws IOException;
  }

  /** Prints the name and the numbers of the events, "late" after those that came more than 0.3 s after they were sent. */
  static void show(String name, Lines lines) throws IOException {
    StringBuilder seen = new StringBuilder(name + ":");
    for (String line; (line = lines.next()) != null; ) {
      if (line.startsWith("data: ")) {
        String[] fields = line.split(" ");
        boolean late = System.currentTimeMillis() - Long.parseLong(fields[2]) > 300;
        seen.append(' ').append(fields[1]).append(late ? " late" : "");
      }
    }
    System.out.println(seen);
  }

  static InputStream open(boolean compressed) throws IOException {
    URLConnection connection = URI.create(url).toURL().openConnection();
    if (!compressed) {
      return connection.getInputStream();
    }
    connection.setRequestProperty("Accept-Encoding", "gzip");
    return new GZIPInputStream(connection.getInputStream());
  }

  static Lines reader(InputStream body) {
    return new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))::readLine;
  }

  /** The lines of a body in ASCII, without a reader. */
  static Lines bytes(InputStream body) {
    return () -> {
      StringBuilder line = new StringBuilder();
      for (int next; (next = body.read()) >= 0; line.append((char) next)) {
        if (next == '\n') {
          return line.toString();
        }
      }
      return null;
    };
  }

  static void httpClient5(String name, CloseableHttpClient client) throws IOException {
    try (client) {
      client.execute(
          new HttpGet(url),
          response -> {
            show(name, reader(response.getEntity().getContent()));
            return null;
          });
    }
  }

  public static void main(String[] arguments) throws IOException {
    url = arguments[0];
    show("InputStreamReader, not compressed", reader(open(false)));
    show("InputStreamReader", reader(open(true)));
    Scanner scanner = new Scanner(open(true), StandardCharsets.UTF_8);
    show("Scanner", () -> scanner.hasNextLine() ? scanner.nextLine() : null);
    show("GZIPInputStream alone", bytes(open(true)));
    httpClient5("InputStreamReader, HttpClient 5", HttpClients.createDefault());
    httpClient5(
        "InputStreamReader, HttpClient 5 without compression",
        HttpClients.custom().disableContentCompression().build());
    try (Response response = new OkHttpClient().newCall(new Request.Builder().url(url).build()).execute()) {
      show("InputStreamReader, OkHttp", reader(response.body().byteStream()));
    }
    System.exit(0);
  }
}
JAVA
exec 3< <(exec node server.mjs)
started+=($!)
read -r url <&3
timeout 60 java -cp 'lib/*' Read.java "$url" 2> errors | tee result || { cat errors >&2; exit 1; }
on_time='1 2 3 4' late='1 late 2 late 3 late 4 late'
diff result - <<END
InputStreamReader, not compressed: $on_time
InputStreamReader: $late
Scanner: $late
GZIPInputStream alone: $on_time
InputStreamReader, HttpClient 5: $late
InputStreamReader, HttpClient 5 without compression: $on_time
InputStreamReader, OkHttp: $on_time
END
