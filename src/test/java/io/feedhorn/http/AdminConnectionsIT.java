package io.feedhorn.http;

import static io.feedhorn.http.AccessFixture.ADMIN;
import static io.feedhorn.http.AccessFixture.GRANTED;
import static io.feedhorn.http.AccessFixture.SIGNER;
import static io.feedhorn.http.ProblemAssert.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.feedhorn.auth.TestClaims;
import io.feedhorn.client.ClientException;
import io.feedhorn.client.ClientOptions;
import io.feedhorn.client.ConnectionLostException;
import io.feedhorn.client.FeedhornClient;
import io.feedhorn.client.ReadRequest;
import io.feedhorn.client.RequestRefusedException;
import io.feedhorn.client.Transport;
import io.feedhorn.client.UpdateReader;
import io.feedhorn.transport.RawWebSocketClient;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Operators list and close the connections of a server. */
@Timeout(90)
class AdminConnectionsIT {
  private static final String CONNECTIONS = "/v1/admin/connections";

  private static RunningServer server;

  @BeforeAll
  static void startServer() {
    server = AccessFixture.server();
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  private static String tokenOf(String user) {
    return SIGNER.token(
        TestClaims.of(List.of("orders.eu.*", "t0.>"), List.of("t0.>")).put("sub", user));
  }

  private static JsonObject get(String path) {
    HttpResponse<String> answer = server.http().get(path, AccessPaths.headers(ADMIN));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
    return new JsonObject(answer.body());
  }

  private static HttpResponse<String> delete(String pathAndQuery) {
    return server
        .http()
        .exchange("DELETE", CONNECTIONS + pathAndQuery, null, AccessPaths.headers(ADMIN));
  }

  private static List<JsonObject> connections(String query) {
    return rows(get(CONNECTIONS + query));
  }

  private static List<JsonObject> rows(JsonObject page) {
    return page.getJsonArray("connections").stream().map(JsonObject.class::cast).toList();
  }

  /** Waits until a user has one connection, and returns it. */
  private static JsonObject only(String user) {
    return await().until(() -> connections("?user=" + user), rows -> rows.size() == 1).get(0);
  }

  private static UpdateReader open(Transport transport, String user) {
    ClientOptions options = ClientOptions.of(URI.create(server.address())).token(tokenOf(user));
    return new FeedhornClient(server.vertx(), options)
        .open(transport, ReadRequest.of("orders.eu.*"));
  }

  /** Waits until at least one connection of a transport was closed for a reason. */
  private static void awaitDisconnect(String reason, String transport) {
    Pattern counted =
        Pattern.compile(
            "feedhorn_disconnects_total\\{reason=\"%s\",transport=\"%s\"} [1-9]"
                .formatted(reason, transport));
    await()
        .until(
            () ->
                counted
                    .matcher(server.http().get("/metrics", AccessPaths.headers(ADMIN)).body())
                    .find());
  }

  @ParameterizedTest
  @CsvSource({
    "WEBSOCKET, websocket",
    "SSE, sse",
    "EVENT_BUS, eventbus-websocket",
    "SOCKJS, sockjs"
  })
  void aConnectionIsListedUntilItIsClosed(Transport transport, String label) {
    String user = "of-" + label;
    try (UpdateReader reader = open(transport, user)) {
      await().until(() -> reader.poll(Duration.ofSeconds(1)) != null);
      JsonObject row =
          await()
              .until(
                  () -> only(user),
                  found -> found.getLong("delivered") > 0 && found.getInteger("pending") == 0);

      assertThat(row.getString("transport")).isEqualTo(label);
      assertThat(row.getString("address")).isEqualTo("127.0.0.1");
      assertThat(row.getString("user")).isEqualTo(user);
      assertThat(row.getString("state")).isEqualTo("open");
      assertThat(row.getJsonArray("topics")).isEqualTo(new JsonArray().add("orders.eu.*"));
      assertThat(row.getInteger("subscriptions")).isEqualTo(1);
      assertThat(row.getDouble("lag")).isZero();
      assertThat(connections("?topic=orders.eu.new&transport=" + label)).contains(row);
      assertThat(connections("?topic=orders.us.new&transport=" + label)).isEmpty();
      assertThat(get(CONNECTIONS + "/" + row.getString("id")).getString("user")).isEqualTo(user);

      HttpResponse<String> closed = delete("/" + row.getString("id") + "?code=4101");

      assertThat(closed.statusCode()).as(closed.body()).isEqualTo(200);
      assertThat(new JsonObject(closed.body()).getString("reason")).isEqualTo("admin_paused");
      await().until(() -> connections("?user=" + user).isEmpty());
      awaitDisconnect("admin_paused", label);
    }
  }

  @ParameterizedTest
  @CsvSource({"4002, admin_closed", "4201, admin_reconnect"})
  void aWebSocketGetsTheCodeAndItsIdIsThatOfTheWelcome(int code, String reason) {
    String session;
    try (RawWebSocketClient socket =
        RawWebSocketClient.open(
            server.port(), "/v1/ws", "Authorization: Bearer " + tokenOf("closed-" + code))) {
      session = new JsonObject(socket.text()).getString("session");
      assertThat(only("closed-" + code).getString("id")).isEqualTo(session);

      HttpResponse<String> closed = delete("/" + session + "?code=" + code);

      assertThat(new JsonObject(closed.body()))
          .isEqualTo(
              new JsonObject()
                  .putNull("node")
                  .put("id", session)
                  .put("code", code)
                  .put("reason", reason)
                  .put("text", new JsonObject(closed.body()).getString("text")));
      assertThat(socket.closeCode()).isEqualTo(code);
      awaitDisconnect(reason, "websocket");
    }
    await().until(() -> delete("/" + session).statusCode() == 404);
  }

  @ParameterizedTest
  @EnumSource(names = {"WEBSOCKET", "EVENT_BUS", "SOCKJS"})
  void theJavaClientTellsAnEndForGoodFromALostConnection(Transport transport) {
    for (int code : List.of(4002, 4101)) {
      String user = "ended-" + code + "-" + transport;
      try (UpdateReader reader = open(transport, user)) {
        assertThat(delete("/" + only(user).getString("id") + "?code=" + code).statusCode())
            .isEqualTo(200);
        ClientException end = await().until(() -> endOf(reader), Objects::nonNull);
        if (code == 4002) {
          assertThat(end)
              .isInstanceOfSatisfying(
                  RequestRefusedException.class,
                  refused -> {
                    assertThat(refused.code()).isEqualTo("closed");
                    assertThat(refused.detail())
                        .isEqualTo("closed by an operator (close code 4002)");
                  });
        } else {
          assertThat(end).isInstanceOf(ConnectionLostException.class);
        }
      }
    }
  }

  private static @Nullable ClientException endOf(UpdateReader reader) {
    try {
      reader.poll(Duration.ofMillis(100));
      return null;
    } catch (ClientException end) {
      return end;
    }
  }

  @Test
  void aConnectionIsNotClosedTwice() {
    try (RawWebSocketClient socket =
        RawWebSocketClient.open(
            server.port(), "/v1/ws", "Authorization: Bearer " + tokenOf("twice"))) {
      String session = new JsonObject(socket.text()).getString("session");
      socket.stopReading();
      assertThat(delete("/" + session).statusCode()).isEqualTo(200);

      HttpResponse<String> again = delete("/" + session + "?code=4002");

      // The close frame is not answered, so the connection is not gone for some seconds.
      assertThat(again.statusCode()).as(again.body()).isIn(409, 404);
      socket.resumeReading();
      assertThat(socket.closeCode()).isEqualTo(4101);
    }
  }

  @Test
  void aWaitingPollIsAnsweredWhenItIsClosed() throws Exception {
    CompletableFuture<HttpResponse<String>> poll =
        CompletableFuture.supplyAsync(
            () ->
                server
                    .http()
                    .get(
                        "/v1/updates?topics=t0.none&wait=60",
                        AccessPaths.headers(tokenOf("of-poll"))));
    JsonObject row = only("of-poll");
    assertThat(row.getString("transport")).isEqualTo("long-polling");

    assertThat(delete("/" + row.getString("id")).statusCode()).isEqualTo(200);

    assertThat(poll.get(50, TimeUnit.SECONDS).body()).contains("\"updates\":[]");
    awaitDisconnect("admin_paused", "long-polling");
  }

  @Test
  void aSockJsSessionOverHttpGetsTheCode() {
    String session = "/eventbus/000/admin-session/xhr";
    String[] token = AccessPaths.headers(tokenOf("of-xhr"));
    assertThat(server.http().post(session, "", token).body()).isEqualTo("o\n");
    JsonObject row = only("of-xhr");
    assertThat(row.getString("transport")).isEqualTo("sockjs-http");

    delete("/" + row.getString("id") + "?code=4002");

    assertThat(server.http().post(session, "", token).body())
        .isEqualTo("c[4002,\"closed by an operator\"]\n");
  }

  @Test
  void aConnectionWithATicketHasTheUserOfTheToken() {
    HttpResponse<String> issued =
        server.http().post("/v1/tickets", "", AccessPaths.headers(tokenOf("with-ticket")));
    String ticket = new JsonObject(issued.body()).getString("ticket");
    try (RawWebSocketClient socket =
        RawWebSocketClient.open(server.port(), "/v1/ws?ticket=" + ticket)) {
      String session = new JsonObject(socket.text()).getString("session");

      assertThat(only("with-ticket").getString("id")).isEqualTo(session);
    }
  }

  @Test
  void pagesHaveEachConnectionOnce() {
    List<RawWebSocketClient> sockets = new ArrayList<>();
    try {
      List<String> sessions = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        RawWebSocketClient socket =
            RawWebSocketClient.open(
                server.port(), "/v1/ws", "Authorization: Bearer " + tokenOf("paged"));
        sockets.add(socket);
        sessions.add(new JsonObject(socket.text()).getString("session"));
      }
      List<String> listed = new ArrayList<>();
      String after = "";
      while (after != null) {
        JsonObject page = get(CONNECTIONS + "?user=paged&limit=2" + after);
        assertThat(page.getInteger("total")).isEqualTo(5);
        rows(page).forEach(row -> listed.add(row.getString("id")));
        String next = page.getString("next");
        after = next == null ? null : "&after=" + next;
      }

      assertThat(listed).isSorted().containsExactlyInAnyOrderElementsOf(sessions);
      JsonObject newest = get(CONNECTIONS + "?user=paged&limit=2&order=newest");
      assertThat(rows(newest)).hasSize(2);
      assertThat(newest.getValue("next")).isNull();
      assertThat(rows(newest).get(0).getLong("opened"))
          .isGreaterThanOrEqualTo(rows(newest).get(1).getLong("opened"));
    } finally {
      sockets.forEach(RawWebSocketClient::close);
    }
  }

  @Test
  void aReaderThatDoesNotReadIsFirstInTheOrderOfLag() {
    try (RawWebSocketClient socket =
            RawWebSocketClient.open(
                server.port(), "/v1/ws", "Authorization: Bearer " + tokenOf("slow"));
        RawWebSocketClient idle =
            RawWebSocketClient.open(
                server.port(), "/v1/ws", "Authorization: Bearer " + tokenOf("slow"))) {
      String session = new JsonObject(socket.text()).getString("session");
      socket.send("{\"type\":\"subscribe\",\"id\":1,\"topics\":[\"t0.*\"]}");
      await().until(() -> connections("?topic=t0.a").size() == 1);
      idle.text();
      socket.stopReading();
      String value = '"' + "x".repeat(60_000) + '"';

      JsonObject lagging =
          await()
              .pollInterval(Duration.ofMillis(1))
              .until(
                  () -> {
                    server.http().post("/v1/topics/t0.a", value, AccessPaths.headers(ADMIN));
                    return get(CONNECTIONS + "/" + session);
                  },
                  row -> row.getBoolean("lagging") && row.getLong("conflated") > 0);

      assertThat(lagging.getInteger("pending")).isPositive();
      for (String order : List.of("lag", "conflated")) {
        assertThat(connections("?user=slow&order=" + order).get(0).getString("id"))
            .isEqualTo(session);
      }
      socket.resumeReading();
    }
  }

  @Test
  void onlyOperatorsMayUseIt() {
    assertThat(AccessPaths.get(server, CONNECTIONS, null)).isEqualTo("unauthorized");
    assertThat(AccessPaths.get(server, CONNECTIONS, GRANTED)).isEqualTo("forbidden");
    assertThat(AccessPaths.get(server, CONNECTIONS, ADMIN)).isEqualTo("ok");
    assertProblem(
        server.http().exchange("DELETE", CONNECTIONS + "/x", null, AccessPaths.headers(GRANTED)),
        403,
        "forbidden");
    assertThat(AccessPaths.get(server, "/v1/admin/nothing", null)).isEqualTo("unauthorized");
  }

  @Test
  void withoutKeysOnlyTheServersMachineMayUseIt() {
    try (RunningServer open = RunningServer.start()) {
      assertThat(open.http().get(CONNECTIONS).statusCode()).isEqualTo(200);
      assertProblem(open.http().get(CONNECTIONS, "X-Forwarded-For", "127.0.0.1"), 403, "forbidden");
      RawHttpClient.Answer rebound =
          RawHttpClient.send(
              open.port(), "GET " + CONNECTIONS + " HTTP/1.1\r\nHost: attacker.example.org");
      assertThat(rebound.status()).isEqualTo(403);
      assertThat(rebound.body()).contains("auth.secret");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "?transport=carrier-pigeon",
        "?transport=polling",
        "?order=size",
        "?order=lag&after=x",
        "?limit=0",
        "?limit=1001",
        "?unknown=1"
      })
  void anInvalidQueryIsRefusedWithWhatIsAllowed(String query) {
    assertProblem(
        server.http().get(CONNECTIONS + query, AccessPaths.headers(ADMIN)), 400, "bad_request");
  }

  @Test
  void otherRefusalsNameTheFault() {
    assertProblem(
        server.http().get(CONNECTIONS + "?topic=a..b", AccessPaths.headers(ADMIN)),
        400,
        "bad_topic");
    assertProblem(delete("/nobody"), 404, "not_found");
    HttpResponse<String> code = delete("/nobody?code=1000");
    assertProblem(code, 400, "bad_request");
    assertThat(code.body()).contains("4002 (reconnect not unchanged)", "4101", "4201");
    assertProblem(
        server.http().post(CONNECTIONS, "", AccessPaths.headers(ADMIN)), 405, "method_not_allowed");
  }
}
