package io.feedhorn.http;

import static io.feedhorn.http.AccessFixture.ADMIN;
import static io.feedhorn.http.AccessFixture.GRANTED;
import static io.feedhorn.http.AccessFixture.OTHER;
import static io.feedhorn.http.AccessFixture.PRIVATE;
import static io.feedhorn.http.AccessFixture.PUBLIC;
import static io.feedhorn.http.AccessFixture.SECRET;
import static io.feedhorn.http.AccessFixture.SIGNER;
import static io.feedhorn.http.AccessPaths.OK;
import static io.feedhorn.http.ProblemAssert.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.feedhorn.auth.TestClaims;
import io.feedhorn.auth.TestSigner;
import io.feedhorn.http.AccessPaths.AccessPath;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Permissions of readers and publishers, which are equal on every access path. */
@Timeout(60)
class AccessIT {
  private static RunningServer server;

  @BeforeAll
  static void startServer() {
    server = AccessFixture.server();
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  static List<String> badTokens() {
    return List.of(
        "nonsense",
        TestSigner.unsigned(TestClaims.admin()),
        TestSigner.hs256(SECRET + ".").token(TestClaims.admin()),
        TestSigner.rs256().token(TestClaims.admin()),
        SIGNER.token(TestClaims.ending(TestClaims.admin(), -1)),
        SIGNER.token(new JsonObject().put("feedhorn", new JsonArray())));
  }

  @ParameterizedTest
  @MethodSource("io.feedhorn.http.AccessPathsByName#reading")
  void aReaderMayReadWhatItsTokenGrants(String name) throws Exception {
    AccessPath access = AccessPathsByName.reading(name);

    assertThat(access.request(server, PRIVATE, GRANTED)).isEqualTo(OK);
    assertThat(access.request(server, PRIVATE, ADMIN)).isEqualTo(OK);
    assertThat(access.request(server, PRIVATE, OTHER)).isEqualTo("forbidden");
    assertThat(access.request(server, "orders.unknown", OTHER)).isEqualTo("forbidden");
    assertThat(access.request(server, PRIVATE, null)).isEqualTo("unauthorized");
    assertThat(access.request(server, PUBLIC, null)).isEqualTo(OK);
    assertThat(access.request(server, PUBLIC, OTHER)).isEqualTo(OK);
    for (String bad : badTokens()) {
      assertThat(access.request(server, PRIVATE, bad)).isEqualTo("unauthorized");
      assertThat(access.request(server, PUBLIC, bad)).isEqualTo("unauthorized");
    }
  }

  @ParameterizedTest
  @MethodSource("io.feedhorn.http.AccessPathsByName#publishing")
  void aPublisherMayPublishWhereItsTokenGrants(String name) throws Exception {
    AccessPath access = AccessPathsByName.publishing(name);

    assertThat(access.request(server, PRIVATE, GRANTED)).isEqualTo(OK);
    assertThat(access.request(server, PRIVATE, ADMIN)).isEqualTo(OK);
    assertThat(access.request(server, PRIVATE, OTHER)).isEqualTo("forbidden");
    assertThat(access.request(server, PUBLIC, OTHER)).isEqualTo("forbidden");
    assertThat(access.request(server, PUBLIC, null)).isEqualTo("unauthorized");
    for (String bad : badTokens()) {
      assertThat(access.request(server, PRIVATE, bad)).isEqualTo("unauthorized");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"orders.>", "orders.eu.>", "orders.*.new", "orders.eu.*.x", "orders.*"})
  void aPatternIsRefusedIfOnlyAPartIsGranted(String pattern) throws Exception {
    for (String transport : List.of("polling", "stream", "websocket", "bridge")) {
      assertThat(AccessPathsByName.reading(transport).request(server, pattern, GRANTED))
          .isEqualTo("forbidden");
    }
  }

  @Test
  void onePatternThatIsNotGrantedRefusesTheWholeRequest() {
    assertThat(AccessPaths.get(server, "/v1/updates?topics=orders.eu.*,orders.us.*", GRANTED))
        .isEqualTo("forbidden");
    assertThat(AccessPaths.get(server, "/v1/updates?topics=orders.eu.*,open.%3E", GRANTED))
        .isEqualTo(OK);
  }

  @Test
  void aCursorGivesNoPermissions() {
    String cursor =
        new JsonObject(
                server
                    .http()
                    .get("/v1/updates?topics=orders.us.*", AccessPaths.headers(OTHER))
                    .body())
            .getString("cursor");

    String since = "&since=" + HttpTestClient.query(cursor.replaceFirst(":\\d+$", ":0"));
    assertThat(AccessPaths.get(server, "/v1/updates?topics=orders.us.*" + since, GRANTED))
        .isEqualTo("forbidden");
    HttpResponse<String> own =
        server.http().get("/v1/updates?topics=orders.eu.*" + since, AccessPaths.headers(GRANTED));
    assertThat(own.body()).contains("orders.eu.new").doesNotContain("orders.us");
  }

  @Test
  void topicsThatMayNotBeReadAreNotListed() {
    assertThat(topics("/v1/topics", GRANTED))
        .contains(PUBLIC, PRIVATE)
        .doesNotContain("orders.us.new");
    assertThat(topics("/v1/topics?match=orders.%3E", OTHER))
        .contains("orders.us.new")
        .allMatch(topic -> topic.startsWith("orders.us."));
    assertThat(topics("/v1/topics", null)).containsExactly(PUBLIC);
    assertThat(topics("/v1/topics", ADMIN)).contains(PUBLIC, PRIVATE, "orders.us.new");
    assertProblem(server.http().get("/v1/topics?match=orders.%3E"), 401, "unauthorized");
  }

  private static List<String> topics(String path, @Nullable String token) {
    JsonObject listing = new JsonObject(server.http().get(path, AccessPaths.headers(token)).body());
    return listing.getJsonArray("topics").stream()
        .map(topic -> ((JsonObject) topic).getString("topic"))
        .toList();
  }

  @Test
  void onlyTheLinesOfABatchThatAreNotGrantedAreRefused() {
    String lines =
        """
        {"topic":"orders.eu.a","data":1}
        {"topic":"orders.us.new","data":1}
        {"topic":"orders.eu.b","data":1}
        """;
    HttpResponse<String> answer =
        server
            .http()
            .post(
                "/v1/publish",
                lines,
                "Content-Type",
                "application/x-ndjson",
                "Authorization",
                "Bearer " + GRANTED);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body().lines().map(line -> new JsonObject(line).getString("code", OK)))
        .containsExactly(OK, "forbidden", OK);
  }

  @Test
  void aRequestIsAuthenticatedBeforeItIsValidated() {
    assertProblem(server.http().post("/v1/topics/nonsense", "{"), 401, "unauthorized");
    assertProblem(
        server.http().post("/v1/topics/nonsense", "1", AccessPaths.headers(GRANTED)),
        400,
        "bad_topic");
    assertProblem(
        server.http().get("/v1/time", "Authorization", "Basic dTpw"), 401, "unauthorized");
    assertThat(server.http().get("/v1/time").statusCode()).isEqualTo(200);
  }

  @Test
  void theChallengeDistinguishesMissingAndInvalidCredentials() {
    assertThat(challenge()).isEqualTo("Bearer realm=\"feedhorn\"");
    assertThat(challenge("Authorization", "Bearer x"))
        .isEqualTo("Bearer realm=\"feedhorn\", error=\"invalid_token\"");
  }

  private static String challenge(String... headers) {
    HttpResponse<String> answer = server.http().get("/v1/topics/" + PRIVATE, headers);
    return answer.headers().firstValue("WWW-Authenticate").orElse("none");
  }

  @Test
  void healthNeedsNoTokenAndMetricsNeedTheAdminPermission() {
    assertThat(server.http().get("/health/live").statusCode()).isEqualTo(200);
    await().until(() -> server.http().get("/health/ready").statusCode() == 200);
    assertThat(AccessPaths.get(server, "/metrics", null)).isEqualTo("unauthorized");
    assertThat(AccessPaths.get(server, "/metrics", GRANTED)).isEqualTo("forbidden");
    assertThat(AccessPaths.get(server, "/metrics", ADMIN)).isEqualTo(OK);
  }

  @Test
  void aReloadNeedsTheAdminPermission() {
    assertThat(AccessPaths.reload(server, null)).isEqualTo("unauthorized");
    assertThat(AccessPaths.reload(server, GRANTED)).isEqualTo("forbidden");
    // The settings of this server are in code.
    assertThat(AccessPaths.reload(server, ADMIN)).isEqualTo("not_found");
  }

  @Test
  void aPageOfAnAllowedOriginMaySendAToken() {
    HttpResponse<String> preflight =
        server
            .http()
            .exchange(
                "OPTIONS",
                "/v1/tickets",
                null,
                "Origin",
                "http://127.0.0.1:" + server.port(),
                "Access-Control-Request-Method",
                "POST",
                "Access-Control-Request-Headers",
                "authorization");

    assertThat(preflight.statusCode()).isEqualTo(204);
    assertThat(preflight.headers().firstValue("Access-Control-Allow-Headers").orElse(""))
        .contains("Authorization");
    assertProblem(
        server
            .http()
            .post(
                "/v1/tickets",
                "",
                "Origin",
                "https://evil.example",
                "Authorization",
                "Bearer " + GRANTED),
        403,
        "forbidden");
  }
}
