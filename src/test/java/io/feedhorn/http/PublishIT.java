package io.feedhorn.http;

import static io.feedhorn.http.ProblemAssert.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.limits.Limits;
import java.net.http.HttpResponse;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code POST /v1/topics/{topic}} and {@code POST /v1/publish}. */
@Timeout(60)
class PublishIT {
  private static final int MESSAGE_BYTES = 1_024;
  private static final String NDJSON = "application/x-ndjson";

  private static RunningServer server;

  @BeforeAll
  static void startServer() {
    server = RunningServer.with(ServerSetup.DEFAULT.limits(new Limits(MESSAGE_BYTES, 10, 4_096)));
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @Test
  void anUpdateIsAnsweredWithItsReceipt() {
    String feed = server.latestFeed();

    ReceiptAssert first = server.publish(feed + ".a", "1");
    ReceiptAssert second = server.publish(feed + ".b", "2");
    ReceiptAssert third = server.publish(feed + ".a", "3");

    assertThat(first.topic()).isEqualTo(feed + ".a");
    assertThat(List.of(first.offset(), second.offset(), third.offset()))
        .containsExactly(1L, 2L, 3L);
    assertThat(List.of(first.seq(), second.seq(), third.seq())).containsExactly(1L, 1L, 2L);
    assertThat(first.cursor()).matches(feed + ":[a-z0-9]{4,16}:1");
    assertThat(third.cursor()).isEqualTo(first.cursor().replaceAll("1$", "3"));
    assertThat(Double.parseDouble(third.ts()))
        .isGreaterThanOrEqualTo(Double.parseDouble(first.ts()))
        .isBetween(System.currentTimeMillis() - 60_000.0, System.currentTimeMillis() + 60_000.0);
  }

  @Test
  void offsetsHaveNoGapsWithConcurrentPublishers() {
    String topic = server.latestFeed() + ".a";

    List<CompletableFuture<Long>> publishing =
        IntStream.range(0, 200)
            .mapToObj(i -> CompletableFuture.supplyAsync(() -> server.publish(topic, "1").offset()))
            .toList();

    Set<Long> offsets = new HashSet<>();
    publishing.forEach(each -> offsets.add(each.join()));
    assertThat(offsets).hasSize(200).contains(1L, 200L);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json",
        "application/json; charset=utf-8",
        "Application/JSON",
        "application/vnd.example+json"
      })
  void allMediaTypesOfJsonAreAccepted(String type) {
    assertThat(post(server.latestFeed() + ".a", "1", "Content-Type", type).statusCode())
        .isEqualTo(201);
  }

  @ParameterizedTest
  @ValueSource(strings = {"multipart/form-data", "text/html", "application/xml"})
  void otherMediaTypesAreUnsupported(String type) {
    assertProblem(
        post(server.latestFeed() + ".a", "1", "Content-Type", type), 415, "unsupported_type");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "nonsense", "{", "1 2", "{'a':1}", "NaN", "01", "\"\t\"", "[1,]"})
  void invalidJsonIsRefused(String body) {
    String topic = server.latestFeed() + ".a";

    assertProblem(post(topic, body), 400, "bad_json");
    assertProblem(server.http().get("/v1/topics/" + topic), 404, "not_found");
  }

  @ParameterizedTest
  @CsvSource({
    "chat",
    "a..b",
    "a.*",
    "a.%3E",
    "a.b%20c",
    "%C3%A9.a",
    ".a",
    "a.",
    "a%2Fb.c",
    "feedhorn.publish"
  })
  void invalidTopicsAreRefused(String topic) {
    assertProblem(post(topic, "1"), 400, "bad_topic");
  }

  @Test
  void aTopicHasAtMost200Characters() {
    String longest = "x." + "y".repeat(198);

    assertThat(post(longest, "1").statusCode()).isEqualTo(201);
    assertProblem(post(longest + "y", "1"), 400, "bad_topic");
  }

  @Test
  void aValueOfTheLargestSizeIsAcceptedAndOneByteMoreIsNot() {
    String topic = server.latestFeed() + ".a";
    String largest = "\"" + "x".repeat(MESSAGE_BYTES - 2) + "\"";

    assertThat(post(topic, largest).statusCode()).isEqualTo(201);
    assertThat(post(topic, "  " + largest + "\n").statusCode()).isEqualTo(201);
    assertProblem(post(topic, largest.replaceFirst("x", "xx")), 413, "too_large");
    HttpResponse<String> larger = post(topic, "\"" + "x".repeat(100 * MESSAGE_BYTES) + "\"");
    assertProblem(larger, 413, "too_large");
    assertThat(larger.body())
        .contains("larger than the allowed 2048 bytes (2 times limits.message, 1024)");
  }

  @Test
  void aRepetitionWithTheSameKeyGetsTheFirstReceiptAndPublishesNothing() {
    String topic = server.everyFeed() + ".a";

    HttpResponse<String> first = post(topic, "1", "Idempotency-Key", "k-1");
    HttpResponse<String> repeat = post(topic, "2", "Idempotency-Key", "k-1");
    HttpResponse<String> other = post(topic, "3", "Idempotency-Key", "k-2");

    assertThat(repeat.statusCode()).isEqualTo(201);
    assertThat(repeat.body()).isEqualTo(first.body());
    assertThat(ReceiptAssert.of(other.body()).offset()).isEqualTo(2);
    assertThat(server.http().get("/v1/topics/" + topic).body()).endsWith("\"data\":3}");
  }

  @Test
  void aKeyBelongsToOneTopic() {
    String feed = server.everyFeed();

    post(feed + ".a", "1", "Idempotency-Key", "k");

    assertThat(ReceiptAssert.of(post(feed + ".b", "1", "Idempotency-Key", "k").body()).offset())
        .isEqualTo(2);
  }

  @Test
  void concurrentRepetitionsPublishOnce() {
    String topic = server.everyFeed() + ".a";

    List<CompletableFuture<String>> publishing =
        IntStream.range(0, 30)
            .mapToObj(
                i ->
                    CompletableFuture.supplyAsync(
                        () -> post(topic, "1", "Idempotency-Key", "same").body()))
            .toList();

    Set<String> answers = new HashSet<>();
    publishing.forEach(each -> answers.add(each.join()));
    assertThat(answers).hasSize(1);
  }

  @Test
  void aKeyThatIsTooLongIsABadRequest() {
    assertProblem(
        post(server.latestFeed() + ".a", "1", "Idempotency-Key", "k".repeat(256)),
        400,
        "bad_request");
  }

  @Test
  void aBatchIsAnsweredLineByLineInOrder() {
    String feed = server.everyFeed();
    List<String> lines =
        List.of(
            "{\"topic\":\"%s.a\",\"data\":1.10}",
            "not json",
            "{\"topic\":\"%s\",\"data\":1}",
            "{\"topic\":\"%s.a\"}",
            "[]",
            "{\"data\": {\"x\" : null}, \"topic\":\"%s.b\"}",
            "{\"topic\":\"%s.a\",\"data\":\"" + "x".repeat(MESSAGE_BYTES) + "\"}",
            "{\"topic\":\"%s.a\",\"data\":null}");

    HttpResponse<String> answer = batch(String.join("\n", lines).replace("%s", feed));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue(NDJSON);
    List<String> answers = answer.body().lines().toList();
    assertThat(answers).hasSize(lines.size());
    ReceiptAssert first = ReceiptAssert.of(answers.get(0));
    assertThat(first.offset()).isEqualTo(1);
    assertProblem(answers.get(1), 400, "bad_json");
    assertProblem(answers.get(2), 400, "bad_topic");
    assertProblem(answers.get(3), 400, "bad_request");
    assertProblem(answers.get(4), 400, "bad_request");
    ReceiptAssert second = ReceiptAssert.of(answers.get(5));
    assertThat(second.offset()).isEqualTo(2);
    assertThat(server.http().get("/v1/topics/" + feed + ".b").body())
        .isEqualTo(second.update("{\"x\":null}"));
    assertProblem(answers.get(6), 413, "too_large");
    assertThat(ReceiptAssert.of(answers.get(7)).seq()).isEqualTo(2);
  }

  @Test
  void aBatchOfManyLinesKeepsTheirOrder() {
    String topic = server.everyFeed() + ".a";
    StringBuilder lines = new StringBuilder();
    for (int i = 1; i <= 2_000; i++) {
      lines.append("{\"topic\":\"").append(topic).append("\",\"data\":").append(i).append("}\r\n");
    }

    List<String> answers = batch(lines.toString()).body().lines().toList();

    assertThat(answers).hasSize(2_000);
    assertThat(answers).extracting(line -> (int) ReceiptAssert.of(line).offset()).isSorted();
    assertThat(server.http().get("/v1/topics/" + topic + "/history?limit=2").body())
        .contains("\"data\":1999}")
        .endsWith("\"data\":2000}]}");
  }

  @Test
  void anEmptyBatchIsABadRequest() {
    assertProblem(batch("\n\n"), 400, "bad_request");
    assertProblem(batch(""), 400, "bad_request");
  }

  @Test
  void aBatchOfTooManyLinesIsTooLarge() {
    assertProblem(batch("{}\n".repeat(10_001)), 413, "too_large");
    HttpResponse<String> larger = batch(" ".repeat(8 * 1024 * 1024 + 1));
    assertProblem(larger, 413, "too_large");
    assertThat(larger.body()).contains("larger than the allowed 8388608 bytes.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/json", "text/plain"})
  void aBatchOfAnotherMediaTypeIsUnsupported(String type) {
    assertProblem(
        server.http().post("/v1/publish", "{}", "Content-Type", type), 415, "unsupported_type");
  }

  private static HttpResponse<String> post(String topic, String body, String... headers) {
    return server.http().post("/v1/topics/" + topic, body, headers);
  }

  private static HttpResponse<String> batch(String body) {
    return server.http().post("/v1/publish", body, "Content-Type", NDJSON);
  }
}
