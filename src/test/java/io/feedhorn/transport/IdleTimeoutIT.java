package io.feedhorn.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.client.ReadRequest;
import io.feedhorn.http.RunningServer;
import io.feedhorn.http.ServerSetup;
import io.feedhorn.limits.HttpLimits;
import io.feedhorn.limits.Limits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Timeouts of idle connections. Connections that wait for the server are not closed. */
@Timeout(60)
class IdleTimeoutIT {
  private static final Duration TIMEOUT = Duration.ofMillis(400);

  /** Longer than the timeout, and long enough for a busy machine to answer two pings. */
  private static final Duration HEARTBEAT = Duration.ofSeconds(1);

  /** The welcome and three heartbeats. */
  private static final int FRAMES = 4;

  private static RunningServer server;

  @BeforeAll
  static void startServer() {
    server =
        RunningServer.with(
            ServerSetup.DEFAULT
                .heartbeat(HEARTBEAT)
                .limits(Limits.DEFAULT.http(HttpLimits.DEFAULT.times(TIMEOUT, TIMEOUT))));
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @Test
  void aConnectionWithoutARequestIsClosed() throws IOException {
    assertThat(responseTo("")).isEmpty();
  }

  @Test
  void aConnectionWithUnfinishedHeadersIsClosed() throws IOException {
    assertThat(responseTo("GET /v1/time HTTP/1.1\r\nHost: a\r\nX-Slow: ")).isEmpty();
  }

  @Test
  void aConnectionWithAnUnfinishedBodyIsClosed() throws IOException {
    String head =
        "POST /v1/topics/unsent.a HTTP/1.1\r\nHost: a\r\n"
            + "Content-Type: application/json\r\nContent-Length: 9\r\n\r\n1";

    assertThat(responseTo(head)).isEmpty();
    assertThat(server.http().get("/v1/topics/unsent.a").statusCode()).isEqualTo(404);
  }

  @Test
  void anIdleConnectionIsClosedAfterItsAnswer() throws IOException {
    String answer = responseTo("GET /v1/time HTTP/1.1\r\nHost: a\r\n\r\n");
    assertThat(answer).startsWith("HTTP/1.1 200 OK").endsWith("}");
  }

  @Test
  void aLongPollAStreamAndAWebSocketAreKept() {
    String topic = server.latestFeed() + ".a";
    String cursor = server.publish(topic, "1").cursor();
    try (RawWebSocketClient socket = RawWebSocketClient.open(server.port(), "/v1/ws")) {
      RawSseClient stream = new RawSseClient(server);
      stream.subscribe(ReadRequest.of(topic));
      String poll =
          server.http().get("/v1/updates?topics=" + topic + "&wait=2&since=" + cursor).body();
      assertThat(poll).contains("\"updates\":[]");
      for (int i = 0; i < FRAMES; i++) {
        assertThat(socket.frame().opcode()).isNotEqualTo(RawWebSocketClient.CLOSE);
      }

      server.publish(topic, "2");
      stream.next();
      assertThat(stream.next()).contains("\"data\":2");
      stream.close();
    }
  }

  /**
   * Returns everything until the server closes the connection. On a busy machine the connection may
   * be idle for too long before anything is sent; then another one is opened.
   */
  private static String responseTo(String bytes) throws IOException {
    while (true) {
      long start = System.nanoTime();
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
        socket.setSoTimeout(50_000);
        boolean sent = isSent(socket, bytes);
        if (sent && System.nanoTime() - start < TIMEOUT.toNanos() / 2) {
          return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
      }
    }
  }

  private static boolean isSent(Socket socket, String bytes) throws IOException {
    try {
      socket.getOutputStream().write(bytes.getBytes(StandardCharsets.UTF_8));
      return true;
    } catch (SocketException closed) {
      return false;
    }
  }
}
