#!/usr/bin/env bash
# Guess: a Java client that gets no answer to a POST throws, and leaves it to the program to send it again.
# Seen: HttpURLConnection throws after it has sent the POST a second time, also on a new connection. On a connection
#   that was used before, OkHttp 4 sends it twice, and OkHttp 5 three times. Each time the whole body arrives. The HTTP
#   client of the JDK sends it once.
# Versions: JDK 17, okhttp 4.12.0 and 5.1.0 (okhttp-jvm).
# Why it matters: if a server is killed after it has stored an update and before it has answered, the feed has the
#   update twice, and the publisher's log has one error. `-Dsun.net.http.retryPost=false` and
#   `retryOnConnectionFailure(false)` turn this off.
# Feedhorn: a publish with `Idempotency-Key` is one update however often it arrives (docs/protocol.md).
source "$(dirname "$0")/support/maven-packages.sh" com.squareup.okhttp3:okhttp:4.12.0
mv lib okhttp4
source "$support/maven-packages.sh" com.squareup.okhttp3:okhttp-jvm:5.1.0
mv lib okhttp5
cat > Posts.java <<'JAVA'
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

public class Posts {
  static final String BODY = "{\"n\":1}";
  static final AtomicInteger LOST = new AtomicInteger();

  interface Client {
    void post(String url) throws Exception;
  }

  /** Answers POST /warm; closes the connection of another POST when all of its body has arrived. */
  static void serve(Socket socket) {
    try (socket) {
      InputStream in = socket.getInputStream();
      StringBuilder text = new StringBuilder();
      for (int b; (b = in.read()) >= 0; ) {
        text.append((char) b);
        if (text.toString().endsWith(BODY)) {
          if (!text.toString().startsWith("POST /warm ")) {
            LOST.incrementAndGet();
            return;
          }
          text.setLength(0);
          socket.getOutputStream()
              .write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        }
      }
    } catch (IOException gone) {
      // The client has closed.
    }
  }

  static int sent(Client client, String url) {
    LOST.set(0);
    try {
      client.post(url + "/lost");
      return -1;
    } catch (Exception expected) {
      return LOST.get();
    }
  }

  static void urlConnection(String url) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) URI.create(url).toURL().openConnection();
    connection.setDoOutput(true);
    connection.getOutputStream().write(BODY.getBytes(StandardCharsets.US_ASCII));
    connection.getResponseCode();
  }

  public static void main(String[] arguments) throws Exception {
    ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread acceptor =
        new Thread(
            () -> {
              while (true) {
                try {
                  Socket socket = server.accept();
                  new Thread(() -> serve(socket)).start();
                } catch (IOException e) {
                  return;
                }
              }
            });
    acceptor.setDaemon(true);
    acceptor.start();
    String url = "http://127.0.0.1:" + server.getLocalPort();
    HttpClient jdk = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    OkHttpClient okhttp = new OkHttpClient();
    RequestBody body = RequestBody.create(BODY, MediaType.get("application/json"));
    List<Client> clients =
        List.of(
            Posts::urlConnection,
            to -> {
              try (Response response = okhttp.newCall(new Request.Builder().url(to).post(body).build()).execute()) {
                response.code();
              }
            },
            to ->
                jdk.send(
                    HttpRequest.newBuilder(URI.create(to)).POST(HttpRequest.BodyPublishers.ofString(BODY)).build(),
                    BodyHandlers.discarding()));
    StringBuilder result = new StringBuilder();
    for (Client client : clients) {
      result.append(sent(client, url)).append(' ');
      client.post(url + "/warm");
      result.append(sent(client, url)).append("  ");
    }
    System.out.println(result.toString().strip());
    System.exit(result.toString().strip().equals(arguments[0]) ? 0 : 1);
  }
}
JAVA
# Arguments: the folder of OkHttp, and what is expected.
posts() {
  local result=0
  echo -n "POSTs on a new and on a used connection, with HttpURLConnection, $1, JDK: "
  java -cp "$1/*" Posts.java "$2" 2> errors || { result=$?; cat errors >&2; }
  return "$result"
}
posts okhttp4 '2 2  1 2  1 1'
posts okhttp5 '2 2  1 3  1 1'
