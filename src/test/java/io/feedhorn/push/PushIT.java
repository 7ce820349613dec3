package io.feedhorn.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.app.FeedhornServer;
import io.feedhorn.app.settings.Settings;
import io.feedhorn.app.settings.SettingsBuilder;
import io.feedhorn.auth.TestSigner;
import io.feedhorn.client.ClientOptions;
import io.feedhorn.client.FeedhornClient;
import io.feedhorn.client.ReadRequest;
import io.feedhorn.client.Transport;
import io.feedhorn.client.UpdateReader;
import io.feedhorn.model.SkippingClock;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Web Push with a complete server, a push service, and a browser that decrypts. */
@Timeout(180)
class PushIT {
  private static final String SECRET = "thirty-two bytes, or even more of them";
  private static final TestSigner SIGNER = TestSigner.hs256(SECRET);
  private static final String ADMIN =
      SIGNER.token(new JsonObject().put("feedhorn", new JsonObject().put("admin", true)));

  private final Vertx vertx = Vertx.vertx();
  private final HttpClient http = HttpClient.newHttpClient();
  private final SkippingClock clock = new SkippingClock();
  @TempDir private Path folder;
  private TestPushService pushService;
  private TestBrowser browser;
  private FeedhornServer server;

  @BeforeEach
  void start() throws Exception {
    pushService = new TestPushService(vertx);
    browser = new TestBrowser();
    server = done(FeedhornServer.start(vertx, settings(true), clock));
  }

  @AfterEach
  void stop() throws Exception {
    done(server.stop());
    done(vertx.close());
  }

  private Settings settings(boolean allowPrivate) {
    return builder(allowPrivate).build();
  }

  private SettingsBuilder builder(boolean allowPrivate) {
    return Settings.builder()
        .port(0)
        .secret(SECRET)
        .set("http.drain", "0ms")
        .set("push.enabled", true)
        .set("push.subject", "mailto:ops@example.org")
        .set("push.keys", folder.resolve("push.pem").toString())
        .set("push.allow-private", allowPrivate);
  }

  @Test
  void aNotificationArrivesEncryptedAndSigned() throws Exception {
    String key = json(send("GET", "/v1/push", null, null)).getString("publicKey");
    HttpResponse<String> stored = subscribe("/push/a?b=c", user("u1"));
    assertThat(stored.statusCode()).as(stored.body()).isEqualTo(201);
    assertThat(json(stored).getJsonArray("topics"))
        .isEqualTo(new JsonArray().add("notify.u1").add("notify-all.everyone"));

    String value =
        "{\"title\":\"Build 7 failed\",\"level\":\"error\",\"ttl\":600,\"collapse\":\"build\"}";
    JsonObject receipt = publish("notify.u1", value);

    TestPushService.Received push = pushService.next();
    assertThat(push.path()).isEqualTo("/push/a?b=c");
    assertThat(push.headers().get("Content-Encoding")).isEqualTo("aes128gcm");
    assertThat(Integer.parseInt(push.headers().get("TTL"))).isBetween(480, 600);
    assertThat(push.headers().get("Topic")).matches("[A-Za-z0-9_-]{32}");
    assertThat(push.headers().get("Urgency")).isEqualTo("high");
    assertThat(browser.decrypt(push.body()))
        .startsWith("{\"type\":\"update\",\"topic\":\"notify.u1\",\"offset\":")
        .contains("\"offset\":" + receipt.getLong("offset"))
        .endsWith(",\"data\":" + value + "}");
    assertSigned(push.headers().get("Authorization"), key);
  }

  private void assertSigned(String authorization, String key) throws Exception {
    Matcher parts =
        Pattern.compile("vapid t=([^.]+)\\.([^.]+)\\.([^,]+), *k=(\\S+)").matcher(authorization);
    assertThat(parts.matches()).as(authorization).isTrue();
    assertThat(parts.group(4)).isEqualTo(key);
    assertThat(part(parts.group(1)).getString("alg")).isEqualTo("ES256");
    JsonObject claims = part(parts.group(2));
    assertThat(claims.getString("aud")).isEqualTo(pushService.origin());
    assertThat(claims.getString("sub")).isEqualTo("mailto:ops@example.org");
    assertThat(claims.getLong("exp") - Instant.now().getEpochSecond()).isBetween(3_600L, 86_400L);
    Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
    signature.initVerify(browser.publicKey(Base64.getUrlDecoder().decode(key)));
    signature.update((parts.group(1) + "." + parts.group(2)).getBytes(StandardCharsets.US_ASCII));
    assertThat(signature.verify(Base64.getUrlDecoder().decode(parts.group(3)))).isTrue();
  }

  private static JsonObject part(String base64) {
    return new JsonObject(
        new String(Base64.getUrlDecoder().decode(base64), StandardCharsets.UTF_8));
  }

  @Test
  void groupsAndEveryoneArePushedAndNothingElse() throws Exception {
    subscribe("/a", user("u1", "ops"));

    publish("notify.u2", "{\"title\":\"other user\"}");
    publish("notify-group.dev", "{\"title\":\"other group\"}");
    publish("notify.u1", "{\"n\":1}");
    publish("notify.u1", "\"text\"");
    publish("orders.u1", "{\"title\":\"other feed\"}");
    publish("notify-group.ops", "{\"title\":\"own group\"}");
    publish("notify-all.everyone", "{\"title\":\"everyone\"}");

    assertThat(List.of(title(), title())).containsExactlyInAnyOrder("own group", "everyone");
  }

  @Test
  void aBrowserWithoutAUserGetsWhatIsForEveryone() throws Exception {
    JsonObject everyone =
        browser
            .subscription(pushService.origin() + "/a")
            .put("topics", new JsonArray().add("notify-all.everyone"));
    assertThat(post(everyone, ADMIN).statusCode()).isEqualTo(201);

    publish("notify-all.everyone", "{\"title\":\"everyone\"}");

    assertThat(title()).isEqualTo("everyone");
  }

  @Test
  void aUserWithAConnectedPageGetsNoPush() throws Exception {
    subscribe("/a", user("u1"));
    try (FeedhornClient client = client(user("u1"));
        UpdateReader reader = client.open(Transport.WEBSOCKET, ReadRequest.of("notify.u1"))) {
      publish("notify.u1", "{\"title\":\"seen on the page\"}");
      assertThat(reader.next().text()).contains("seen on the page");
      // Whoever has a page is decided in the order of the notifications.
      subscribe("/other", user("u2"));
      publish("notify.u2", "{\"title\":\"for another user\"}");
      assertThat(title()).isEqualTo("for another user");
    }
    awaitNoSubscriber();

    publish("notify.u1", "{\"title\":\"the page is gone\"}");

    assertThat(title()).isEqualTo("the page is gone");
  }

  private void awaitNoSubscriber() {
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () ->
                json(send("GET", "/v1/topics?match=notify.u1", null, ADMIN))
                        .getJsonArray("topics")
                        .getJsonObject(0)
                        .getInteger("subscribers")
                    == 0);
  }

  @Test
  void aReaderOfAllUsersIsNoPageOfTheUser() throws Exception {
    subscribe("/a", user("u1"));
    try (FeedhornClient client = client(ADMIN);
        UpdateReader reader = client.open(Transport.WEBSOCKET, ReadRequest.of("notify.*"))) {
      publish("notify.u1", "{\"title\":\"pushed\"}");
      assertThat(reader.next().text()).contains("pushed");

      assertThat(title()).isEqualTo("pushed");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {404, 410})
  void aSubscriptionThatIsGoneIsRemoved(int status) throws Exception {
    subscribe("/gone", user("u1"));
    pushService.answerNext(status, "");

    publish("notify.u1", "{\"title\":\"t\"}");
    pushService.next();

    // The same subscription is new again.
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> subscribe("/gone", user("u1")).statusCode() == 201);
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void aBusyPushServiceGetsThePushAgainAfterThePauseThatItWants() throws Exception {
    subscribe("/a", user("u1"));
    pushService.answerNext(503, "2");
    pushService.answerNext(429, "");

    publish("notify.u1", "{\"title\":\"t\"}");

    long first = pushService.next().nanoTime();
    long second = pushService.next().nanoTime();
    assertThat(browser.decrypt(pushService.next().body())).contains("\"title\":\"t\"");
    assertThat(TimeUnit.NANOSECONDS.toMillis(second - first)).isGreaterThan(1_900);
  }

  @Test
  void pushesAndTheirFailuresAreCounted() throws Exception {
    subscribe("/a", user("u1"));
    subscribe("/b", user("u2"));
    assertMetric("feedhorn_push_subscriptions", 2);
    pushService.answerNext(503, "1");
    publish("notify.u1", "{\"title\":\"sent again\"}");
    assertMetric("feedhorn_push_failed_total{status=\"5xx\"}", 1);
    assertMetric("feedhorn_push_sent_total", 1);
    pushService.answerNext(400, "");
    publish("notify.u1", "{\"title\":\"refused\"}");
    pushService.answerNext(410, "");
    assertMetric("feedhorn_push_failed_total{status=\"4xx\"}", 1);
    publish("notify.u2", "{\"title\":\"gone\"}");

    assertMetric("feedhorn_push_failed_total{status=\"4xx\"}", 2);
    assertMetric("feedhorn_push_subscriptions_gone_total", 1);
    assertMetric("feedhorn_push_subscriptions", 1);
    assertMetric("feedhorn_push_waiting", 0);
    assertMetric("feedhorn_push_dropped_total", 0);
  }

  private void assertMetric(String series, int value) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () ->
                assertThat(send("GET", "/metrics", null, ADMIN).body().lines())
                    .filteredOn(line -> line.startsWith(series + " "))
                    .singleElement()
                    .satisfies(
                        line ->
                            assertThat(Double.parseDouble(line.substring(series.length() + 1)))
                                .isEqualTo(value)));
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void aNotificationThatEndsDuringThePauseIsNotSentAgain() throws Exception {
    subscribe("/a", user("u1"));
    pushService.answerNext(503, "3");

    publish("notify.u1", "{\"title\":\"brief\",\"ttl\":600}");
    pushService.next();
    clock.pass(Duration.ofMinutes(10));
    pushService.answerNext(503, "4");
    publish("notify.u1", "{\"title\":\"later\"}");
    pushService.next();

    // The pause of the first one is over before that of the second one.
    assertThat(title()).isEqualTo("later");
  }

  @Test
  void aDeletedSubscriptionGetsNothing() throws Exception {
    TestBrowser deleted = browser;
    subscribe("/deleted", user("u1"));
    JsonObject body = new JsonObject().put("endpoint", pushService.origin() + "/deleted");
    assertThat(send("DELETE", "/v1/push", body.encode(), user("u1")).statusCode()).isEqualTo(204);
    assertThat(send("DELETE", "/v1/push", body.encode(), user("u1")).statusCode()).isEqualTo(404);
    browser = new TestBrowser();
    subscribe("/kept", user("u1"));

    publish("notify.u1", "{\"title\":\"t\"}");

    TestPushService.Received push = pushService.next();
    assertThat(push.path()).isEqualTo("/kept");
    assertThat(browser).isNotSameAs(deleted);
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void aPushThatWaitsIsNotSentToTheNextUserOfTheBrowser() throws Exception {
    subscribe("/a", user("u1"));
    pushService.answerNext(503, "8");
    publish("notify.u1", "{\"title\":\"for the former user\"}");
    assertThat(title()).isEqualTo("for the former user");

    assertThat(subscribe("/a", user("u2")).statusCode()).isEqualTo(200);
    pushService.answerNext(503, "9");
    publish("notify.u2", "{\"title\":\"for the user\"}");
    assertThat(title()).isEqualTo("for the user");

    // The pause of the first one is over before that of the second one.
    assertThat(title()).isEqualTo("for the user");
  }

  @Test
  void theSameEndpointReplacesTheSubscription() throws Exception {
    assertThat(subscribe("/a", user("u1")).statusCode()).isEqualTo(201);
    assertThat(subscribe("/a", user("u2")).statusCode()).isEqualTo(200);

    publish("notify.u1", "{\"title\":\"for the former user\"}");
    publish("notify.u2", "{\"title\":\"for the user\"}");

    assertThat(title()).isEqualTo("for the user");
  }

  @Test
  void theKeyIsTheSameAfterARestart() throws Exception {
    String key = json(send("GET", "/v1/push", null, null)).getString("publicKey");
    done(server.stop());

    server = done(FeedhornServer.start(vertx, settings(false)));

    assertThat(json(send("GET", "/v1/push", null, null)).getString("publicKey")).isEqualTo(key);
    assertRefused(subscribe("/a", user("u1")), 400, "bad_request", "'endpoint'", "https");
  }

  @Test
  void aStoredSubscriptionSurvivesARestart() throws Exception {
    done(server.stop());
    Settings stored = builder(true).set("store.path", folder.resolve("store").toString()).build();
    server = done(FeedhornServer.start(vertx, stored));
    assertThat(subscribe("/a", user("u1")).statusCode()).isEqualTo(201);
    done(server.stop());

    server = done(FeedhornServer.start(vertx, stored));

    assertThat(subscribe("/a", user("u1")).statusCode()).isEqualTo(200);
    publish("notify.u1", "{\"title\":\"after the restart\"}");
    assertThat(title()).isEqualTo("after the restart");
  }

  @Test
  void invalidRequestsAreRefused() throws Exception {
    JsonObject valid = browser.subscription(pushService.origin() + "/a");
    assertRefused(post(valid, null), 401, "unauthorized", "token");
    assertRefused(post(valid.copy().put("endpoint", 5), user("u1")), 400, "bad_request", "'end");
    assertRefused(
        send("DELETE", "/v1/push", "{}", user("u1")), 400, "bad_request", "'endpoint' is missing");
    assertRefused(
        send("DELETE", "/v1/push", valid.encode(), user("u1")), 404, "not_found", "'endpoint'");
    assertRefused(post(valid.copy().put("keys", "x"), user("u1")), 400, "bad_request", "'keys'");
    JsonObject keys = valid.getJsonObject("keys").copy();
    assertRefused(
        post(valid.copy().put("keys", keys.copy().put("p256dh", "AAAA")), user("u1")),
        400,
        "bad_request",
        "'p256dh'");
    assertRefused(
        post(valid.copy().put("keys", keys.copy().put("auth", "?")), user("u1")),
        400,
        "bad_request",
        "'auth'");
    JsonObject others = valid.copy().put("topics", new JsonArray().add("notify.u2"));
    assertRefused(post(others, user("u1")), 403, "forbidden", "notify.u2");
    assertThat(post(others, ADMIN).statusCode()).isEqualTo(201);
    assertRefused(
        post(valid.copy().put("topics", new JsonArray().add("orders.a")), ADMIN),
        400,
        "bad_request",
        "orders.a");
    assertRefused(send("POST", "/v1/push", "[]", user("u1")), 400, "bad_request", "object");
    assertRefused(send("POST", "/v1/push", "{", user("u1")), 400, "bad_json", "JSON");
  }

  private static void assertRefused(
      HttpResponse<String> answer, int status, String code, String... texts) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(json(answer).getString("code")).isEqualTo(code);
    assertThat(json(answer).getString("detail")).contains(List.of(texts));
  }

  @Test
  void withoutTheSettingThereIsNoWebPush() throws Exception {
    done(server.stop());
    server =
        done(
            FeedhornServer.start(
                vertx, Settings.builder().port(0).secret(SECRET).set("http.drain", "0ms").build()));

    assertRefused(send("GET", "/v1/push", null, null), 404, "not_found", "push.enabled");
    assertRefused(subscribe("/a", user("u1")), 404, "not_found", "push.enabled");
  }

  private static String user(String name, String... groups) {
    return SIGNER.token(
        new JsonObject()
            .put("sub", name)
            .put("feedhorn", new JsonObject().put("groups", new JsonArray(List.of(groups)))));
  }

  private HttpResponse<String> subscribe(String path, String token) throws Exception {
    return post(browser.subscription(pushService.origin() + path), token);
  }

  private HttpResponse<String> post(JsonObject subscription, @Nullable String token)
      throws Exception {
    return send("POST", "/v1/push", subscription.encode(), token);
  }

  private JsonObject publish(String topic, String value) throws Exception {
    HttpResponse<String> answer = send("POST", "/v1/topics/" + topic, value, ADMIN);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    return json(answer);
  }

  private String title() throws Exception {
    return new JsonObject(browser.decrypt(pushService.next().body()))
        .getJsonObject("data")
        .getString("title");
  }

  private FeedhornClient client(String token) {
    return new FeedhornClient(vertx, ClientOptions.of(URI.create(server.address())).token(token));
  }

  private HttpResponse<String> send(
      String method, String path, @Nullable String body, @Nullable String token) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(server.address() + path))
            .timeout(Duration.ofSeconds(60))
            .header("Content-Type", "application/json")
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body));
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static JsonObject json(HttpResponse<String> answer) {
    return new JsonObject(answer.body());
  }

  private static <T> T done(Future<T> future) {
    try {
      return future.await(60, TimeUnit.SECONDS);
    } catch (TimeoutException late) {
      throw new AssertionError("not completed within 60 s", late);
    }
  }
}
