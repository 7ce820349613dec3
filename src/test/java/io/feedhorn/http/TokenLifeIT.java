package io.feedhorn.http;

import static io.feedhorn.http.AccessFixture.ADMIN;
import static io.feedhorn.http.AccessFixture.GRANTED;
import static io.feedhorn.http.AccessFixture.OTHER;
import static io.feedhorn.http.AccessFixture.PRIVATE;
import static io.feedhorn.http.AccessFixture.SIGNER;
import static io.feedhorn.http.AccessPathsByName.register;
import static io.feedhorn.http.AccessPathsByName.with;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.feedhorn.auth.TestClaims;
import io.feedhorn.http.AccessPaths.Conversation;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The expiry of tokens of open connections. */
@Timeout(60)
class TokenLifeIT {
  /** Long enough for a busy machine to open all connections of a test. */
  private static final long LIFE_MILLIS = 8_000;

  private static RunningServer server;

  @BeforeAll
  static void startServer() {
    server = AccessFixture.server();
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void aWebSocketEndsWithItsTokenUnlessItIsRenewed() throws Exception {
    JsonObject claims = TestClaims.of(List.of("orders.eu.*"), List.of());
    try (Conversation ends =
            Conversation.open(
                server, "/v1/ws", SIGNER.token(TestClaims.ending(claims, LIFE_MILLIS)));
        Conversation goesOn =
            Conversation.open(
                server, "/v1/ws", SIGNER.token(TestClaims.ending(claims, LIFE_MILLIS)))) {
      JsonObject later = TestClaims.ending(claims, 60_000);
      JsonObject auth =
          new JsonObject().put("type", "auth").put("id", "a").put("token", SIGNER.token(later));
      goesOn.send(auth);
      JsonObject answer = goesOn.next("authenticated");
      assertThat(answer.getString("id")).isEqualTo("a");
      assertThat(answer.getLong("expires")).isEqualTo(Math.round(later.getDouble("exp") * 1_000));

      assertThat(ends.closed()).isEqualTo(4001);
      goesOn.send(new JsonObject().put("type", "ping").put("id", 2));
      assertThat(goesOn.next("pong").getInteger("id")).isEqualTo(2);
    }
  }

  @Test
  void aRenewedTokenIsCheckedWithTheSubscriptions() throws Exception {
    try (Conversation conversation = Conversation.open(server, "/v1/ws", null)) {
      conversation.send(auth(1, "nonsense"));
      assertThat(conversation.next("error").getString("code")).isEqualTo("unauthorized");

      conversation.send(auth(2, GRANTED));
      assertThat(conversation.next("authenticated").containsKey("expires")).isTrue();
      conversation.send(
          new JsonObject()
              .put("type", "subscribe")
              .put("id", 3)
              .put("snapshot", false)
              .put("topics", new JsonArray().add("orders.eu.*").add("open.>")));
      conversation.next("subscribed");

      conversation.send(auth(4, "nonsense"));
      assertThat(conversation.next("error").getString("code")).isEqualTo("unauthorized");
      conversation.send(new JsonObject().put("type", "ping").put("id", 5));
      conversation.next("pong");

      conversation.send(auth(6, OTHER));
      assertThat(conversation.next("authenticated").getInteger("id")).isEqualTo(6);
      assertThat(conversation.next("unsubscribed").getJsonArray("topics"))
          .isEqualTo(new JsonArray().add("orders.eu.*"));
      server.http().post("/v1/topics/orders.eu.new", "2", AccessPaths.headers(ADMIN));
      server.http().post("/v1/topics/open.news", "2", AccessPaths.headers(ADMIN));
      assertThat(conversation.next("update").getString("topic")).isEqualTo("open.news");
    }
  }

  @Test
  void waitingUpdatesThatARenewedTokenDoesNotGrantAreDropped() throws Exception {
    for (int value = 1; value <= 30; value++) {
      server.http().post("/v1/topics/orders.eu.n" + value, "1", AccessPaths.headers(ADMIN));
    }
    try (Conversation conversation = Conversation.open(server, "/v1/ws", GRANTED)) {
      conversation.send(
          new JsonObject()
              .put("type", "subscribe")
              .put("id", 1)
              .put("topics", new JsonArray().add("orders.eu.*").add("open.>")));
      conversation.send(auth(2, OTHER));
      // Snapshots may arrive before the token is checked, but not after the error.
      conversation.next("unsubscribed");
      server.http().post("/v1/topics/open.last", "2", AccessPaths.headers(ADMIN));
      JsonObject update = conversation.next("update");
      while (!update.getString("topic").equals("open.last")) {
        assertThat(update.getString("topic")).startsWith("open.");
        update = conversation.next("update");
      }
    }
  }

  private static JsonObject auth(int id, String token) {
    return new JsonObject().put("type", "auth").put("id", id).put("token", token);
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void aBridgeEndsWithItsTokenUnlessItIsRenewed() throws Exception {
    JsonObject claims =
        TestClaims.ending(TestClaims.of(List.of("orders.eu.*"), List.of()), LIFE_MILLIS);
    try (Conversation ends =
            Conversation.open(server, "/eventbus/websocket", SIGNER.token(claims));
        Conversation goesOn =
            Conversation.open(server, "/eventbus/websocket", SIGNER.token(claims))) {
      goesOn.send(with(GRANTED, register(PRIVATE)));
      goesOn.next("rec");

      assertThat(ends.closed()).isEqualTo(4001);
      goesOn.send(with(OTHER, new JsonObject().put("type", "ping")));
      assertThat(goesOn.next("err").getString("body")).isEqualTo("access_denied");
    }
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void streamsAndWaitingPollsEndWithTheirToken() throws Exception {
    String token =
        SIGNER.token(TestClaims.ending(TestClaims.of(List.of("t0.>"), List.of()), LIFE_MILLIS));
    var stream =
        server.http().open("GET", "/v1/stream?topics=t0.a", null, AccessPaths.headers(token));
    String cursor =
        new JsonObject(
                server.http().get("/v1/updates?topics=t0.a", AccessPaths.headers(token)).body())
            .getString("cursor");

    HttpResponse<String> poll =
        server
            .http()
            .get(
                "/v1/updates?topics=t0.a&wait=60&since=" + HttpTestClient.query(cursor),
                AccessPaths.headers(token));

    assertThat(poll.statusCode()).isEqualTo(200);
    assertThat(new String(stream.body().readAllBytes(), UTF_8)).startsWith("retry:");
    assertThat(AccessPaths.stream(server, "/v1/stream?topics=t0.a", token))
        .isEqualTo("unauthorized");
  }
}
