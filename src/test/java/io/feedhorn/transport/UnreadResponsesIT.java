package io.feedhorn.transport;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.feedhorn.http.RawHttpClient;
import io.feedhorn.http.RunningServer;
import io.feedhorn.http.ServerSetup;
import io.feedhorn.limits.ClientLimits;
import io.feedhorn.limits.HttpLimits;
import io.feedhorn.limits.Limits;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Clients that read nothing of a response with an end lose it, and their connection; those that
 * read slowly get all of it. The bodies are so large that the buffers of the operating system do
 * not hide that.
 */
@Timeout(120)
class UnreadResponsesIT {
  private static final Duration IDLE = Duration.ofSeconds(4);
  private static final Duration TIMEOUT = Duration.ofSeconds(50);
  private static final String VALUE = '"' + "x".repeat(60_000) + '"';
  private static final int VALUES = 150;
  private static final int CHUNK = 64 * 1024;
  private static final String OK = "HTTP/1.1 200";

  /** Reads 8 MiB in more than twice the idle time. */
  private static final Duration PAUSE = Duration.ofMillis(80);

  private static RunningServer server(int connections) {
    return RunningServer.with(
        ServerSetup.DEFAULT.limits(
            Limits.DEFAULT
                .client(ClientLimits.NONE.connections(connections))
                .http(HttpLimits.DEFAULT.times(TIMEOUT, IDLE))));
  }

  /** Publishes on one topic again and again, and once on each of as many others. */
  private static void publish(RunningServer server, String feed) {
    publish(server, i -> feed + ".a");
    publish(server, i -> feed + ".t" + i);
  }

  private static void publish(RunningServer server, IntFunction<String> topics) {
    for (int from = 0; from < VALUES; from += VALUES / 2) {
      String batch =
          IntStream.range(from, from + VALUES / 2)
              .mapToObj(i -> "{\"topic\":\"%s\",\"data\":%s}\n".formatted(topics.apply(i), VALUE))
              .collect(joining());
      assertThat(
              server
                  .http()
                  .post("/v1/publish", batch, "Content-Type", "application/x-ndjson")
                  .statusCode())
          .isEqualTo(200);
    }
  }

  /**
   * Sends a request, and returns its connection when the answer has begun. It is sent again while
   * other connections, which have just ended, count for the limit.
   */
  private static Socket unread(RunningServer server, String path, int receiveBytes)
      throws IOException {
    byte[] request =
        ("GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n").getBytes(StandardCharsets.UTF_8);
    while (true) {
      Socket socket = new Socket();
      socket.setReceiveBufferSize(receiveBytes);
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
      socket.getOutputStream().write(request);
      byte[] begin = socket.getInputStream().readNBytes(OK.length());
      if (new String(begin, StandardCharsets.UTF_8).equals(OK)) {
        return socket;
      }
      socket.close();
    }
  }

  private static int statusOfAnother(RunningServer server) {
    return RawHttpClient.ask(server.port(), "GET", "/v1/time").status();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/topics/FEED.a/history", "/v1/updates?topics=FEED.*"})
  void anUnreadAnswerDoesNotKeepItsConnection(String path) throws IOException {
    try (RunningServer server = server(1)) {
      String feed = server.latestFeed();
      publish(server, feed);
      String large = path.replace("FEED", feed);

      try (Socket slow = unread(server, large, 8 * 1024)) {
        assertThat(statusOfAnother(server)).isEqualTo(429);
        await().atMost(TIMEOUT).until(() -> statusOfAnother(server) == 200);
        assertThat(slow.isClosed()).isFalse();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/topics/FEED.a/history", "/v1/updates?topics=FEED.*"})
  void aSlowClientGetsAllOfAnAnswer(String path) throws IOException {
    try (RunningServer server = server(0)) {
      String feed = server.latestFeed();
      publish(server, feed);
      String large = path.replace("FEED", feed);
      int length = server.http().get(large).body().length();

      try (Socket slow = unread(server, large, CHUNK)) {
        assertThat(readSlowly(slow.getInputStream(), length)).isGreaterThan(length);
      }
    }
  }

  /** Returns the number of bytes that came, at least a number of them, or all. */
  private static long readSlowly(InputStream in, int enough) throws IOException {
    long total = 0;
    byte[] chunk = new byte[CHUNK];
    for (int read = 0; read >= 0 && total <= enough; read = in.readNBytes(chunk, 0, CHUNK)) {
      total += read;
      if (read < CHUNK && total > 0) {
        return total;
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
    return total;
  }
}
