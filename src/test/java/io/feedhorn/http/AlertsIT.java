package io.feedhorn.http;

import static io.feedhorn.http.AccessFixture.ADMIN;
import static io.feedhorn.http.AccessFixture.SIGNER;
import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.app.FeedhornServer;
import io.feedhorn.app.settings.Settings;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The rules of alerts over HTTP: whose they are, what they may read, and that they are kept. */
@Timeout(180)
class AlertsIT {
  private static final String U42 = token("u42", "orders.eu.*");
  private static final String NO_USER = token("u42@example.org", "orders.eu.*");
  private static final String RULE = "{\"id\":\"r\",\"topic\":\"%s\",\"when\":\"changes\"}";

  private static RunningServer server;

  @BeforeAll
  static void start() {
    server = AccessFixture.server();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static String token(String sub, String pattern) {
    return SIGNER.token(
        new JsonObject()
            .put("sub", sub)
            .put("feedhorn", new JsonObject().put("subscribe", new JsonArray().add(pattern))));
  }

  private static HttpResponse<String> post(String path, String body, @Nullable String token) {
    return server.http().post(path, body, AccessPaths.headers(token));
  }

  private static String code(HttpResponse<String> refusal) {
    return new JsonObject(refusal.body()).getString("code");
  }

  @Test
  void aUserHasOnlyItsOwnRulesOnTopicsThatItMayRead() {
    String rule = RULE.formatted("orders.eu.new");
    assertThat(post("/v1/alerts", rule, U42).statusCode()).isEqualTo(201);
    assertThat(post("/v1/alerts?user=u42", rule, U42).statusCode()).isEqualTo(200);
    assertThat(code(post("/v1/alerts?user=u43", rule, U42))).isEqualTo("forbidden");
    assertThat(code(post("/v1/alerts", RULE.formatted("orders.us.new"), U42)))
        .isEqualTo("forbidden");
    assertThat(code(post("/v1/alerts", RULE.formatted("orders.>"), U42))).isEqualTo("forbidden");
    assertThat(code(post("/v1/alerts", rule, NO_USER))).isEqualTo("forbidden");
    assertThat(code(post("/v1/alerts", rule, null))).isEqualTo("unauthorized");
    assertThat(code(post("/v1/alerts", rule, ADMIN))).isEqualTo("bad_request");
    assertThat(post("/v1/alerts?user=u43", rule, ADMIN).statusCode()).isEqualTo(201);
    assertThat(code(post("/v1/topics/alerts.u42", "{}", ADMIN))).isEqualTo("forbidden");

    assertThat(get("/v1/topics/alerts.u42", U42).statusCode()).isEqualTo(200);
    assertThat(get("/v1/topics/alerts.u43", U42).statusCode()).isEqualTo(403);
    assertThat(new JsonObject(get("/v1/alerts", U42).body()).getJsonArray("rules")).hasSize(1);

    assertThat(delete("/v1/alerts/r?user=u43", U42)).isEqualTo(403);
    assertThat(delete("/v1/alerts/r", U42)).isEqualTo(204);
    assertThat(delete("/v1/alerts/r", U42)).isEqualTo(404);
  }

  private static HttpResponse<String> get(String path, String token) {
    return server.http().get(path, AccessPaths.headers(token));
  }

  private static int delete(String path, String token) {
    return server.http().exchange("DELETE", path, "", AccessPaths.headers(token)).statusCode();
  }

  @Test
  void rulesAndTheirStateAreKeptByTheStore(@TempDir Path folder) throws Exception {
    Settings settings =
        Settings.builder()
            .port(0)
            .set("store.path", folder.resolve("store").toString())
            .set("feeds.notify.durable", true)
            .build();
    run(
        settings,
        http -> {
          String rule =
              "{\"topic\":\"prices.a\",\"when\":\"above\",\"value\":10,\"repeat\":true,\"pause\":1}";
          assertThat(http.post("/v1/alerts?user=u1", rule).statusCode()).isEqualTo(201);
          price(http, 11);
          awaitNotifications(http, 1, 11);
        });
    run(
        settings,
        http -> {
          // Above the threshold before and after the restart: no crossing.
          price(http, 12);
          Awaitility.await()
              .pollInterval(Duration.ofMillis(300))
              .atMost(Duration.ofSeconds(60))
              .until(
                  () -> {
                    price(http, 9);
                    return !http.get("/v1/alerts?user=u1").body().contains("\"holds\"");
                  });
          price(http, 13);
          awaitNotifications(http, 2, 13);
        });
  }

  private interface Steps {
    void with(HttpTestClient http);
  }

  private static void run(Settings settings, Steps steps) throws Exception {
    Vertx vertx = Vertx.vertx();
    try {
      FeedhornServer running = FeedhornServer.start(vertx, settings).await();
      steps.with(new HttpTestClient(URI.create(running.address())));
      running.stop().await();
    } finally {
      vertx.close().await();
    }
  }

  private static void price(HttpTestClient http, int price) {
    assertThat(http.post("/v1/topics/prices.a", String.valueOf(price)).statusCode()).isEqualTo(201);
  }

  /** Waits for a number of notifications, and until the state of the rule is stored. */
  private static void awaitNotifications(HttpTestClient http, int number, int value) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () -> {
              JsonObject newest = new JsonObject(http.get("/v1/topics/notify.u1").body());
              assertThat(newest.getInteger("seq")).isEqualTo(number);
              JsonObject alert = newest.getJsonObject("data").getJsonObject("alert");
              assertThat(alert.getInteger("value")).isEqualTo(value);
              String rules = http.get("/v1/alerts?user=u1").body();
              assertThat(rules).doesNotContain("pending");
              assertThat(List.of(rules)).allMatch(text -> text.contains("\"notified\":" + number));
            });
  }
}
