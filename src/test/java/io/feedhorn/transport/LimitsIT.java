package io.feedhorn.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.feedhorn.client.BridgeCarrier;
import io.feedhorn.http.RunningServer;
import io.feedhorn.http.ServerSetup;
import io.feedhorn.limits.ClientLimits;
import io.feedhorn.limits.Limits;
import io.feedhorn.log.LogLimits;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each limit on each transport: the refusal names the limit, and other requests are served. */
@Timeout(60)
class LimitsIT {
  private static final int MANY = 60;
  private static final String RATE_LIMITED = "rate_limited";

  private static RunningServer server(Limits limits) {
    return RunningServer.with(ServerSetup.DEFAULT.limits(limits));
  }

  private static RunningServer serverWithRates(int requests, int publishes) {
    return server(Limits.DEFAULT.client(new ClientLimits(0, 0, requests, publishes)));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aConnectionOverTheLimitGets429AndIsClosed(boolean ofOneAddress) {
    Limits limits =
        ofOneAddress
            ? Limits.DEFAULT.client(ClientLimits.NONE.connectionsPerAddress(2))
            : Limits.DEFAULT.client(ClientLimits.NONE.connections(2));
    try (RunningServer server = server(limits)) {
      RawWebSocketClient first = RawWebSocketClient.open(server.port(), "/v1/ws");
      RawWebSocketClient second = RawWebSocketClient.open(server.port(), "/eventbus/websocket");

      HttpResponse<String> refused = server.http().get("/v1/time");

      assertThat(refused.statusCode()).isEqualTo(429);
      assertThat(new JsonObject(refused.body()).getString("code")).isEqualTo("too_many");
      assertThat(refused.body()).contains(" 2").contains("limits.connections");
      assertThat(refused.headers().firstValueAsLong("Retry-After").orElseThrow()).isPositive();
      assertThat(refused.headers().firstValue("Connection")).hasValue("close");
      assertThat(RawWebSocketClient.handshake(server.port(), "/v1/ws")).startsWith("HTTP/1.1 429 ");
      assertThat(server.http().get("/health/live").statusCode()).isEqualTo(200);

      second.close();
      await().until(() -> server.http().get("/v1/time").statusCode() == 200);
      first.text();
      first.send("{\"type\":\"ping\",\"id\":1}");
      assertThat(first.text()).contains("pong");
    }
  }

  @Test
  void aRequestOverTheLimitGets429WithRetryAfter() {
    try (RunningServer server = serverWithRates(1, 0)) {
      assertThat(server.http().get("/v1/time").statusCode()).isEqualTo(200);

      HttpResponse<String> refused = server.http().get("/v1/time");
      for (int i = 0; refused.statusCode() == 200 && i < MANY; i++) {
        refused = server.http().get("/v1/time");
      }

      assertThat(refused.statusCode()).isEqualTo(429);
      assertThat(new JsonObject(refused.body()).getString("code")).isEqualTo(RATE_LIMITED);
      assertThat(refused.body()).contains("at most 1 requests a second (limits.requests)");
      assertThat(refused.headers().firstValue("Retry-After")).hasValue("1");
      for (int i = 0; i < MANY; i++) {
        assertThat(server.http().get("/health/live").statusCode()).isEqualTo(200);
      }
      assertThat(server.http().get("/metrics").body()).contains("code=\"rate_limited\"");
      await().until(() -> server.http().get("/v1/time").statusCode() == 200);
    }
  }

  @Test
  void aWebSocketMessageOverTheLimitIsRefusedAndTheConnectionStaysOpen() {
    try (RunningServer server = serverWithRates(2, 0);
        RawWebSocketClient socket = RawWebSocketClient.open(server.port(), "/v1/ws")) {
      socket.text();
      for (int i = 0; i < MANY; i++) {
        socket.send("{\"type\":\"ping\",\"id\":" + i + "}");
      }
      List<String> answers = texts(socket, MANY);

      assertThat(answers.get(0)).contains("pong");
      assertThat(answers)
          .filteredOn(answer -> answer.contains("\"error\""))
          .isNotEmpty()
          .allSatisfy(answer -> assertThat(answer).contains(RATE_LIMITED).contains("\"id\":"));
      await().until(() -> answer(socket, "{\"type\":\"ping\",\"id\":1}").contains("pong"));
    }
  }

  /** Else a client could send any number of them. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/v1/ws             | {",
        "/v1/ws             | []",
        "/v1/ws             | {}",
        "/eventbus/websocket | {",
        "/eventbus/websocket | []",
        "/eventbus/websocket | {}",
        "/eventbus/websocket | {\"type\":\"x\",\"headers\":1}",
        "/eventbus/websocket | {\"type\":\"x\"}"
      })
  void messagesThatAreNotValidCountToo(String path, String message) {
    try (RunningServer server = serverWithRates(2, 0);
        RawWebSocketClient socket = RawWebSocketClient.open(server.port(), path)) {
      if (path.equals("/v1/ws")) {
        socket.text();
      }
      // Together, so that no time passes after which the last one is allowed.
      socket.sendTogether(Collections.nCopies(MANY, message).toArray(String[]::new));

      assertThat(texts(socket, MANY))
          .filteredOn(answer -> answer.contains(RATE_LIMITED))
          .hasSizeGreaterThan(MANY / 2);
    }
  }

  @Test
  void aBridgeMessageOverTheLimitIsRejectedAndTheConnectionStaysOpen() {
    try (RunningServer server = serverWithRates(2, 0);
        RawWebSocketClient socket = RawWebSocketClient.open(server.port(), "/eventbus/websocket")) {
      String send =
          "{\"type\":\"send\",\"address\":\"feedhorn.publish\",\"replyAddress\":\"r\","
              + "\"body\":{\"topic\":\"t0.a\",\"data\":1}}";
      List<String> messages = new ArrayList<>(Collections.nCopies(MANY, send));
      messages.add("{\"type\":\"register\",\"address\":\"t1.a\"}");
      // Together, so that no time passes after which the last one is allowed.
      socket.sendTogether(messages.toArray(String[]::new));
      List<String> answers = texts(socket, MANY + 1);
      assertThat(answers)
          .filteredOn(answer -> answer.contains("\"err\"") && answer.contains("\"address\""))
          .isNotEmpty()
          .allSatisfy(
              answer ->
                  assertThat(answer)
                      .contains("\"address\":\"r\"", "\"failureCode\":429", RATE_LIMITED));
      assertThat(answers)
          .filteredOn(answer -> !answer.contains("\"address\""))
          .singleElement()
          .asString()
          .contains("\"rejected\"", RATE_LIMITED);

      await().until(() -> answer(socket, send).contains("\"rec\""));
    }
  }

  @Test
  void noLineOfABatchIsPublishedAfterOneOverTheLimit() {
    try (RunningServer server = serverWithRates(0, 1_000)) {
      String batch = "{\"topic\":\"t0.a\",\"data\":1}\n".repeat(10_000);

      List<String> answers =
          server
              .http()
              .post("/v1/publish", batch, "Content-Type", "application/x-ndjson")
              .body()
              .lines()
              .dropWhile(answer -> answer.contains("\"offset\""))
              .toList();

      assertThat(answers).isNotEmpty().allSatisfy(each -> assertThat(each).contains(RATE_LIMITED));
    }
  }

  @Test
  void aPublishOverTheLimitIsRefusedOnEveryTransport() {
    try (RunningServer server = serverWithRates(0, 1);
        RawWebSocketClient socket = RawWebSocketClient.open(server.port(), "/v1/ws");
        RawWebSocketClient bus = RawWebSocketClient.open(server.port(), "/eventbus/websocket")) {
      socket.text();
      String line = "{\"topic\":\"t0.a\",\"data\":1}";
      String batch = (line + "\n").repeat(MANY);

      List<String> answers =
          server
              .http()
              .post("/v1/publish", batch, "Content-Type", "application/x-ndjson")
              .body()
              .lines()
              .toList();

      assertThat(answers).hasSize(MANY);
      assertThat(answers.get(0)).contains("\"offset\":1");
      assertThat(answers.get(MANY - 1)).contains(RATE_LIMITED, "limits.publishes");
      awaitRefusal(() -> answer(socket, "{\"type\":\"publish\",\"id\":1," + line.substring(1)));
      awaitRefusal(
          () ->
              answer(
                  bus,
                  "{\"type\":\"send\",\"address\":\"feedhorn.publish\",\"replyAddress\":\"r\","
                      + "\"body\":"
                      + line
                      + "}"));
      awaitRefusal(() -> server.http().post("/v1/topics/t0.a", "1").body());
      assertThat(server.http().get("/v1/topics/t0.a").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void limitsApplyToSockJsClients() {
    try (RunningServer server = serverWithRates(0, 1)) {
      BridgeCarrier carrier = SockJsHttpCarrier.xhrStreaming(server);
      for (int i = 0; i < MANY; i++) {
        carrier.send("{\"type\":\"publish\",\"address\":\"t0.a\",\"body\":1}");
      }

      assertThat(carrier.poll(TransportUnderTest.TIMEOUT)).contains("\"rejected\"", RATE_LIMITED);
      carrier.close();
    }
  }

  @Test
  void tooDeepOrTooLongValuesAreRefusedWithTheLimit() {
    String deep = "[".repeat(501) + "]".repeat(501);
    String number = "9".repeat(1_001);
    try (RunningServer server = RunningServer.start();
        RawWebSocketClient socket = RawWebSocketClient.open(server.port(), "/v1/ws");
        RawWebSocketClient bus = RawWebSocketClient.open(server.port(), "/eventbus/websocket")) {
      socket.text();
      for (String value : List.of(deep, number, "[".repeat(60_000))) {
        assertThat(server.http().post("/v1/topics/t0.a", value).body())
            .contains("\"bad_request\"", "500 levels", "1000 characters");
        assertThat(
                answer(
                    socket,
                    "{\"type\":\"publish\",\"id\":1,\"topic\":\"t0.a\",\"data\":" + value + "}"))
            .contains("\"bad_request\"", "500 levels");
        assertThat(
                answer(bus, "{\"type\":\"publish\",\"address\":\"t0.a\",\"body\":" + value + "}"))
            .contains("bad_request: ", "500 levels");
      }
    }
  }

  @Test
  void topicsAndFeedsOverTheLimitAreRefusedAndExistingOnesWork() {
    try (RunningServer server =
        RunningServer.with(ServerSetup.DEFAULT.logLimits(new LogLimits(2, 2)))) {
      server.publish("one.a", "1");
      server.publish("one.b", "1");
      server.publish("two.a", "1");

      for (String path : List.of("/v1/topics/one.c", "/v1/topics/three.a")) {
        HttpResponse<String> refused = server.http().post(path, "1");
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.body()).contains("\"too_many\"", "limits.");
      }
      assertThat(server.publish("one.b", "2").offset()).isEqualTo(3);
      assertThat(server.http().get("/v1/topics/one.c").statusCode()).isEqualTo(404);
    }
  }

  @Test
  void headersThatAreTooLargeAreRefused() {
    try (RunningServer server = RunningServer.start()) {
      String filler = "x".repeat(17 * 1024);

      assertThat(server.http().get("/v1/time", "X-Filler", filler).statusCode()).isEqualTo(431);
      assertThat(server.http().get("/v1/time?" + filler).statusCode()).isEqualTo(414);
      assertThat(server.http().get("/v1/hello?name=" + filler.substring(4096)).statusCode())
          .isEqualTo(200);
    }
  }

  private interface Attempt {
    String answer();
  }

  private static void awaitRefusal(Attempt attempt) {
    List<String> answers = new ArrayList<>();
    await()
        .until(
            () -> {
              answers.add(attempt.answer());
              return answers.get(answers.size() - 1).contains(RATE_LIMITED);
            });
  }

  private static String answer(RawWebSocketClient socket, String message) {
    socket.send(message);
    return socket.text();
  }

  private static List<String> texts(RawWebSocketClient socket, int count) {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      texts.add(socket.text());
    }
    return texts;
  }
}
