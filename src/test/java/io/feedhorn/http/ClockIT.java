package io.feedhorn.http;

import static io.feedhorn.http.AccessFixture.SIGNER;
import static io.feedhorn.http.AccessPathsByName.register;
import static io.feedhorn.http.AccessPathsByName.with;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.auth.TestClaims;
import io.feedhorn.http.AccessPaths.Conversation;
import io.feedhorn.log.FeedOptions;
import io.feedhorn.model.DeliveryMode;
import io.feedhorn.model.JumpingClock;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Jumps of the wall clock, as after a suspension or a correction. */
@Timeout(60)
class ClockIT {
  private static final Duration HEARTBEAT = Duration.ofSeconds(1);
  private static final int TIMEOUT_SECONDS = 50;

  private final JumpingClock clock = new JumpingClock();

  @Test
  void connectionsWithExpiredTokensEndWithinAHeartbeatAfterTheJump() throws Exception {
    try (RunningServer server =
        RunningServer.with(AccessFixture.setup().heartbeat(HEARTBEAT), clock)) {
      String token =
          SIGNER.token(
              TestClaims.ending(TestClaims.of(List.of("t0.>"), List.of("t0.>")), 3_600_000));
      String[] headers = AccessPaths.headers(token);
      JsonObject first =
          new JsonObject(server.http().get("/v1/updates?topics=t0.a", headers).body());
      HttpResponse<InputStream> stream =
          server.http().open("GET", "/v1/stream?topics=t0.a", null, headers);
      CompletableFuture<HttpResponse<String>> poll =
          CompletableFuture.supplyAsync(
              () ->
                  server
                      .http()
                      .get(
                          "/v1/updates?topics=t0.a&wait=60&since="
                              + HttpTestClient.query(first.getString("cursor")),
                          headers));
      try (Conversation socket = Conversation.open(server, "/v1/ws", token);
          Conversation bridge = Conversation.open(server, "/eventbus/websocket", token)) {
        socket.send(
            new JsonObject()
                .put("type", "subscribe")
                .put("id", 1)
                .put("topics", new JsonArray().add("t0.a")));
        socket.next("subscribed");
        bridge.send(with(token, register("t0.a")));
        String ticket =
            new JsonObject(server.http().post("/v1/tickets", "", headers).body())
                .getString("ticket");

        clock.jump(Duration.ofHours(2));

        assertThat(socket.closed()).isEqualTo(4001);
        assertThat(bridge.closed()).isEqualTo(4001);
        assertThat(new String(stream.body().readAllBytes(), UTF_8)).contains("retry:");
        HttpResponse<String> answer = poll.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).endsWith("\"updates\":[]}");
        assertThat(server.http().get("/v1/updates?topics=t0.a", headers).statusCode())
            .isEqualTo(401);
        assertThat(server.http().get("/v1/stream?topics=t0.a&ticket=" + ticket).statusCode())
            .isEqualTo(401);
      }
    }
  }

  @Test
  void idempotencyKeysSurviveAJumpForward() {
    try (RunningServer server = RunningServer.with(ServerSetup.DEFAULT, clock)) {
      String path = "/v1/topics/" + server.everyFeed() + ".a";
      String first = server.http().post(path, "1", "Idempotency-Key", "k").body();

      clock.jump(Duration.ofMinutes(11));

      assertThat(server.http().post(path, "1", "Idempotency-Key", "k").body()).isEqualTo(first);
    }
  }

  @Test
  void afterAJumpBackTimestampsGrowAndHistoryAges() {
    FeedOptions brief =
        new FeedOptions(DeliveryMode.LATEST, 100, Duration.ofSeconds(2), "no-cache");
    try (RunningServer server = RunningServer.with(ServerSetup.DEFAULT.defaultFeed(brief), clock)) {
      String topic = server.latestFeed() + ".a";
      double before = now(server);
      server.publish(topic, "1");
      server.publish(topic, "2");

      clock.jump(Duration.ofMinutes(-30));

      ReceiptAssert third = server.publish(topic, "3");
      assertThat(now(server)).isGreaterThanOrEqualTo(Double.parseDouble(third.ts()));
      assertThat(Double.parseDouble(third.ts())).isGreaterThan(before);
      Awaitility.await()
          .atMost(TIMEOUT_SECONDS, TimeUnit.SECONDS)
          .until(() -> history(server, topic).size() == 1);
      assertThat(now(server) - Double.parseDouble(third.ts())).isBetween(1_900.0, 60_000.0);
      double after = Double.parseDouble(server.publish(topic, "4").ts());
      assertThat(after - Double.parseDouble(third.ts())).isBetween(1_900.0, 60_000.0);
    }
  }

  @Test
  void afterAJumpForwardTimestampsAndHistoryFollow() {
    try (RunningServer server = RunningServer.with(ServerSetup.DEFAULT, clock)) {
      String topic = server.latestFeed() + ".a";
      double before = now(server);
      server.publish(topic, "1");
      server.publish(topic, "2");

      clock.jump(Duration.ofHours(2));

      assertThat(now(server) - before).isGreaterThanOrEqualTo(7_200_000.0);
      assertThat(history(server, topic)).hasSize(1);
      assertThat(Double.parseDouble(server.publish(topic, "3").ts()) - before)
          .isGreaterThanOrEqualTo(7_200_000.0);
    }
  }

  private static double now(RunningServer server) {
    return new JsonObject(server.http().get("/v1/time").body()).getDouble("now");
  }

  private static JsonArray history(RunningServer server, String topic) {
    return new JsonObject(server.http().get("/v1/topics/" + topic + "/history").body())
        .getJsonArray("updates");
  }
}
