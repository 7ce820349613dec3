package io.feedhorn.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.limits.Limits;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Headers whose value is a list, on one line and on several (RFC 9110, section 5.3). */
@Timeout(60)
class ListHeadersIT {
  private static RunningServer server;

  @BeforeAll
  static void startServer() {
    server = RunningServer.start();
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  private static RawHttpClient.Answer upgrade(String path, String... lines) {
    List<String> all =
        new ArrayList<>(
            List.of("Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA=="));
    all.addAll(List.of(lines));
    return RawHttpClient.ask(server.port(), "GET", path, all.toArray(String[]::new));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/ws", "/eventbus/websocket", "/eventbus/000/lines/websocket"})
  void connectionMayBeOnTwoLines(String path) {
    assertThat(
            upgrade(path, "Upgrade: websocket", "Connection: keep-alive", "Connection: Upgrade")
                .status())
        .isEqualTo(101);
    assertThat(
            upgrade(path, "Connection: Upgrade", "Upgrade: WebSocket", "Connection: keep-alive")
                .status())
        .isEqualTo(101);
    assertThat(
            upgrade(
                    path,
                    "Connection: keep-alive",
                    "Upgrade: h2c, websocket",
                    "connection: UPGRADE")
                .status())
        .isEqualTo(101);
    assertThat(
            upgrade(path, "Upgrade: websocket", "Connection: keep-alive", "Connection: close")
                .status())
        .isEqualTo(400);
  }

  @Test
  void subprotocolsMayBeOnTwoLines() {
    RawHttpClient.Answer answer =
        upgrade(
            "/v1/ws",
            "Upgrade: websocket",
            "Connection: Upgrade",
            "Sec-WebSocket-Protocol: chat",
            "Sec-WebSocket-Protocol: feedhorn.v1");

    assertThat(answer.status()).isEqualTo(101);
    assertThat(answer.all("Sec-WebSocket-Protocol")).containsExactly("feedhorn.v1");
  }

  @Test
  void extensionsMayBeOnTwoLines() {
    try (RunningServer deflating = RunningServer.with(ServerSetup.DEFAULT.withCompression())) {
      RawHttpClient.Answer answer =
          RawHttpClient.ask(
              deflating.port(),
              "GET",
              "/v1/ws",
              "Sec-WebSocket-Version: 13",
              "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
              "Upgrade: websocket",
              "Connection: Upgrade",
              "Sec-WebSocket-Extensions: x-unheard-of",
              "Sec-WebSocket-Extensions: permessage-deflate; client_no_context_takeover");

      assertThat(answer.status()).isEqualTo(101);
      assertThat(answer.header("Sec-WebSocket-Extensions")).startsWith("permessage-deflate");
    }
  }

  @Test
  void anEtagMayBeOnAnyLine() {
    String topic = server.latestFeed() + ".a";
    server.publish(topic, "1");
    String tag = RawHttpClient.ask(server.port(), "GET", "/v1/topics/" + topic).header("ETag");

    for (List<String> lines :
        List.of(
            List.of("If-None-Match: \"x\"", "If-None-Match: " + tag),
            List.of("If-None-Match: \"x\", \"y\"", "If-None-Match: \"a,b\", W/" + tag),
            List.of("If-None-Match: " + tag, "If-None-Match: \"x\""))) {
      RawHttpClient.Answer known =
          RawHttpClient.ask(
              server.port(), "GET", "/v1/topics/" + topic, lines.toArray(String[]::new));
      assertThat(known.status()).as(lines.toString()).isEqualTo(304);
    }
    // A tag may contain a comma.
    String within = "If-None-Match: \"x," + tag.substring(1, tag.length() - 1) + "\"";
    assertThat(RawHttpClient.ask(server.port(), "GET", "/v1/topics/" + topic, within).status())
        .isEqualTo(200);
  }

  @Test
  void aPreferenceMayBeOnAnyLine() {
    RawHttpClient.Answer answer =
        RawHttpClient.ask(
            server.port(),
            "GET",
            "/v1/updates?topics=" + server.latestFeed() + ".a",
            "Prefer: respond-async",
            "Prefer: wait=1");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Preference-Applied")).isEqualTo("wait=1");
  }

  @Test
  void anEmptyMediaRangeIsNoMediaType() {
    assertThat(RawHttpClient.ask(server.port(), "GET", "/nothing", "Accept: ;").status())
        .isEqualTo(404);
    assertThat(RawHttpClient.ask(server.port(), "GET", tooManyPatterns(), "Accept: ;").status())
        .isEqualTo(429);
  }

  private static String tooManyPatterns() {
    return "/v1/stream?topics="
        + IntStream.rangeClosed(0, Limits.DEFAULT.subscriptions())
            .mapToObj(i -> "a." + i)
            .collect(Collectors.joining(","));
  }

  @Test
  void connectionCloseMayBeOnASecondLine() {
    // Without a length only the end of the connection ends the response.
    RawHttpClient.Answer answer =
        RawHttpClient.ask(
            server.port(), "GET", "/v1/time", "Connection: keep-alive", "Connection: close");

    assertThat(answer.header("Connection")).isEqualToIgnoringCase("close");
  }
}
