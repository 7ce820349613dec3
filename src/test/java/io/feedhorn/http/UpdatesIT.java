package io.feedhorn.http;

import static io.feedhorn.http.ProblemAssert.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.feedhorn.limits.HttpLimits;
import io.feedhorn.limits.Limits;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code GET /v1/updates}: the content and the time of responses. */
@Timeout(60)
class UpdatesIT {
  private static RunningServer server;

  @BeforeAll
  static void startServer() {
    server = RunningServer.start();
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @Test
  void aPollWaitsNoLongerThanConfigured() {
    Limits brief = Limits.DEFAULT.http(HttpLimits.DEFAULT.pollWait(Duration.ofSeconds(1)));
    try (RunningServer held = RunningServer.with(ServerSetup.DEFAULT.limits(brief))) {
      String path = "/v1/updates?topics=" + held.latestFeed() + ".a";

      HttpResponse<String> response = held.http().get(path + "&wait=60");
      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.body()).endsWith("\"updates\":[]}");
      HttpResponse<String> preferred = held.http().get(path, "Prefer", "wait=60");
      assertThat(preferred.headers().firstValue("Preference-Applied")).hasValue("wait=1");
      assertProblem(held.http().get(path + "&wait=61"), 400, "bad_request");
    }
  }

  @Test
  void withoutTheSettingNothingIsCompressed() {
    String topic = server.latestFeed() + ".a";
    server.publish(topic, '"' + "large ".repeat(100) + '"');
    for (String path : List.of("/v1/updates?topics=", "/v1/stream?topics=")) {
      HttpHeaders headers =
          server.http().open("GET", path + topic, null, "Accept-Encoding", "gzip").headers();

      assertThat(headers.firstValue("Content-Encoding")).isEmpty();
      assertThat(headers.allValues("Vary")).doesNotContain("accept-encoding");
    }
  }

  @Test
  void aResponseHasTheCursorTheTimeAndTheUpdates() {
    String topic = server.latestFeed() + ".a";
    ReceiptAssert published = server.publish(topic, "1");

    HttpResponse<String> answer = server.http().get("/v1/updates?topics=" + topic);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
    assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
    assertThat(answer.body().replaceFirst("\"now\":\\d+(\\.\\d{1,3})?", "\"now\":N"))
        .isEqualTo(
            "{\"cursor\":\"%s\",\"now\":N,\"recovered\":true,\"updates\":[%s]}"
                .formatted(published.cursor(), published.update("1")));
  }

  @Test
  void anEmptyResponseHasTheCursorForTheNextPoll() {
    String topic = server.latestFeed() + ".a";
    String cursor = server.publish(topic, "1").cursor();

    JsonObject answer = updates("topics=" + topic + "&since=" + cursor);

    assertThat(answer.getString("cursor")).isEqualTo(cursor);
    assertThat(answer.getJsonArray("updates")).isEmpty();
    assertThat(answer.containsKey("more")).isFalse();
  }

  @Test
  void pagesOfSeveralFeedsFollowEachOtherWithoutAGap() {
    String one = server.everyFeed();
    String two = server.everyFeed();
    String three = server.everyFeed();
    String cursor =
        server.publish(one + ".a", "0").cursor() + "," + server.publish(two + ".a", "0").cursor();
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      expected.add(server.publish(one + ".t" + i % 2, "1").update("1"));
      expected.add(server.publish(two + ".t" + i % 3, "2").update("2"));
    }
    expected.add(server.publish(three + ".a", "3").update("3"));

    for (int limit = 1; limit <= 22; limit += 3) {
      List<String> paged = new ArrayList<>();
      String since = cursor;
      boolean more = true;
      while (more) {
        JsonObject page =
            updates(
                "topics=%s.%%3E,%s.%%3E,%s.%%3E&since=%s&limit=%d"
                    .formatted(one, two, three, since, limit));
        assertThat(page.getJsonArray("updates").size()).isLessThanOrEqualTo(limit);
        assertThat(page.getBoolean("recovered")).isTrue();
        page.getJsonArray("updates").forEach(update -> paged.add(identity((JsonObject) update)));
        since = page.getString("cursor");
        more = page.getBoolean("more", false);
      }

      assertThat(paged)
          .containsExactlyInAnyOrderElementsOf(
              expected.stream().map(update -> identity(new JsonObject(update))).toList());
      JsonObject after =
          updates("topics=%s.%%3E,%s.%%3E,%s.%%3E&since=%s".formatted(one, two, three, since));
      assertThat(after.getJsonArray("updates")).isEmpty();
    }
  }

  private static String identity(JsonObject update) {
    return update.getString("topic") + ":" + update.getLong("offset");
  }

  @Test
  void aTruncatedResponseIsMarked() {
    String topic = server.everyFeed() + ".a";
    String cursor = server.publish(topic, "0").cursor();
    server.publish(topic, "1");
    String second = server.publish(topic, "2").cursor();
    server.publish(topic, "3");

    JsonObject cut = updates("topics=" + topic + "&since=" + cursor + "&limit=2");
    JsonObject whole = updates("topics=" + topic + "&since=" + cursor + "&limit=3");

    assertThat(cut.getBoolean("more")).isTrue();
    assertThat(cut.getString("cursor")).isEqualTo(second);
    assertThat(whole.containsKey("more")).isFalse();
  }

  @Test
  void aResponseHasAtMost500UpdatesByDefault() {
    String topic = server.everyFeed() + ".a";
    String cursor = server.publish(topic, "0").cursor();
    publishMany(topic, 501);

    JsonObject answer = updates("topics=" + topic + "&since=" + cursor);

    assertThat(answer.getJsonArray("updates")).hasSize(500);
    assertThat(answer.getBoolean("more")).isTrue();
    assertThat(updates("topics=" + topic + "&since=" + cursor + "&limit=5000").size()).isEqualTo(4);
  }

  @Test
  void conflationKeepsTheNewestUpdateOfEachTopic() {
    String feed = server.latestFeed();
    String cursor = server.publish(feed + ".a", "0").cursor();
    publishMany(feed + ".a", 20);
    publishMany(feed + ".b", 20);

    JsonObject answer = updates("topics=" + feed + ".*&conflate=true&limit=2&since=" + cursor);

    assertThat(answer.getJsonArray("updates"))
        .extracting(update -> ((JsonObject) update).getLong("offset"))
        .containsExactly(21L, 41L);
    assertThat(answer.containsKey("more")).isFalse();
  }

  @Test
  void aWaitingPollIsAnsweredByTheNextUpdate() {
    String topic = server.latestFeed() + ".a";
    String cursor = server.publish(topic, "1").cursor();
    CompletableFuture<HttpResponse<String>> waiting =
        get("topics=" + topic + "&wait=50&since=" + cursor);
    awaitReaders(topic, 1);

    String update = server.publish(topic, "2").update("2");

    HttpResponse<String> answer = waiting.join();
    assertThat(answer.body()).endsWith("\"updates\":[" + update + "]}");
    awaitReaders(topic, 0);
  }

  @Test
  void anUpdateOfAnotherTopicDoesNotEndTheWait() {
    String feed = server.latestFeed();
    String cursor = server.publish(feed + ".a", "1").cursor();
    CompletableFuture<HttpResponse<String>> waiting =
        get("topics=" + feed + ".a&wait=50&since=" + cursor);
    awaitReaders(feed + ".a", 1);

    server.publish(feed + ".b", "2");
    String update = server.publish(feed + ".a", "3").update("3");

    assertThat(waiting.join().body()).endsWith("\"updates\":[" + update + "]}");
  }

  @Test
  void aPollWithUpdatesDoesNotWait() {
    String topic = server.latestFeed() + ".a";
    String update = server.publish(topic, "1").update("1");

    assertThat(get("topics=" + topic + "&wait=50").join().body())
        .endsWith("\"updates\":[" + update + "]}");
  }

  @Test
  void aWaitEndsWithAnEmptyResponse() {
    String topic = server.latestFeed() + ".a";
    String cursor = server.publish(topic, "1").cursor();
    long start = System.nanoTime();

    HttpResponse<String> answer = get("topics=" + topic + "&wait=0.3&since=" + cursor).join();

    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isBetween(Duration.ofMillis(290), Duration.ofSeconds(30));
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).contains(cursor).endsWith("\"updates\":[]}");
  }

  @Test
  void aWaitIsEndedByTheFirstUpdateOfAFeed() {
    String topic = server.latestFeed() + ".a";
    CompletableFuture<HttpResponse<String>> waiting = get("topics=" + topic + "&wait=50");
    await().until(() -> polls() == 1);

    String update = server.publish(topic, "1").update("1");

    assertThat(waiting.join().body()).endsWith("\"updates\":[" + update + "]}");
  }

  @Test
  void aWaitEndsWhenTheClientDisconnects() throws IOException {
    String topic = server.latestFeed() + ".a";
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      String request = "GET /v1/updates?topics=%s&wait=50 HTTP/1.1\r\nHost: a\r\n\r\n";
      socket.getOutputStream().write(request.formatted(topic).getBytes(StandardCharsets.UTF_8));
      await().until(() -> polls() == 1);
    }

    await().until(() -> polls() == 0);
  }

  @Test
  void thePreferredWaitIsAppliedAndReported() {
    String topic = server.latestFeed() + ".a";
    String cursor = server.publish(topic, "1").cursor();

    HttpResponse<String> answer =
        server
            .http()
            .get("/v1/updates?topics=" + topic + "&since=" + cursor, "Prefer", "foo, wait=1");

    assertThat(answer.headers().firstValue("Preference-Applied")).hasValue("wait=1");
    assertThat(answer.body()).endsWith("\"updates\":[]}");
  }

  @Test
  void theWaitOfTheQueryHasPrecedence() {
    String topic = server.latestFeed() + ".a";
    String cursor = server.publish(topic, "1").cursor();

    HttpResponse<String> answer =
        server
            .http()
            .get("/v1/updates?topics=" + topic + "&wait=0&since=" + cursor, "Prefer", "wait=50");

    assertThat(answer.headers().firstValue("Preference-Applied")).isEmpty();
    assertThat(answer.body()).endsWith("\"updates\":[]}");
  }

  @Test
  void aLongPreferredWaitIsLimited() {
    String topic = server.latestFeed() + ".a";
    server.publish(topic, "1");

    assertThat(
            server
                .http()
                .get("/v1/updates?topics=" + topic, "Prefer", "wait=3600")
                .headers()
                .firstValue("Preference-Applied"))
        .hasValue("wait=60");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "topics=",
        "topics=a.b&limit=0",
        "topics=a.b&limit=5001",
        "topics=a.b&limit=many",
        "topics=a.b&wait=-1",
        "topics=a.b&wait=61",
        "topics=a.b&wait=NaN",
        "topics=a.b&wait=soon",
        "topics=a.b&conflate=1",
        "topics=chat.b&conflate=true"
      })
  void anInvalidQueryIsABadRequest(String query) {
    assertProblem(server.http().get("/v1/updates?" + query), 400, "bad_request");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.b,", ",a.b", "a.b,a", "a.b, c.d"})
  void aListWithABadPatternIsABadTopic(String topics) {
    assertProblem(
        server.http().get("/v1/updates?topics=" + HttpTestClient.query(topics)), 400, "bad_topic");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "a:abcd:1,b:abcd:2", "b:abcd:1", "a:abcd:1,"})
  void aBadCursorIsRefused(String since) {
    assertProblem(server.http().get("/v1/updates?topics=a.b&since=" + since), 400, "bad_cursor");
  }

  private static JsonObject updates(String query) {
    return new JsonObject(server.http().get("/v1/updates?" + query).body());
  }

  private static CompletableFuture<HttpResponse<String>> get(String query) {
    return CompletableFuture.supplyAsync(() -> server.http().get("/v1/updates?" + query));
  }

  private static void publishMany(String topic, int count) {
    server
        .http()
        .post(
            "/v1/publish",
            "{\"topic\":\"%s\",\"data\":1}\n".formatted(topic).repeat(count),
            "Content-Type",
            "application/x-ndjson");
  }

  private static void awaitReaders(String topic, int count) {
    await()
        .until(
            () ->
                new JsonObject(server.http().get("/v1/topics?match=" + topic).body())
                        .getJsonArray("topics")
                        .getJsonObject(0)
                        .getInteger("subscribers")
                    == count);
  }

  private static long polls() {
    String name = "feedhorn_connections{transport=\"long-polling\"} ";
    return server
        .http()
        .get("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(name))
        .mapToLong(line -> (long) Double.parseDouble(line.substring(name.length())))
        .sum();
  }
}
