package io.feedhorn.source.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.feedhorn.client.FeedhornClient;
import io.feedhorn.client.ReadRequest;
import io.feedhorn.client.Transport;
import io.feedhorn.client.UpdateReader;
import io.feedhorn.source.SourceServer;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HttpPollIT {
  private static Map<String, Object> keys(HttpUpstream upstream, Object... keys) {
    Map<String, Object> all = new HashMap<>();
    all.put("type", "http-poll");
    all.put("url", upstream.url());
    all.put("every", "10ms");
    all.put("backoff.min", "10ms");
    for (int i = 0; i < keys.length; i += 2) {
      all.put((String) keys[i], keys[i + 1]);
    }
    return all;
  }

  private static SourceServer start(HttpUpstream upstream, Object... keys) {
    return SourceServer.start(keys(upstream, keys));
  }

  private static void awaitRequests(HttpUpstream upstream, int count) {
    await().atMost(SourceServer.PATIENCE).until(() -> upstream.requests.size() >= count);
  }

  @Test
  void anArrayIsSplitIntoTopics() {
    try (HttpUpstream upstream =
            HttpUpstream.json(
                "{\"rates\":[{\"c\":\"EUR\",\"p\":1.10},{\"c\":\"CHF\",\"p\":0.9}]}");
        SourceServer server =
            start(upstream, "items", "rates", "topic", "rates.${c}", "data", "{'price': p}")) {
      assertThat(server.values("rates.EUR", 2)).first().hasToString("{\"price\":1.1}");
      assertThat(server.text("/v1/topics/rates.EUR")).contains("\"data\":{\"price\":1.10}");
      assertThat(server.values("rates.CHF", 1)).first().hasToString("{\"price\":0.9}");
    }
  }

  @Test
  void onlyChangesArePublishedIfAsked() {
    try (HttpUpstream upstream = HttpUpstream.json("[{\"n\":1},{\"n\":2}]");
        SourceServer server = start(upstream, "topic", "n.x${n}", "changes", true)) {
      awaitRequests(upstream, 5);
      assertThat(server.values("n.x1", 1)).hasSize(1);
      upstream.answers("[{\"n\":1},{\"n\":2,\"m\":3}]");

      assertThat(server.values("n.x2", 2)).hasSize(2);
      assertThat(server.values("n.x1")).hasSize(1);
      assertThat(server.status(s -> s.getInteger("unchanged") > 5).getInteger("published"))
          .isEqualTo(3);
    }
  }

  @Test
  void aRestartPublishesNothingThatTheFeedHas(@TempDir Path folder) {
    Map<String, Object> durable =
        Map.of("store.path", folder.resolve("store").toString(), "feeds.n.durable", true);
    try (HttpUpstream upstream = HttpUpstream.json("[{\"n\":1},{\"n\":2,\"p\":1.10}]")) {
      Map<String, Object> keys = keys(upstream, "topic", "n.x${n}", "changes", true);
      try (SourceServer server = SourceServer.start(keys, durable)) {
        server.values("n.x2", 1);
      }
      upstream.answers("[{\"n\":1,\"p\":7},{\"n\":2,\"p\":1.10}]");
      try (SourceServer server = SourceServer.start(keys, durable)) {
        assertThat(server.values("n.x1", 2)).hasSize(2);
        server.status(state -> state.getInteger("unchanged") >= 3);
        assertThat(server.values("n.x1")).hasSize(2);
        assertThat(server.values("n.x2")).hasSize(1);
      }
    }
  }

  @Test
  void validatorsAreSentAndNotModifiedPublishesNothing() {
    try (HttpUpstream upstream = HttpUpstream.json("0")) {
      upstream.answers(
          request -> {
            HttpServerResponse response =
                request
                    .response()
                    .putHeader("ETag", "\"a1\"")
                    .putHeader("Last-Modified", "Thu, 01 Jan 2026 00:00:00 GMT");
            if ("\"a1\"".equals(request.getHeader("If-None-Match"))) {
              response.setStatusCode(304).end();
            } else {
              response.end("1");
            }
          });
      try (SourceServer server = start(upstream, "topic", "n.x")) {
        awaitRequests(upstream, 4);

        assertThat(server.values("n.x", 1)).containsExactly(1);
        assertThat(upstream.requests.get(2).getHeader("If-Modified-Since"))
            .isEqualTo("Thu, 01 Jan 2026 00:00:00 GMT");
      }
    }
  }

  @Test
  void retryAfterIsObeyed() {
    List<Long> times = new CopyOnWriteArrayList<>();
    try (HttpUpstream upstream =
            new HttpUpstream(
                request -> {
                  times.add(System.nanoTime());
                  request.response().setStatusCode(429).putHeader("Retry-After", "1").end();
                });
        SourceServer server = start(upstream, "topic", "n.x")) {
      assertThat(server.failure("answered 429")).endsWith("answered 429");
      awaitRequests(upstream, 2);

      // Without the header the pause would be 10 ms.
      assertThat(times.get(1) - times.get(0)).isGreaterThan(900_000_000L);
    }
  }

  @Test
  void failuresAreRetriedAndReported() {
    AtomicInteger failures = new AtomicInteger(3);
    try (HttpUpstream upstream =
            new HttpUpstream(
                request -> {
                  if (failures.decrementAndGet() >= 0) {
                    request.response().setStatusCode(500).end();
                  } else {
                    request.response().end("7");
                  }
                });
        SourceServer server = start(upstream, "topic", "n.x")) {
      assertThat(server.values("n.x", 1)).startsWith(7);
      assertThat(server.status("live").getInteger("errors")).isEqualTo(3);
      assertThat(server.text("/metrics"))
          .contains("feedhorn_source_errors_total{kind=\"connection\",source=\"test\"} 3.0");
    }
  }

  @Test
  void aBrokenItemIsReportedAndTheOthersArePublished() {
    try (HttpUpstream upstream =
            HttpUpstream.json("[{\"c\":\"A\"},{\"x\":1},{\"c\":\"a b\"},{\"c\":\"B\"}]");
        SourceServer server = start(upstream, "topic", "n.${c}", "every", "1h")) {
      server.values("n.B", 1);

      List<JsonObject> errors = server.errors(2);
      assertThat(errors.get(0).getString("reason")).startsWith("topic: an expression must have");
      assertThat(errors.get(0).getString("message")).isEqualTo("{\"x\":1}");
      assertThat(errors.get(0).getString("kind")).isEqualTo("message");
      assertThat(errors.get(1).getString("reason")).startsWith("bad_topic: Bad topic 'n.a b'");
      assertThat(errors.get(1).getString("kind")).isEqualTo("refused");
      assertThat(server.values("n.A")).hasSize(1);
    }
  }

  @Test
  void anAnswerThatIsNotJsonIsReported() {
    try (HttpUpstream upstream = HttpUpstream.json("<html>");
        SourceServer server = start(upstream, "topic", "n.x", "every", "1h")) {
      assertThat(server.errors(1).get(0).getString("reason")).startsWith("Not JSON");
      assertThat(server.status("live")).isNotNull();
    }
  }

  @Test
  void csvAndNdjsonAreReadByTheirMediaType() {
    try (HttpUpstream upstream =
            new HttpUpstream(
                request ->
                    request
                        .response()
                        .putHeader("Content-Type", "text/csv")
                        .end("s,p\nA,1.5\nB,2\n"));
        SourceServer server = start(upstream, "topic", "n.${s}", "data", "p")) {
      assertThat(server.values("n.A", 1)).startsWith(1.5);
      upstream.answers(
          request ->
              request
                  .response()
                  .putHeader("Content-Type", "application/x-ndjson")
                  .end("{\"s\":\"C\",\"p\":9}\n{\"s\":\"D\",\"p\":8}\n"));

      assertThat(server.values("n.D", 1)).startsWith(8);
    }
  }

  @Test
  void aQuotedValueThatIsNotClosedIsReported() {
    try (HttpUpstream upstream =
            new HttpUpstream(
                request ->
                    request
                        .response()
                        .putHeader("Content-Type", "text/csv")
                        .end("\uFEFFs,p\nA,1\nscrew 5\",2\nB,3\n"));
        SourceServer server = start(upstream, "topic", "n.${s}", "data", "p")) {
      JsonObject error = server.errors(1).get(0);

      assertThat(error.getString("reason")).isEqualTo("CSV: a quoted value is not closed");
      assertThat(error.getString("message")).startsWith("screw 5\",2\nB,3");
      assertThat(server.values("n.A", 1)).startsWith(1);
    }
  }

  @Test
  void aByteOrderMarkIsNotAPartOfJson() {
    try (HttpUpstream upstream = HttpUpstream.json("\uFEFF{\"p\":1}");
        SourceServer server = start(upstream, "topic", "n.x", "data", "p")) {
      assertThat(server.values("n.x", 1)).startsWith(1);
    }
  }

  @Test
  void theCharsetOfTheMediaTypeIsUsed() {
    byte[] latin1 = "city,n\nZürich,1\n".getBytes(StandardCharsets.ISO_8859_1);
    try (HttpUpstream upstream =
            new HttpUpstream(
                request ->
                    request
                        .response()
                        .putHeader("Content-Type", "text/csv; Charset=\"ISO-8859-1\"")
                        .end(Buffer.buffer(latin1)));
        SourceServer server = start(upstream, "topic", "n.x", "data", "city")) {
      assertThat(server.values("n.x", 1)).startsWith("Zürich");
    }
  }

  @Test
  void jsonIsAlwaysUtf8() {
    try (HttpUpstream upstream =
            new HttpUpstream(
                request ->
                    request
                        .response()
                        .putHeader("Content-Type", "application/json; charset=iso-8859-1")
                        .end("\"Zürich\""));
        SourceServer server = start(upstream, "topic", "n.x")) {
      assertThat(server.values("n.x", 1)).startsWith("Zürich");
    }
  }

  @Test
  void anAnswerThatIsNotTextInItsCharsetIsReported() {
    try (HttpUpstream upstream =
            new HttpUpstream(
                request ->
                    request
                        .response()
                        .putHeader("Content-Type", "text/plain")
                        .end(Buffer.buffer(new byte[] {'Z', (byte) 0xFC})));
        SourceServer server = start(upstream, "topic", "n.x")) {
      assertThat(server.errors(1).get(0).getString("reason"))
          .isEqualTo("the message is not text in UTF-8");
      assertThat(server.values("n.x")).isEmpty();
    }
  }

  @Test
  void aReasonThatQuotesALongTextIsCut() {
    try (HttpUpstream upstream = HttpUpstream.json("{\"t\":\"" + "x".repeat(5_000) + "\"}");
        SourceServer server = start(upstream, "topic", "n.x", "time", "t", "every", "1h")) {
      assertThat(server.errors(1).get(0).getString("reason"))
          .startsWith("time: must be Unix time")
          .hasSize(2_001)
          .endsWith("…");
    }
  }

  @Test
  void anAnswerThatIsTooLargeIsAFailure() {
    try (HttpUpstream upstream = HttpUpstream.json("\"" + "x".repeat(5_000) + "\"");
        SourceServer server = start(upstream, "topic", "n.x", "max-size", "1KiB")) {
      assertThat(server.failure("max-size")).isNotEmpty();
    }
  }

  @Test
  void answersWithoutAnEndKeepNoConnections() {
    try (HttpUpstream upstream = HttpUpstream.json("1")) {
      // More requests than the connections that a client has at a time.
      int endless = 2 * PoolOptions.DEFAULT_MAX_POOL_SIZE;
      upstream.answers(
          request -> {
            HttpServerResponse answer = request.response();
            if (upstream.requests.size() > endless) {
              answer.putHeader("Content-Type", "application/json").end("1");
            } else {
              answer.setChunked(true).write(" ");
              Vertx.currentContext().owner().setPeriodic(10, timer -> answer.write(" "));
            }
          });
      try (SourceServer server = start(upstream, "topic", "n.x", "timeout", "100ms")) {
        assertThat(server.failure("in time")).isEqualTo("no complete answer in time (timeout)");
        assertThat(server.values("n.x", 1)).first().hasToString("1");
      }
    }
  }

  @Test
  void theReasonOfATimeoutHasNoSecretOfTheUrl() {
    try (HttpUpstream upstream = new HttpUpstream(request -> {});
        SourceServer server =
            start(
                upstream,
                "url",
                upstream.url() + "?key=hidden",
                "topic",
                "n.x",
                "timeout",
                "100ms")) {
      assertThat(server.failure("in time")).isEqualTo("no complete answer in time (timeout)");
    }
  }

  @Test
  void headersAreSent() {
    try (HttpUpstream upstream = HttpUpstream.json("1");
        SourceServer server =
            start(upstream, "topic", "n.x", "headers", List.of("Authorization: Bearer abc"))) {
      server.values("n.x", 1);

      assertThat(upstream.requests.get(0).getHeader("Authorization")).isEqualTo("Bearer abc");
    }
  }

  @Test
  void aRedirectIsFollowedAndOnlyItsOwnOriginGetsTheHeadersOfTheSettings() {
    try (HttpUpstream other = HttpUpstream.json("7");
        HttpUpstream upstream =
            new HttpUpstream(
                request ->
                    request
                        .response()
                        .setStatusCode(302)
                        .putHeader(
                            "Location", request.path().equals("/moved") ? other.url() : "/moved")
                        .end());
        SourceServer server =
            start(upstream, "topic", "n.x", "headers", List.of("X-Key: abc", "Accept: a/b"))) {
      assertThat(server.values("n.x", 1)).startsWith(7);

      assertThat(upstream.requests.get(1).getHeader("X-Key")).isEqualTo("abc");
      assertThat(other.requests.get(0).getHeader("X-Key")).isNull();
      assertThat(other.requests.get(0).getHeader("Accept")).isEqualTo("a/b");
    }
  }

  @Test
  void aRedirectToNowhereIsAFailure() {
    try (HttpUpstream upstream =
            new HttpUpstream(
                request ->
                    request
                        .response()
                        .setStatusCode(302)
                        .putHeader("Location", "mailto:a@example.org")
                        .end());
        SourceServer server = start(upstream, "topic", "n.x")) {
      assertThat(server.failure("answered 302")).endsWith("answered 302");
    }
  }

  @Test
  void nothingIsRequestedWhileNobodyReads() throws Exception {
    try (HttpUpstream upstream = HttpUpstream.json("1");
        SourceServer server = start(upstream, "topic", "n.x", "while-read", true)) {
      server.status("paused");
      int before = upstream.requests.size();
      assertThat(before).isEqualTo(1);

      try (FeedhornClient client = FeedhornClient.to(server.address());
          UpdateReader reader = client.open(Transport.SSE, ReadRequest.of("n.*"))) {
        awaitRequests(upstream, 5);
        assertThat(reader.poll(SourceServer.PATIENCE)).isNotNull();
      }
      server.status("paused");
    }
  }
}
