package io.feedhorn.http;

import static io.feedhorn.http.ProblemAssert.assertProblem;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every returned cursor is accepted, also if it has many feeds. */
@Timeout(60)
class ManyFeedsIT {
  private static RunningServer server;

  @BeforeAll
  static void startServer() {
    server = RunningServer.start();
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 50, 250, 320, 340, 500, 700, 1_000})
  void aPollIsAnsweredOnlyIfItsCursorFitsIntoTheNextRequest(int feeds) {
    String path = "/v1/updates?limit=5000&topics=" + HttpTestClient.query(patterns("f", feeds));

    HttpResponse<String> first = server.http().get(path);

    if (first.statusCode() == 200) {
      String next = path + "&since=" + HttpTestClient.query(cursor(first));
      HttpResponse<String> second = server.http().get(next);
      assertThat(second.statusCode()).as(second.body()).isEqualTo(200);
      assertThat(cursor(second)).isEqualTo(cursor(first));
      assertThat(
              server
                  .http()
                  .get(path + "&since=" + HttpTestClient.query(longest(first)))
                  .statusCode())
          .isEqualTo(200);
    } else {
      assertThat(feeds).isGreaterThan(250);
      assertProblem(first, 400, "bad_request");
      assertThat(first.body()).contains("limits.headers").contains("POST /v1/updates");
    }
    assertThat(first.statusCode()).isEqualTo(feeds > 320 ? 400 : 200);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 250, 320, 340, 700, 1_000})
  void aStreamIsOpenedOnlyIfItsIdFitsIntoTheNextRequest(int feeds) throws IOException {
    String path = "/v1/stream?topics=" + HttpTestClient.query(patterns("g", feeds));

    HttpResponse<InputStream> first = server.http().open("GET", path, null);

    if (first.statusCode() == 200) {
      String id = id(first);
      for (HttpResponse<InputStream> next :
          List.of(
              server.http().open("GET", path, null, "Last-Event-ID", id),
              server.http().open("GET", path + "&since=" + HttpTestClient.query(id), null),
              server.http().open("GET", path + "&lastEventId=" + HttpTestClient.query(id), null))) {
        assertThat(next.statusCode()).isEqualTo(200);
        assertThat(id(next)).isEqualTo(id);
      }
    } else {
      String problem = new String(first.body().readAllBytes(), UTF_8);
      assertProblem(problem, 400, "bad_request");
      assertThat(problem).contains("limits.headers");
    }
    assertThat(first.statusCode()).isEqualTo(feeds > 320 ? 400 : 200);
  }

  @Test
  void theNextPollAfterOneOfTheLargestSizeIsAnswered() {
    int padding = 900;
    String path = "/v1/updates?limit=5000&topics=" + HttpTestClient.query(patterns("h", 315));
    int largest = padding - excessBytes(server.http().get(path + moreTopics(padding)));

    HttpResponse<String> first = server.http().get(path + moreTopics(largest));
    assertThat(first.statusCode()).as(first.body()).isEqualTo(200);
    String next = path + moreTopics(largest) + "&since=" + HttpTestClient.query(longest(first));
    assertThat(server.http().get(next).statusCode()).isEqualTo(200);

    assertProblem(server.http().get(path + moreTopics(largest + 1)), 400, "bad_request");
  }

  /** Returns a number of characters of the query: topics of a feed that is in it already. */
  private static String moreTopics(int chars) {
    String begin = "%2Ch000.";
    int first = chars > 120 ? 100 : chars;
    return begin
        + "x".repeat(first - begin.length())
        + (first < chars ? moreTopics(chars - first) : "");
  }

  /** Returns by how many bytes the next request would exceed the limit. */
  private static int excessBytes(HttpResponse<String> refused) {
    Matcher bytes =
        Pattern.compile("could have (\\d+) bytes; at most (\\d+)").matcher(refused.body());
    assertThat(bytes.find()).as(refused.body()).isTrue();
    return Integer.parseInt(bytes.group(1)) - Integer.parseInt(bytes.group(2));
  }

  @Test
  void aPollByPostAcceptsTheCursorOfTheMaximumNumberOfFeeds() throws Exception {
    int feeds = 1_000;
    String longName = "x".repeat(150);
    JsonArray topics = new JsonArray();
    IntStream.range(0, feeds).forEach(i -> topics.add(longName + i + ".>"));
    JsonObject poll = new JsonObject().put("topics", topics);

    HttpResponse<String> first = post(poll);
    assertThat(first.statusCode()).isEqualTo(200);
    poll.put("since", cursor(first)).put("wait", 30);
    CompletableFuture<HttpResponse<String>> second =
        CompletableFuture.supplyAsync(() -> post(poll));
    ReceiptAssert published = server.publish(longName + "7.a", "1");

    HttpResponse<String> answer = second.get(40, TimeUnit.SECONDS);
    assertThat(answer.body()).endsWith("\"updates\":[" + published.update("1") + "]}");
    poll.put("since", cursor(answer)).put("wait", 0);
    assertThat(cursor(post(poll))).isEqualTo(cursor(answer));
  }

  @Test
  void aPollByPostEqualsAPollByGet() {
    String feed = server.latestFeed();
    String cursor = server.publish(feed + ".a", "1").cursor();
    server.publish(feed + ".a", "2");
    server.publish(feed + ".b", "3");
    JsonObject poll = new JsonObject().put("topics", feed + ".a," + feed + ".b");

    assertThat(body(post(poll)))
        .isEqualTo(body(server.http().get("/v1/updates?topics=" + feed + ".a," + feed + ".b")));
    poll.put("topics", new JsonArray().add(feed + ".*")).put("since", cursor).put("limit", 1);
    assertThat(body(post(poll)))
        .contains("\"more\":true")
        .isEqualTo(
            body(server.http().get("/v1/updates?topics=" + feed + ".*&limit=1&since=" + cursor)));
    poll.put("limit", 500).put("conflate", true);
    assertThat(body(post(poll)))
        .isEqualTo(
            body(
                server
                    .http()
                    .get("/v1/updates?conflate=true&topics=" + feed + ".*&since=" + cursor)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "{\"topics\":[]}",
        "{\"topics\":7}",
        "{\"topics\":\"a.b\",\"limit\":0}",
        "{\"topics\":\"a.b\",\"limit\":1.5}",
        "{\"topics\":\"a.b\",\"limit\":\"5\"}",
        "{\"topics\":\"a.b\",\"wait\":61}",
        "{\"topics\":\"a.b\",\"wait\":\"1\"}",
        "{\"topics\":\"a.b\",\"conflate\":\"true\"}",
        "{\"topics\":\"a.b\",\"since\":1}",
        "{\"topics\":\"a.b\",\"sinse\":\"a:k3f9:1\"}"
      })
  void anInvalidBodyIsABadRequest(String body) {
    assertProblem(server.http().post("/v1/updates", body), 400, "bad_request");
  }

  @Test
  void theErrorsOfABodyEqualThoseOfAQuery() {
    assertProblem(server.http().post("/v1/updates", "nonsense"), 400, "bad_json");
    assertProblem(server.http().post("/v1/updates", "{\"topics\":\"a\"}"), 400, "bad_topic");
    assertProblem(
        server.http().post("/v1/updates", "{\"topics\":\"a.b\",\"since\":\"c:k3f9:1\"}"),
        400,
        "bad_cursor");
    assertProblem(
        server.http().post("/v1/updates?limit=5", "{\"topics\":\"a.b\"}"), 400, "bad_request");
    assertProblem(
        server.http().post("/v1/updates", "{}", "Content-Type", "application/xml"),
        415,
        "unsupported_type");
    HttpResponse<String> put = server.http().exchange("PUT", "/v1/updates", "{}");
    assertProblem(put, 405, "method_not_allowed");
    assertThat(put.headers().firstValue("Allow").orElseThrow()).contains("GET").contains("POST");
  }

  private static String patterns(String name, int feeds) {
    return IntStream.range(0, feeds)
        .mapToObj(i -> name + String.format("%03d", i) + ".>")
        .collect(Collectors.joining(","));
  }

  /** Returns a cursor with the largest possible offsets. */
  private static String longest(HttpResponse<String> answer) {
    return cursor(answer).replaceAll(":\\d+(?=,|$)", ":" + "9".repeat(18));
  }

  private static String cursor(HttpResponse<String> answer) {
    return new JsonObject(answer.body()).getString("cursor");
  }

  private static String body(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer.body().replaceFirst("\"now\":[0-9.]+", "\"now\":N");
  }

  private static HttpResponse<String> post(JsonObject poll) {
    return server.http().post("/v1/updates", poll.encode(), "Content-Type", "application/json");
  }

  /** Returns the first id of a stream. */
  private static String id(HttpResponse<InputStream> stream) throws IOException {
    try (BufferedReader lines = new BufferedReader(new InputStreamReader(stream.body(), UTF_8))) {
      String line = lines.readLine();
      while (line != null && !line.startsWith("id:")) {
        line = lines.readLine();
      }
      assertThat(line).isNotNull();
      return line.substring(3).strip();
    }
  }
}
