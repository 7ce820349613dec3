package io.feedhorn.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.feedhorn.auth.AuthOptions;
import io.feedhorn.auth.TestClaims;
import io.feedhorn.auth.TestSigner;
import io.feedhorn.http.HttpTestClient;
import io.feedhorn.http.RunningServer;
import io.feedhorn.http.ServerSetup;
import io.vertx.core.json.JsonObject;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The metric of the connections that the server ends, by transport and reason. */
@Timeout(60)
@Execution(ExecutionMode.CONCURRENT)
class DisconnectsIT {
  private static final String SECRET = "thirty-two bytes, or even more of them";
  private static final TestSigner SIGNER = TestSigner.hs256(SECRET);
  private static final String ADMIN = SIGNER.token(TestClaims.admin());
  private static final String READER =
      SIGNER.token(TestClaims.of(List.of("t0.>"), List.of("t0.>")));

  private RunningServer server;

  @BeforeEach
  void start() {
    AuthOptions keys =
        new AuthOptions(
            SECRET, null, Duration.ofMinutes(5), null, null, Duration.ZERO, Map.of(), false);
    server = RunningServer.with(ServerSetup.DEFAULT.auth(keys).heartbeat(Duration.ofSeconds(1)));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/ws, websocket",
    "/eventbus/websocket, eventbus-websocket",
    "/eventbus/000/invalid/websocket, sockjs"
  })
  void countsInvalidFrames(String path, String transport) {
    try (RawWebSocketClient socket = open(path, READER)) {
      int unmaskedText = 0x81;
      socket.sendBytes(unmaskedText, 0);

      assertThat(socket.closeCode()).isEqualTo(1002);
    }
    awaitDisconnects(transport, "protocol_error", 1);
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/ws, websocket",
    "/eventbus/websocket, eventbus-websocket",
    "/eventbus/000/silent/websocket, sockjs"
  })
  void countsPeersThatDoNotAnswerPings(String path, String transport) {
    try (RawWebSocketClient socket =
        RawWebSocketClient.openSilent(server.port(), path, "Authorization: Bearer " + READER)) {

      assertThat(socket.closeCode()).isEqualTo(1001);
    }
    awaitDisconnects(transport, "ping_timeout", 1);
  }

  @Test
  void countsMessagesThatAreNotSockJs() {
    try (RawWebSocketClient socket = open("/eventbus/000/invalid/websocket", READER)) {
      socket.send("{}");

      assertThat(socket.closeCode()).isEqualTo(1006);
    }
    awaitDisconnects("sockjs", "invalid_sockjs", 1);
  }

  @Test
  void countsExpiredTokensOnEveryTransport() throws Exception {
    JsonObject claims = TestClaims.of(List.of("t0.>"), List.of());
    String token = SIGNER.token(TestClaims.ending(claims, 10_000));
    String cursor =
        new JsonObject(server.http().get("/v1/updates?topics=t0.a", bearer(token)).body())
            .getString("cursor");
    CompletableFuture<HttpResponse<String>> poll =
        CompletableFuture.supplyAsync(
            () ->
                server
                    .http()
                    .get(
                        "/v1/updates?topics=t0.a&wait=60&since=" + HttpTestClient.query(cursor),
                        bearer(token)));
    try (RawWebSocketClient socket = open("/v1/ws", token);
        RawWebSocketClient bridge = open("/eventbus/websocket", token);
        RawWebSocketClient sockJs = open("/eventbus/000/expires/websocket", token);
        InputStream stream =
            server.http().open("GET", "/v1/stream?topics=t0.a", null, bearer(token)).body()) {
      assertThat(socket.closeCode()).isEqualTo(4001);
      assertThat(bridge.closeCode()).isEqualTo(4001);
      assertThat(sockJs.closeCode()).isEqualTo(4001);
      assertThat(stream.readAllBytes()).isNotEmpty();
      assertThat(poll.get().statusCode()).isEqualTo(200);
    }

    for (String transport :
        List.of("websocket", "eventbus-websocket", "sockjs", "sse", "long-polling")) {
      awaitDisconnects(transport, "token_expired", 1);
    }
  }

  @Test
  void countsInvalidTokensOfSockJsSessions() {
    HttpResponse<String> answer =
        server.http().post("/eventbus/000/refused/xhr?ticket=unknown", "");

    assertThat(answer.body()).isEqualTo("c[4001,\"the token or ticket is invalid\"]\n");
    awaitDisconnects("sockjs-http", "invalid_token", 1);
  }

  @Test
  void doesNotCountConnectionsThatTheirClientsClose() {
    try (RawWebSocketClient socket = open("/v1/ws", READER)) {
      assertThat(socket.text()).contains("welcome");
      assertThat(metrics()).contains("feedhorn_connections{transport=\"websocket\"} 1");
    }
    await().until(() -> metrics().contains("feedhorn_connections{transport=\"websocket\"} 0"));

    assertThat(metrics()).doesNotContainPattern("feedhorn_disconnects_total\\{.*} [^0]");
  }

  private RawWebSocketClient open(String path, String token) {
    return RawWebSocketClient.open(server.port(), path, "Authorization: Bearer " + token);
  }

  private static String[] bearer(String token) {
    return new String[] {"Authorization", "Bearer " + token};
  }

  private void awaitDisconnects(String transport, String reason, int count) {
    await().untilAsserted(() -> assertThat(disconnects(transport, reason)).isEqualTo(count));
  }

  private double disconnects(String transport, String reason) {
    Matcher line =
        Pattern.compile(
                "^feedhorn_disconnects_total\\{reason=\"%s\",transport=\"%s\"} (\\S+)$"
                    .formatted(reason, transport),
                Pattern.MULTILINE)
            .matcher(metrics());
    return line.find() ? Double.parseDouble(line.group(1)) : 0;
  }

  private String metrics() {
    return server.http().get("/metrics", bearer(ADMIN)).body();
  }
}
