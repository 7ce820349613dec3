package io.feedhorn.http;

import static io.feedhorn.http.ProblemAssert.assertProblem;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.limits.Limits;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.List;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies of publishes: lines, numbers, content codings, media types and repetitions. */
@Timeout(60)
class PublishBodiesIT {
  private static final int MESSAGE_BYTES = 4_096;
  private static final String NDJSON = "application/x-ndjson";
  private static final String ALLOWED = "http://allowed.example";

  private static RunningServer server;

  @BeforeAll
  static void startServer() {
    server =
        RunningServer.with(
            ServerSetup.DEFAULT.limits(new Limits(MESSAGE_BYTES, 10, 4_096)).origins(ALLOWED));
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @Test
  void aRepeatedBatchGetsTheFirstReceiptOfEachLineAndPublishesNothing() {
    String feed = server.everyFeed();
    String lines =
        """
        {"topic":"%1$s.a","data":1}
        {"topic":"%1$s.b","data":2}
        {"topic":"%1$s.a","data":3}
        """
            .formatted(feed);

    HttpResponse<String> first = batch(lines, "Idempotency-Key", "batch-1");
    HttpResponse<String> repeat = batch(lines, "Idempotency-Key", "batch-1");
    HttpResponse<String> other = batch(lines, "Idempotency-Key", "batch-2");

    assertThat(repeat.body()).isEqualTo(first.body());
    assertThat(offsets(first)).containsExactly(1L, 2L, 3L);
    assertThat(offsets(other)).containsExactly(4L, 5L, 6L);
    assertThat(server.publish(feed + ".c", "0").offset()).isEqualTo(7);
  }

  @Test
  void onlyTheFailedLinesArePublishedByARepetition() {
    String feed = server.everyFeed();
    String good = "{\"topic\":\"%s.a\",\"data\":1}\n".formatted(feed);

    HttpResponse<String> first = batch(good + "nonsense\n" + good, "Idempotency-Key", "k");
    HttpResponse<String> repeat = batch(good + good + good, "Idempotency-Key", "k");

    List<String> before = first.body().lines().toList();
    List<String> after = repeat.body().lines().toList();
    assertProblem(before.get(1), 400, "bad_json");
    assertThat(after.get(0)).isEqualTo(before.get(0));
    assertThat(after.get(2)).isEqualTo(before.get(2));
    assertThat(ReceiptAssert.of(after.get(1)).offset()).isEqualTo(3);
  }

  @Test
  void theKeyOfABatchDiffersFromThatOfAValue() {
    String topic = server.everyFeed() + ".a";
    server.http().post("/v1/topics/" + topic, "1", "Idempotency-Key", "same");

    HttpResponse<String> batch =
        batch("{\"topic\":\"" + topic + "\",\"data\":1}", "Idempotency-Key", "same");

    assertThat(offsets(batch)).containsExactly(2L);
  }

  @Test
  void twoKeysAreABadRequest() {
    String topic = server.everyFeed() + ".a";
    String line = "{\"topic\":\"" + topic + "\",\"data\":1}";

    for (String second : List.of("one", "two")) {
      HttpResponse<String> alone =
          server
              .http()
              .post(
                  "/v1/topics/" + topic, "1", "Idempotency-Key", "one", "Idempotency-Key", second);
      assertProblem(alone, 400, "bad_request");
      assertThat(alone.body()).contains("Idempotency-Key").contains("2");
      assertProblem(
          batch(line, "Idempotency-Key", "one", "Idempotency-Key", second), 400, "bad_request");
    }
    assertProblem(server.http().get("/v1/topics/" + topic), 404, "not_found");
  }

  @Test
  void theErrorOfATooLongKeyNamesTheLimit() {
    HttpResponse<String> answer = batch("{}", "Idempotency-Key", "k".repeat(256));

    assertProblem(answer, 400, "bad_request");
    assertThat(answer.body()).contains("256").contains("255");
  }

  @Test
  void aLineThatIsNotUtf8IsRefusedAlone() {
    String line = "{\"topic\":\"%s.a\",\"data\":\"é\"}".formatted(server.everyFeed());
    byte[] lines = (line + "\n").getBytes(UTF_8);
    byte[] broken = (line + "\n").getBytes(ISO_8859_1);

    HttpResponse<String> answer =
        server
            .http()
            .postBytes("/v1/publish", joined(lines, broken, lines), "Content-Type", NDJSON);

    List<String> answers = answer.body().lines().toList();
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answers).hasSize(3);
    assertThat(ReceiptAssert.of(answers.get(0)).offset()).isEqualTo(1);
    assertProblem(answers.get(1), 400, "bad_json");
    assertThat(ReceiptAssert.of(answers.get(2)).offset()).isEqualTo(2);
  }

  @Test
  void onlyALineFeedEndsALine() {
    String feed = server.everyFeed();
    String lines =
        "{\"topic\":\"%1$s.c\",\r\"data\":1}\n{\"topic\":\"%1$s.c\",\"data\":2}\r\n\r\n \t\r\n"
            .formatted(feed);

    assertThat(offsets(batch(lines))).containsExactly(1L, 2L);
    assertThat(server.http().get("/v1/topics/" + feed + ".c/history").body())
        .contains("\"data\":1}")
        .contains("\"data\":2}");
  }

  @Test
  void otherLineSeparatorsArePartOfALine() {
    String feed = server.everyFeed();
    String lines = "{\"topic\":\"%s.c\",\"data\":\"a\u0085b\u2028c\"}\n".formatted(feed);

    assertThat(offsets(batch(lines))).containsExactly(1L);
  }

  @ParameterizedTest
  @CsvSource({"'',''", "'[',']'", "'{\"x\":','}'", "'[[',']]'", "'[0,',',0]'"})
  void aNumberHasAtMostAThousandCharacters(String before, String after) {
    String topic = server.everyFeed() + ".a";
    String longest = "1".repeat(998) + ".1";

    for (String number : List.of(longest, "-" + longest.substring(1), "1".repeat(996) + "e+12")) {
      String value = before + number + after;
      assertThat(post(topic, value).statusCode()).as(value).isEqualTo(201);
      assertThat(offsets(batch(line(topic, value)))).hasSize(1);
    }
    for (String number :
        List.of("1" + longest, "-" + longest, "1".repeat(1_000) + ".1", "1".repeat(999) + "e1")) {
      String value = before + number + after;
      assertProblem(post(topic, value), 400, "bad_request");
      assertProblem(batch(line(topic, value)).body().strip(), 400, "bad_request");
    }
  }

  @Test
  void gzipIsAccepted() {
    String topic = server.everyFeed() + ".a";
    String line = line(topic, "\"" + "x".repeat(1_000) + "\"") + "\n";

    HttpResponse<String> alone = gzip("/v1/topics/" + topic, "{\"x\": 1.10}", "application/json");
    HttpResponse<String> batch = gzip("/v1/publish", line.repeat(2_000), NDJSON);

    assertThat(ReceiptAssert.from(alone).offset()).isEqualTo(1);
    assertThat(server.http().get("/v1/topics/" + topic + "/history").body())
        .contains("\"data\":{\"x\":1.10}}");
    assertThat(offsets(batch)).hasSize(2_000).isSorted();
  }

  @Test
  void gzipMembersAndXGzipAreAccepted() {
    String topic = server.everyFeed() + ".a";
    byte[] members = joined(gzipped("[1,".getBytes(UTF_8)), gzipped("2]".getBytes(UTF_8)));

    HttpResponse<String> answer =
        server
            .http()
            .postBytes("/v1/topics/" + topic, members, "Content-Encoding", "identity, X-GZIP");

    assertThat(ReceiptAssert.from(answer).offset()).isEqualTo(1);
    assertThat(server.http().get("/v1/topics/" + topic).body()).endsWith("\"data\":[1,2]}");
  }

  @Test
  void aBodyThatInflatesBeyondTheLimitIsTooLarge() {
    String topic = server.everyFeed() + ".a";
    byte[] value = gzipped(new byte[1024 * 1024]);
    byte[] batch = gzipped(new byte[64 * 1024 * 1024]);
    String compressed = "larger than the allowed 8192 bytes (2 times limits.message, 4096).";
    String inflated = "8192 bytes (2 times limits.message, 4096) after decompression.";

    assertTooLarge("/v1/topics/" + topic, batch, "application/json", compressed);
    assertTooLarge("/v1/topics/" + topic, value, "application/json", inflated);
    assertTooLarge("/v1/publish", batch, NDJSON, "8388608 bytes after decompression.");
  }

  private static void assertTooLarge(String path, byte[] body, String type, String detail) {
    HttpResponse<String> answer =
        server.http().postBytes(path, body, "Content-Encoding", "gzip", "Content-Type", type);
    assertProblem(answer, 413, "too_large");
    assertThat(answer.body()).contains(detail);
  }

  @Test
  void invalidGzipIsABadRequest() {
    String path = "/v1/topics/" + server.everyFeed() + ".a";
    byte[] good = gzipped("{\"x\":1}".getBytes(UTF_8));
    byte[] wrongSum = good.clone();
    wrongSum[good.length - 6] ^= 1;

    for (byte[] body :
        List.of(
            "{\"x\":1}".getBytes(UTF_8),
            new byte[0],
            Arrays.copyOf(good, good.length - 9),
            wrongSum,
            joined(good, "\n{}".getBytes(UTF_8)),
            joined(good, new byte[100]),
            joined(good, Arrays.copyOf(good, 5)))) {
      assertProblem(
          server.http().postBytes(path, body, "Content-Encoding", "gzip"), 400, "bad_request");
      assertThat(server.http().postBytes(path, body, "Content-Encoding", "gzip").body())
          .doesNotContain("null");
    }
    assertProblem(server.http().get(path), 404, "not_found");
  }

  @ParameterizedTest
  @ValueSource(strings = {"deflate", "br", "gzip, gzip", "nonsense"})
  void otherCodingsAreRefusedWithTheAllowedOnes(String coding) throws IOException {
    ByteArrayOutputStream deflated = new ByteArrayOutputStream();
    try (DeflaterOutputStream out = new DeflaterOutputStream(deflated)) {
      out.write('1');
    }

    for (String path : List.of("/v1/topics/" + server.everyFeed() + ".a", "/v1/publish")) {
      HttpResponse<String> answer =
          server
              .http()
              .postBytes(
                  path,
                  deflated.toByteArray(),
                  "Content-Encoding",
                  coding,
                  "Content-Type",
                  path.equals("/v1/publish") ? NDJSON : "application/json");
      assertProblem(answer, 415, "unsupported_type");
      assertThat(answer.headers().firstValue("Accept-Encoding")).hasValue("gzip");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/eventbus/000/coded/xhr_send", "/v1/lab"})
  void pathsWithoutCodingsRefuseAllOfThem(String path) {
    HttpResponse<String> answer =
        server.http().postBytes(path, gzipped("[]".getBytes(UTF_8)), "Content-Encoding", "gzip");

    assertProblem(answer, 415, "unsupported_type");
    assertThat(answer.headers().firstValue("Accept-Encoding")).hasValue("identity");
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/x-www-form-urlencoded", "text/plain;charset=UTF-8"})
  void theDefaultTypesOfCurlAndFetchAreAcceptedForJson(String type) {
    String path = "/v1/topics/" + server.everyFeed() + ".a";
    String own = server.address();

    assertThat(http(path, "{\"x\":1}", type).statusCode()).isEqualTo(201);
    assertThat(http(path, "{\"x\":1}", type, "Origin", own).statusCode()).isEqualTo(201);
    assertThat(http(path, "{\"x\":1}", type, "Origin", ALLOWED).statusCode()).isEqualTo(201);
    assertThat(http(path, "{\"x\":1}", type, "Sec-Fetch-Site", "same-origin").statusCode())
        .isEqualTo(201);
    assertThat(http(path, "{\"x\":1}", type, "Sec-Fetch-Site", "none").statusCode()).isEqualTo(201);
    assertThat(server.http().get(path).body()).contains("\"seq\":5,");
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/x-www-form-urlencoded", "text/plain"})
  void theDefaultTypesAreRefusedForPagesOfOtherOrigins(String type) {
    String path = "/v1/topics/" + server.everyFeed() + ".a";

    assertProblem(http(path, "1", type, "Origin", "http://other.example"), 403, "forbidden");
    assertProblem(http(path, "1", type, "Origin", "null"), 403, "forbidden");
    for (String site : List.of("cross-site", "same-site", "nonsense")) {
      HttpResponse<String> answer = http(path, "1", type, "Sec-Fetch-Site", site);
      assertProblem(answer, 415, "unsupported_type");
      assertThat(answer.body()).contains("Content-Type: application/json");
    }
    assertProblem(
        server.http().post(path, "1", "Sec-Fetch-Site", "cross-site"), 415, "unsupported_type");
    assertProblem(server.http().get(path), 404, "not_found");
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/x-www-form-urlencoded", "text/plain"})
  void aDefaultTypeHasTheLimitsOfJson(String type) {
    String path = "/v1/topics/" + server.everyFeed() + ".a";

    String large = "\"" + "a".repeat(MESSAGE_BYTES - 2) + "\"";
    assertThat(http(path, large, type).statusCode()).isEqualTo(201);
    assertThat(server.http().get(path).body()).contains(large);
    String separators = "\"" + "&".repeat(MESSAGE_BYTES - 2) + "\"";
    assertThat(http(path, separators, type).statusCode()).isEqualTo(201);
    assertThat(server.http().get(path).body()).contains(separators);
    assertProblem(http(path, "\"" + "a".repeat(3_000_000) + "\"", type), 413, "too_large");
  }

  @Test
  void theErrorOfAFormNamesTheHeaderToAdd() {
    String path = "/v1/topics/" + server.everyFeed() + ".a";

    HttpResponse<String> answer = http(path, "price=1", "application/x-www-form-urlencoded");

    assertProblem(answer, 415, "unsupported_type");
    assertThat(answer.body()).contains("Content-Type: application/json");
    assertThat(http("/v1/publish", "{}", "text/plain").body())
        .contains("Content-Type: application/x-ndjson");
  }

  private static HttpResponse<String> http(
      String path, String body, String type, String... headers) {
    String[] all = Arrays.copyOf(headers, headers.length + 2);
    all[headers.length] = "Content-Type";
    all[headers.length + 1] = type;
    return server.http().post(path, body, all);
  }

  private static HttpResponse<String> post(String topic, String body) {
    return server.http().post("/v1/topics/" + topic, body);
  }

  private static String line(String topic, String data) {
    return "{\"topic\":\"" + topic + "\",\"data\":" + data + "}";
  }

  private static HttpResponse<String> batch(String lines, String... headers) {
    return http("/v1/publish", lines, NDJSON, headers);
  }

  private static HttpResponse<String> gzip(String path, String body, String type) {
    byte[] sent = gzipped(body.getBytes(UTF_8));
    return server.http().postBytes(path, sent, "Content-Encoding", "gzip", "Content-Type", type);
  }

  private static byte[] gzipped(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  private static List<Long> offsets(HttpResponse<String> batch) {
    return batch.body().lines().map(line -> ReceiptAssert.of(line).offset()).toList();
  }
}
