package io.feedhorn.source.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.feedhorn.source.SourceServer;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SseSourceIT {
  /** Numbers of events from an ID on; ends each stream after a few of them. */
  private static void countFrom(HttpServerRequest request) {
    String last = request.getHeader("Last-Event-ID");
    int next = last == null ? 1 : Integer.parseInt(last) + 1;
    HttpServerResponse response = stream(request);
    response.writeHead();
    for (int i = next; i < next + 3 && i <= 10; i++) {
      response.write("id: " + i + "\nevent: tick\ndata: {\"n\":" + i + "}\n\n");
    }
    if (next <= 10) {
      response.end();
    }
  }

  private static HttpServerResponse stream(HttpServerRequest request) {
    return request
        .response()
        .setChunked(true)
        .putHeader("Content-Type", "text/event-stream; charset=utf-8");
  }

  private static Map<String, Object> keys(HttpUpstream upstream) {
    return Map.of(
        "type",
        "sse",
        "url",
        upstream.url(),
        "topic",
        "n.${$event}",
        "data",
        "n",
        "backoff.min",
        "5ms");
  }

  @Test
  void resumesWithTheLastEventId() {
    try (HttpUpstream upstream = new HttpUpstream(SseSourceIT::countFrom);
        SourceServer server = SourceServer.start(keys(upstream))) {
      assertThat(server.values("n.tick", 10)).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
      server.status("live");
    }
  }

  @Test
  void anEventThatIsNotUtf8IsReported() {
    byte[] latin = "id: 7\ndata: Z\u00FCrich\n\n".getBytes(StandardCharsets.ISO_8859_1);
    Buffer events = Buffer.buffer(latin).appendString("id: 8\rdata: Z\u00FCrich\r\r");
    try (HttpUpstream upstream = new HttpUpstream(request -> stream(request).write(events));
        SourceServer server =
            SourceServer.start(
                Map.of("type", "sse", "url", upstream.url(), "topic", "n.x", "format", "text"))) {
      assertThat(server.values("n.x", 1)).containsExactly("Z\u00FCrich");
      assertThat(server.errors(1).get(0).getString("reason"))
          .isEqualTo("the event is not text in UTF-8");
      assertThat(server.errors(1).get(0).getString("position")).startsWith("7/");
    }
  }

  @Test
  void goesOnAfterARestart(@TempDir Path store) {
    Map<String, Object> durable = Map.of("store.path", store.toString(), "feeds.n.durable", true);
    try (HttpUpstream upstream = new HttpUpstream(SseSourceIT::countFrom)) {
      try (SourceServer server = SourceServer.start(keys(upstream), durable)) {
        server.values("n.tick", 10);
        await().atMost(SourceServer.PATIENCE).until(() -> "10".equals(lastEventId(upstream)));
      }
      upstream.requests.clear();
      try (SourceServer server = SourceServer.start(keys(upstream), durable)) {
        await().atMost(SourceServer.PATIENCE).until(() -> !upstream.requests.isEmpty());

        assertThat(lastEventId(upstream)).isEqualTo("10");
        server.status("live");
        assertThat(server.values("n.tick", 10)).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
      }
    }
  }

  private static String lastEventId(HttpUpstream upstream) {
    return upstream.requests.get(upstream.requests.size() - 1).getHeader("Last-Event-ID");
  }

  @Test
  void aSilentStreamIsOpenedAgain() {
    try (HttpUpstream upstream = new HttpUpstream(request -> stream(request).write(": hello\n"));
        SourceServer server =
            SourceServer.start(
                Map.of(
                    "type",
                    "sse",
                    "url",
                    upstream.url(),
                    "topic",
                    "n.x",
                    "heartbeat",
                    "150ms",
                    "backoff.min",
                    "5ms"))) {
      await().atMost(SourceServer.PATIENCE).until(() -> upstream.requests.size() >= 3);
      assertThat(server.status(s -> s.getInteger("errors") >= 2)).isNotNull();
    }
  }

  @Test
  void aQuietStreamWithoutAHeartbeatStaysOpen() {
    try (HttpUpstream upstream =
            new HttpUpstream(
                request -> {
                  HttpServerResponse response = stream(request);
                  response.write("data: 1\n\n");
                  Vertx.currentContext()
                      .owner()
                      .setTimer(6_000, timer -> response.write("data: 2\n\n"));
                });
        SourceServer server =
            SourceServer.start(
                Map.of("type", "sse", "url", upstream.url(), "topic", "n.x", "timeout", "5s"))) {
      assertThat(server.values("n.x", 2)).containsExactly(1, 2);
      assertThat(upstream.requests).hasSize(1);
    }
  }

  @Test
  void aBlockWithoutAnIdKeepsThePosition() {
    try (HttpUpstream upstream =
            new HttpUpstream(
                request ->
                    stream(request)
                        .end(
                            request.getHeader("Last-Event-ID") == null
                                ? "id: 1\ndata: 1\n\n"
                                : "retry: 5\n\n"));
        SourceServer server =
            SourceServer.start(
                Map.of(
                    "type", "sse", "url", upstream.url(), "topic", "n.x", "backoff.min", "5ms"))) {
      await().atMost(SourceServer.PATIENCE).until(() -> upstream.requests.size() >= 4);

      assertThat(List.copyOf(upstream.requests).subList(0, 4))
          .extracting(request -> request.getHeader("Last-Event-ID"))
          .containsExactly(null, "1", "1", "1");
      assertThat(server.values("n.x", 1)).containsExactly(1);
    }
  }

  @Test
  void equalEventsWithoutAnIdOfTheirOwnAreAllPublished() {
    try (HttpUpstream upstream =
            new HttpUpstream(
                request ->
                    stream(request)
                        .write("id: 1\ndata: 10\n\ndata: 11\n\ndata: 10\n\ndata: 12\n\n"));
        SourceServer server =
            SourceServer.start(Map.of("type", "sse", "url", upstream.url(), "topic", "n.x"))) {
      assertThat(server.values("n.x", 4)).containsExactly(10, 11, 10, 12);
    }
  }

  @Test
  void anIdMayBeLongerThanAKey() {
    String id = "[{\"topic\":\"eqiad.changes\",\"offset\":7}]".repeat(10);
    try (HttpUpstream upstream =
            new HttpUpstream(
                request -> {
                  HttpServerResponse response = stream(request);
                  if (id.equals(request.getHeader("Last-Event-ID"))) {
                    response.setStatusCode(204).end();
                  } else {
                    response.end("id: " + id + "\nevent: tick\ndata: {\"n\":1}\n\n");
                  }
                });
        SourceServer server = SourceServer.start(keys(upstream))) {
      server.status("ended");

      assertThat(server.values("n.tick")).containsExactly(1);
    }
  }

  @Test
  void anEventWithoutAnEndIsAFailure() {
    Buffer part = Buffer.buffer("data: " + "x".repeat(1 << 20) + "\n");
    try (HttpUpstream upstream =
            new HttpUpstream(
                request -> {
                  HttpServerResponse response = stream(request);
                  for (int i = 0; i < 10; i++) {
                    response.write(part);
                  }
                });
        SourceServer server = SourceServer.start(keys(upstream))) {
      assertThat(server.failure("larger")).isEqualTo("an event is larger than 8 MiB");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Zürich→7", "a\tb"})
  void anIdIsSentBackInUtf8(String id) {
    try (HttpUpstream upstream =
            new HttpUpstream(
                request -> {
                  HttpServerResponse response = stream(request);
                  String last = utf8(request.getHeader("Last-Event-ID"));
                  int n = last == null ? 1 : last.equals(id) ? 2 : 3;
                  response.end("id: " + id + "\nevent: tick\ndata: {\"n\":" + n + "}\n\n");
                });
        SourceServer server = SourceServer.start(keys(upstream))) {
      assertThat(server.values("n.tick", 2)).startsWith(1, 2);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\u0001b", "a\u007Fb"})
  void anIdThatCannotBeSentBackIsAGap(String id) {
    try (HttpUpstream upstream =
            new HttpUpstream(
                request ->
                    stream(request).end("id: " + id + "\nevent: tick\ndata: {\"n\":1}\n\n"));
        SourceServer server = SourceServer.start(keys(upstream))) {
      assertThat(server.errors(1).get(0).getString("kind")).isEqualTo("gap");
      await().atMost(SourceServer.PATIENCE).until(() -> upstream.requests.size() > 2);

      assertThat(server.values("n.tick")).containsExactly(1);
    }
  }

  /** Returns the text of a header whose bytes are UTF-8, which a server reads as ISO 8859-1. */
  private static @Nullable String utf8(@Nullable String header) {
    return header == null
        ? null
        : new String(header.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }

  @Test
  void aBrokenEventIsReported() {
    try (HttpUpstream upstream =
            new HttpUpstream(request -> stream(request).write("data: {\n\ndata: 5\n\n"));
        SourceServer server =
            SourceServer.start(Map.of("type", "sse", "url", upstream.url(), "topic", "n.x"))) {
      assertThat(server.values("n.x", 1)).containsExactly(5);
      assertThat(server.errors(1).get(0).getString("message")).isEqualTo("{");
    }
  }

  @Test
  void anotherAnswerIsAFailure() {
    try (HttpUpstream upstream = HttpUpstream.json("{}");
        SourceServer server =
            SourceServer.start(Map.of("type", "sse", "url", upstream.url(), "topic", "n.x"))) {
      assertThat(server.failure("the answer is"))
          .isEqualTo("the answer is 200, application/json, and not an event stream");
    }
  }
}
