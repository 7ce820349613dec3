package io.feedhorn.http;

import static io.feedhorn.http.ProblemAssert.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Load and simulated networks for the page of the latency laboratory. */
@Timeout(60)
class LabIT {
  private static final int DELAY_MILLIS = 40;

  private static RunningServer server;

  @BeforeAll
  static void startServer() {
    server = RunningServer.with(ServerSetup.DEFAULT.withLab());
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  private static JsonObject startRun(String wanted) {
    HttpResponse<String> answer = server.http().post("/v1/lab", wanted);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return new JsonObject(answer.body());
  }

  private static void end(JsonObject run) {
    HttpResponse<String> ended =
        server.http().exchange("DELETE", "/v1/lab/" + run.getString("run"), null);
    assertThat(ended.statusCode()).isEqualTo(204);
  }

  private static JsonArray newest(JsonObject run) {
    String answer = server.http().get("/v1/updates?topics=" + run.getString("topics")).body();
    return new JsonObject(answer).getJsonArray("updates");
  }

  @Test
  void loadIsPublishedInTheRequestedSizeUntilTheRunEnds() {
    JsonObject run = startRun("{\"rate\":200,\"topics\":2,\"size\":64}");

    await()
        .untilAsserted(
            () -> {
              JsonArray updates = newest(run);
              assertThat(updates).hasSize(2);
              assertThat(updates.getJsonObject(1).getLong("seq")).isGreaterThan(2);
              assertThat(updates.getJsonObject(1).getJsonObject("data").encode()).hasSize(64);
            });

    end(run);
    assertThat(server.http().get("/v1/lab").body()).contains("\"runs\":0");
    AtomicReference<JsonArray> before = new AtomicReference<>(newest(run));
    await()
        .pollInterval(200, TimeUnit.MILLISECONDS)
        .until(() -> newest(run).equals(before.getAndSet(newest(run))));
  }

  @Test
  void aSimulatedNetworkHasItsOwnPortAndDelaysBothDirections() {
    JsonObject run = startRun("{\"handicap\":{\"delay\":%d}}".formatted(DELAY_MILLIS));
    int port = run.getInteger("port");
    HttpTestClient through = new HttpTestClient(URI.create("http://127.0.0.1:" + port));
    String page = server.address();

    HttpResponse<String> first = through.get("/v1/time", "Origin", page);
    long start = System.nanoTime();
    HttpResponse<String> second = through.get("/v1/time", "Origin", page);
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);

    assertThat(first.statusCode()).as(first.body()).isEqualTo(200);
    assertThat(second.headers().firstValue("access-control-allow-origin")).hasValue(page);
    assertThat(second.headers().firstValue("timing-allow-origin")).hasValue(page);
    assertThat(millis).isGreaterThanOrEqualTo(2 * DELAY_MILLIS);
    assertProblem(through.get("/v1/time", "Origin", "http://127.0.0.1:1"), 403, "forbidden");
    end(run);
  }

  @Test
  void aRunIsChangedByItsName() {
    JsonObject run = startRun("{\"rate\":0}");

    JsonObject changed =
        startRun(new JsonObject().put("run", run.getString("run")).put("rate", 1).encode());

    assertThat(changed.getString("run")).isEqualTo(run.getString("run"));
    assertThat(changed.getString("topics")).isEqualTo(run.getString("topics"));
    assertThat(changed.getInteger("port")).isZero();
    end(run);
  }

  @Test
  void theNumberOfRunsIsBounded() {
    JsonObject[] runs = new JsonObject[4];
    for (int i = 0; i < runs.length; i++) {
      runs[i] = startRun("{}");
    }

    assertProblem(server.http().post("/v1/lab", "{}"), 429, "too_many");

    for (JsonObject run : runs) {
      end(run);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{\"rate\":1001}                     | 'rate' must be a number from 0 to 1000.",
        "{\"rate\":\"fast\"}                 | 'rate' must be a number from 0 to 1000.",
        "{\"topics\":26}                     | 'topics' must be a number from 1 to 25.",
        "{\"topics\":1.5}                    | 'topics' must be a whole number from 1 to 25.",
        "{\"size\":15}                       | 'size' must be a number from 16 to 4096.",
        "{\"handicap\":7}                    | 'handicap' must be an object.",
        "{\"handicap\":{\"delay\":2001}}     | 'delay' must be a number from 0 to 2000.",
        "{\"handicap\":{\"loss\":-1}}        | 'loss' must be a number from 0 to 20.",
        "{\"handicap\":{\"kilobits\":1}}     | 'kilobits' must be 0 or a number from 16.",
        "{\"handicap\":{\"sleep\":21}}       | 'sleep' must be a number from 0 to 20.",
        "{\"run\":7}                         | 'run' must be a string: the 'run' of an earlier response.",
        "{\"rte\":1}                         | There is no field 'rte'; the fields are run, rate, topics, size, handicap.",
        "{\"end\":true}                      | There is no field 'end'; the fields are run, rate, topics, size, handicap.",
        "{\"handicap\":{\"latency\":5}}      | There is no field 'latency' in 'handicap'; the fields are delay, loss, kilobits, sleep."
      })
  void valuesOutOfRangeAndUnknownFieldsAreRefused(String wanted, String why) {
    HttpResponse<String> answer = server.http().post("/v1/lab", wanted);

    assertProblem(answer, 400, "bad_request");
    assertThat(new JsonObject(answer.body()).getString("detail")).isEqualTo(why);
  }

  @Test
  void invalidJsonAndUnknownRunsAreRefused() {
    assertProblem(server.http().post("/v1/lab", "[]"), 400, "bad_request");
    assertProblem(server.http().post("/v1/lab", "{"), 400, "bad_json");
    assertProblem(server.http().post("/v1/lab", "{\"run\":\"x\"}"), 404, "not_found");
    assertProblem(server.http().exchange("DELETE", "/v1/lab/x", null), 404, "not_found");
    assertProblem(server.http().exchange("PUT", "/v1/lab", ""), 405, "method_not_allowed");
  }

  @Test
  void aDisabledLaboratoryRefusesRuns() {
    try (RunningServer plain = RunningServer.start()) {
      assertThat(plain.http().get("/v1/lab").body()).contains("\"enabled\":false");
      assertProblem(plain.http().post("/v1/lab", "{}"), 404, "not_found");
      String neighbour = plain.address().replace("127.0.0.1", "localhost");
      assertProblem(plain.http().get("/v1/time", "Origin", neighbour), 403, "forbidden");
    }
  }
}
