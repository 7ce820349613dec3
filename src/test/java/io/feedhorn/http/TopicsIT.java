package io.feedhorn.http;

import static io.feedhorn.http.ProblemAssert.assertProblem;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The list of topics, snapshots and histories. */
@Timeout(60)
class TopicsIT {
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
  void topicsAreListedByNameWithTheirNewestUpdate() {
    String feed = server.latestFeed();
    server.publish(feed + ".b", "1");
    ReceiptAssert a = server.publish(feed + ".a", "2");
    ReceiptAssert b = server.publish(feed + ".b", "3");

    HttpResponse<String> answer = server.http().get("/v1/topics?match=" + feed + ".*");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
    assertThat(answer.body())
        .isEqualTo(
            ("{\"topics\":[{\"topic\":\"%1$s.a\",\"offset\":2,\"seq\":1,\"ts\":%2$s,"
                    + "\"subscribers\":0},{\"topic\":\"%1$s.b\",\"offset\":3,\"seq\":2,\"ts\":%3$s,"
                    + "\"subscribers\":0}],\"next\":null}")
                .formatted(feed, a.ts(), b.ts()));
  }

  @ParameterizedTest
  @CsvSource({
    "BTC%2FUSD, BTC/USD",
    "BTC/USD, BTC/USD",
    "a//b, a//b",
    "^GSPC, ^GSPC",
    "A+B, A+B",
    "a%3Fx%23y%25z, a?x#y%z",
    "K%C3%B6ln, Köln",
    "a%2Fhistory, a/history",
    "a%2F, a/",
  })
  void theTopicInAPathIsReadAsItWasSent(String encoded, String name) {
    String feed = server.everyFeed();
    String path = "/v1/topics/" + feed + "." + encoded;

    RawHttpClient.Answer snapshotBefore = RawHttpClient.ask(server.port(), "GET", path);
    String update = server.publish(feed + "." + name, "1").update("1");

    assertThat(snapshotBefore.status()).isEqualTo(404);
    assertThat(RawHttpClient.ask(server.port(), "GET", path).body()).isEqualTo(update);
    assertThat(RawHttpClient.ask(server.port(), "GET", path + "/history").body()).contains(update);
    assertThat(server.http().get("/v1/topics?match=" + feed + ".*").body()).contains(name);
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/topics/a.b%FF, 400, bad_topic",
    "/v1/topics/a.Ko%CC%88ln, 400, bad_topic",
    "/v1/topics/a.b%20c, 400, bad_topic",
    "/v1/topics/a/../b.c, 400, bad_topic",
    "/v1/topics/a%2Fb.c, 400, bad_topic",
    "/v1/topics/a.b%zz, 400, bad_request",
    "/v1/topics/a.Köln, 400, bad_request",
    "/v1/updates?topics=a.Köln, 400, bad_request",
    "/v1/updates?topics=a.A+B, 400, bad_topic",
    "/v1/topics/a.b/, 404, not_found",
    "//v1/topics/a.b, 404, not_found",
  })
  void aPathThatNamesNoTopicIsRefused(String path, int status, String code) {
    RawHttpClient.Answer answer = RawHttpClient.ask(server.port(), "GET", path);

    assertThat(answer.status()).isEqualTo(status);
    assertProblem(answer.body(), status, code);
  }

  @Test
  void bytesBeyondAsciiAreRefusedWithTheEncodedForm() {
    // A character for each byte of UTF-8.
    String sent = new String("/v1/topics/a.Köln?limit=ü".getBytes(UTF_8), ISO_8859_1);

    assertThat(RawHttpClient.ask(server.port(), "GET", sent).body())
        .contains("percent-encode them: /v1/topics/a.K%C3%B6ln?limit=%C3%BC.");
  }

  @Test
  void withoutAPatternTheTopicsOfAllFeedsAreListed() {
    String one = server.latestFeed() + ".a";
    String two = server.everyFeed() + ".b.c";
    server.publish(one, "1");
    server.publish(two, "2");

    assertThat(names("/v1/topics?limit=1000")).contains(one, two);
  }

  @Test
  void aPatternWithoutMatchesHasAnEmptyList() {
    assertThat(server.http().get("/v1/topics?match=never.heard.of").body())
        .isEqualTo("{\"topics\":[],\"next\":null}");
  }

  @Test
  void pagesFollowEachOtherWithoutAGap() {
    String feed = server.latestFeed();
    List<String> all = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      all.add(feed + ".t" + i);
      server.publish(feed + ".t" + i, "1");
    }

    List<String> paged = new ArrayList<>();
    String after = "";
    int pages = 0;
    while (after != null) {
      String page = "/v1/topics?match=" + feed + ".*&limit=3" + after;
      paged.addAll(names(page));
      String next = new JsonObject(server.http().get(page).body()).getString("next");
      after = next == null ? null : "&after=" + next;
      pages++;
    }

    assertThat(paged).isEqualTo(all);
    assertThat(pages).isEqualTo(3);
  }

  @Test
  void aFullLastPageHasNoNext() {
    String feed = server.latestFeed();
    server.publish(feed + ".a", "1");
    server.publish(feed + ".b", "1");

    assertThat(server.http().get("/v1/topics?match=" + feed + ".*&limit=2").body())
        .endsWith("\"next\":null}");
  }

  @Test
  void subscribersAreCountedOverAllEventLoops() throws Exception {
    String feed = server.latestFeed();
    server.publish(feed + ".a", "1");
    server.publish(feed + ".b", "1");
    List<InputStream> streams = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      streams.add(
          server
              .http()
              .open("GET", "/v1/stream?topics=" + feed + ".a," + feed + ".*", null)
              .body());
    }
    streams.add(server.http().open("GET", "/v1/stream?topics=" + feed + ".b", null).body());

    await().until(() -> subscribers(feed).equals(List.of(4, 5)));

    for (InputStream stream : streams) {
      stream.close();
    }
    await().until(() -> subscribers(feed).equals(List.of(0, 0)));
  }

  private static List<Integer> subscribers(String feed) {
    return topics("/v1/topics?match=" + feed + ".*").stream()
        .map(topic -> ((JsonObject) topic).getInteger("subscribers"))
        .toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"limit=0", "limit=-1", "limit=x", "limit=1001", "limit=1.5", "limit="})
  void aLimitOutOfRangeIsABadRequest(String query) {
    HttpResponse<String> refusal = server.http().get("/v1/topics?" + query);
    assertProblem(refusal, 400, "bad_request");
    assertThat(refusal.body()).contains("1 to 1000");
  }

  @Test
  void aBadPatternIsABadTopic() {
    assertProblem(server.http().get("/v1/topics?match=*.a"), 400, "bad_topic");
    assertProblem(server.http().get("/v1/topics?match="), 400, "bad_topic");
  }

  @Test
  void theSnapshotIsTheUpdateWithAnEtag() {
    String topic = server.latestFeed() + ".a";
    ReceiptAssert published = server.publish(topic, "{\"x\":1.10}");

    HttpResponse<String> answer = server.http().get("/v1/topics/" + topic);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo(published.update("{\"x\":1.10}"));
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
    assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-cache");
    assertThat(answer.headers().firstValue("ETag")).hasValue(tag(published));
  }

  @Test
  void aKnownSnapshotIsNotModified() {
    String topic = server.latestFeed() + ".a";
    String tag = tag(server.publish(topic, "1"));

    for (String known : List.of(tag, "W/" + tag, "*", "\"other\", " + tag)) {
      HttpResponse<String> answer =
          server.http().get("/v1/topics/" + topic, "If-None-Match", known);
      assertThat(answer.statusCode()).as(known).isEqualTo(304);
      assertThat(answer.body()).isEmpty();
      assertThat(answer.headers().firstValue("ETag")).hasValue(tag);
      assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-cache");
    }
    server.publish(topic, "2");
    assertThat(server.http().get("/v1/topics/" + topic, "If-None-Match", tag).statusCode())
        .isEqualTo(200);
  }

  @Test
  void aFeedConfiguresTheCachingOfItsSnapshots() {
    String topic = server.everyFeed() + ".a";
    server.publish(topic, "1");

    assertThat(server.http().get("/v1/topics/" + topic).headers().firstValue("Cache-Control"))
        .hasValue("max-age=1");
  }

  @Test
  void headReturnsTheHeadersOfTheSnapshot() {
    String topic = server.latestFeed() + ".a";
    ReceiptAssert published = server.publish(topic, "1");

    HttpResponse<String> head = server.http().exchange("HEAD", "/v1/topics/" + topic, null);

    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    assertThat(head.headers().firstValue("ETag")).hasValue(tag(published));
  }

  @Test
  void aTopicWithoutUpdatesHasNoSnapshot() {
    String feed = server.latestFeed();
    server.publish(feed + ".a", "1");

    assertProblem(server.http().get("/v1/topics/" + feed + ".b"), 404, "not_found");
    assertProblem(server.http().get("/v1/topics/nobody.knows"), 404, "not_found");
    assertProblem(server.http().get("/v1/topics/nobody"), 400, "bad_topic");
    assertProblem(server.http().get("/v1/topics/a.*"), 400, "bad_topic");
  }

  @Test
  void theHistoryHasTheNewestUpdatesOldestFirst() {
    String feed = server.latestFeed();
    server.publish(feed + ".a", "1");
    String second = server.publish(feed + ".a", "2").update("2");
    String third = server.publish(feed + ".a", "3").update("3");
    String cursor = server.publish(feed + ".b", "4").cursor();

    HttpResponse<String> answer = server.http().get("/v1/topics/" + feed + ".a/history?limit=2");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body())
        .isEqualTo("{\"cursor\":\"%s\",\"updates\":[%s,%s]}".formatted(cursor, second, third));
  }

  @Test
  void theHistoryOfATopicWithoutUpdatesIsEmptyAndHasACursor() {
    String feed = server.latestFeed();

    assertThat(server.http().get("/v1/topics/" + feed + ".a/history").body())
        .matches("\\{\"cursor\":\"" + feed + ":[a-z0-9]{4,16}:0\",\"updates\":\\[]}");
  }

  @Test
  void theHistoryIsBoundedByItsSize() {
    String topic = server.shortHistoryFeed() + ".a";
    for (int i = 0; i < 3 * ServerSetup.SHORT_HISTORY_SIZE; i++) {
      server.publish(topic, Integer.toString(i));
    }

    JsonObject history =
        new JsonObject(server.http().get("/v1/topics/" + topic + "/history?limit=100").body());

    assertThat(history.getJsonArray("updates")).hasSize(ServerSetup.SHORT_HISTORY_SIZE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "x", "2.5", "", "5001", "2147483648"})
  void aHistoryLimitOutOfRangeIsABadRequest(String limit) {
    assertProblem(server.http().get("/v1/topics/a.b/history?limit=" + limit), 400, "bad_request");
  }

  private static String tag(ReceiptAssert published) {
    return '"' + published.cursor().substring(published.cursor().indexOf(':') + 1) + '"';
  }

  private static List<String> names(String path) {
    return topics(path).stream().map(topic -> ((JsonObject) topic).getString("topic")).toList();
  }

  private static JsonArray topics(String path) {
    return new JsonObject(server.http().get(path).body()).getJsonArray("topics");
  }
}
