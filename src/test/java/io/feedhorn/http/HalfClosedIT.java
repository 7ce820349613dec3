package io.feedhorn.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that close their side of the connection after the request, as {@code nc -N} does. */
@Timeout(60)
class HalfClosedIT {
  private static final int TIMEOUT_MILLIS = 50_000;
  private static final String WEB_SOCKET =
      "Upgrade: websocket|Connection: Upgrade|Sec-WebSocket-Version: 13|"
          + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==";

  private static RunningServer epoll;
  private static RunningServer nio;

  @BeforeAll
  static void start() {
    epoll = RunningServer.start();
    nio = RunningServer.onNio();
  }

  @AfterAll
  static void stop() {
    epoll.close();
    nio.close();
  }

  static RunningServer[] servers() {
    return new RunningServer[] {epoll, nio};
  }

  private static Socket open(RunningServer server, String request) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
    socket.setSoTimeout(TIMEOUT_MILLIS);
    String sent = request.replace("|", "\r\n").replace(" HTTP/1.1", " HTTP/1.1\r\nHost: h");
    socket.getOutputStream().write(sent.getBytes(StandardCharsets.ISO_8859_1));
    return socket;
  }

  private static String answerAfterHalfClose(RunningServer server, String request)
      throws IOException {
    try (Socket socket = open(server, request)) {
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  // JUnit would close the servers.
  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource("servers")
  void aResponseThatIsNotReadyYetIsSentAndTheConnectionEnds(RunningServer server)
      throws IOException {
    String topic = server.everyFeed() + ".a";

    assertThat(
            answerAfterHalfClose(
                server, "POST /v1/topics/" + topic + " HTTP/1.1|Content-Length: 1||1"))
        .startsWith("HTTP/1.1 201 ")
        .contains("\"seq\":1");
    assertThat(
            answerAfterHalfClose(
                server,
                "POST /v1/topics/" + topic + " HTTP/1.1|Transfer-Encoding: chunked||1|2|0||"))
        .contains("\"seq\":2");
    assertThat(answerAfterHalfClose(server, "GET /v1/topics?match=" + topic + " HTTP/1.1||"))
        .contains("\"topic\":\"" + topic + "\"");
    assertThat(answerAfterHalfClose(server, "GET /v1/updates?topics=" + topic + " HTTP/1.1||"))
        .contains("\"data\":2}]}");
  }

  // JUnit would close the servers.
  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource("servers")
  void aLargeResponseIsSentCompletely(RunningServer server) throws IOException {
    String topic = server.everyFeed() + ".a";
    String line = "{\"topic\":\"%s\",\"data\":\"%s\"}%n".formatted(topic, "x".repeat(60_000));
    server.http().post("/v1/publish", line.repeat(130), "Content-Type", "application/x-ndjson");

    assertThat(answerAfterHalfClose(server, "GET /v1/topics/" + topic + "/history HTTP/1.1||"))
        .hasSizeGreaterThan(130 * 60_000)
        .endsWith("\"}]}");
  }

  /** The server could see only by sending if the client is gone: these end at once. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /v1/stream?topics=a.b HTTP/1.1||",
        "GET /v1/updates?topics=a.b&wait=50&since=earliest HTTP/1.1||",
        "POST /eventbus/000/s1/xhr_streaming HTTP/1.1|Content-Length: 0||",
        "GET /v1/ws HTTP/1.1|" + WEB_SOCKET + "||",
        "GET /eventbus/websocket HTTP/1.1|" + WEB_SOCKET + "||",
        "POST /v1/topics/a.b HTTP/1.1|Content-Length: 9||1",
        "GET /v1/topics/a.b HTTP/1.1|X: y",
        ""
      })
  void aConnectionWithoutSuchAResponseEnds(String request) throws IOException {
    for (RunningServer server : servers()) {
      try (Socket socket = open(server, request)) {
        socket.shutdownOutput();
        assertThat(ends(socket.getInputStream())).isTrue();
      }
    }
  }

  @Test
  void aStreamThatHasBegunEnds() throws IOException {
    for (RunningServer server : servers()) {
      for (String request :
          new String[] {
            "GET /v1/stream?topics=a.b HTTP/1.1||", "GET /v1/ws HTTP/1.1|" + WEB_SOCKET + "||"
          }) {
        try (Socket socket = open(server, request)) {
          InputStream in = socket.getInputStream();
          assertThat(in.read()).isEqualTo('H');
          socket.shutdownOutput();
          assertThat(ends(in)).isTrue();
        }
      }
    }
  }

  /** Reads to the end; fails by the timeout of this class if the server goes on sending. */
  private static boolean ends(InputStream in) throws IOException {
    in.readAllBytes();
    return true;
  }
}
