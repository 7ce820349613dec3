package io.feedhorn.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.feedhorn.auth.TestClaims;
import io.feedhorn.client.ClientOptions;
import io.feedhorn.client.FeedhornClient;
import io.feedhorn.client.ReadRequest;
import io.feedhorn.client.Transport;
import io.feedhorn.client.UpdateReader;
import io.feedhorn.log.FeedOptions;
import io.feedhorn.transport.RawWebSocketClient;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The permission to read presence is that to read the topic. */
@Timeout(60)
@SuppressWarnings("try") // An open connection makes its user present; nothing else is done with it.
class PresenceAccessIT {
  private static final String PRESENCE = "/v1/presence/" + AccessFixture.PRIVATE;

  private static RunningServer server;

  @BeforeAll
  static void start() {
    server =
        RunningServer.with(AccessFixture.setup().defaultFeed(FeedOptions.DEFAULT.withPresence()));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static String user(String name, String... subscribe) {
    return AccessFixture.SIGNER.token(
        TestClaims.of(List.of(subscribe), List.of()).put("sub", name));
  }

  private static HttpResponse<String> get(String path, String token) {
    return server.http().get(path, AccessPaths.headers(token));
  }

  private static String code(HttpResponse<String> answer) {
    return answer.statusCode() == 200 ? "ok" : new JsonObject(answer.body()).getString("code");
  }

  @Test
  void theUsersOfATopicAreListedForWhoMayReadIt() {
    String ada = user("ada", "orders.eu.*");
    FeedhornClient client =
        new FeedhornClient(
            server.vertx(), ClientOptions.of(URI.create(server.address())).token(ada));
    try (UpdateReader reader = client.open(Transport.SSE, ReadRequest.of(AccessFixture.PRIVATE))) {
      await().until(() -> get(PRESENCE, ada).body().contains("\"user\":\"ada\",\"connections\":1"));
      assertThat(code(get(PRESENCE, AccessFixture.ADMIN))).isEqualTo("ok");
      assertThat(code(get(PRESENCE, AccessFixture.OTHER))).isEqualTo("forbidden");
      assertThat(code(server.http().get(PRESENCE))).isEqualTo("unauthorized");
      assertThat(code(server.http().get("/v1/presence/" + AccessFixture.PUBLIC))).isEqualTo("ok");
    } finally {
      client.close();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "sys.presence.orders.eu.new.*, ok",
    "sys.presence.orders.eu.new.ada, ok",
    "sys.presence.orders.eu.*.*, ok",
    "sys.presence.orders.eu.new.>, forbidden",
    "sys.presence.orders.eu.>, forbidden",
    "sys.presence.orders.>, forbidden",
    "sys.presence.orders.us.new.*, forbidden",
    "sys.presence.>, forbidden",
    "sys.presence.open.news.*, ok",
    "sys.>, forbidden",
  })
  void aPatternOfPresenceNeedsThePermissionForItsTopics(String pattern, String code) {
    String poll = "/v1/updates?topics=" + HttpTestClient.query(pattern);
    assertThat(code(get(poll, user("bob", "orders.eu.*")))).isEqualTo(code);
    assertThat(code(get(poll, AccessFixture.ADMIN))).isEqualTo("ok");
    assertThat(code(server.http().get(poll)))
        .isEqualTo(pattern.contains("open.news") ? "ok" : "unauthorized");
  }

  @Test
  void aTicketHasTheUserOfItsTokenAndNoOtherReaders() {
    JsonObject claims = TestClaims.of(List.of("orders.eu.*"), List.of());
    claims.put("sub", "cy").getJsonObject("feedhorn").put("readers", new JsonArray());
    String cy = AccessFixture.SIGNER.token(claims);
    String topic = "orders.eu.ticket";
    try (RawWebSocketClient socket =
        RawWebSocketClient.open(server.port(), "/v1/ws?ticket=" + ticket(cy))) {
      socket.send(
          new JsonObject()
              .put("type", "subscribe")
              .put("id", 1)
              .put("topics", new JsonArray().add(topic))
              .encode());
      await().until(() -> get("/v1/presence/" + topic, cy).body().contains("\"user\":\"cy\""));
    }
    HttpResponse<String> moves =
        server.http().get("/v1/stream?topics=sys.readers.cy&ticket=" + ticket(cy));
    assertThat(code(moves)).isEqualTo("forbidden");
  }

  private static String ticket(String token) {
    HttpResponse<String> answer = server.http().post("/v1/tickets", "", AccessPaths.headers(token));
    return new JsonObject(answer.body()).getString("ticket");
  }
}
