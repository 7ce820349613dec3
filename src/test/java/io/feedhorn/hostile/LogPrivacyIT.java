package io.feedhorn.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.feedhorn.auth.TestClaims;
import io.feedhorn.auth.TestSigner;
import io.feedhorn.http.HttpTestClient;
import io.feedhorn.transport.RawWebSocketClient;
import io.vertx.core.json.JsonObject;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The log of a server process at its most verbose level. */
@Timeout(180)
class LogPrivacyIT {
  private static final String SECRET = "a secret for the tests, thirty-two bytes";
  private static final TestSigner SIGNER = TestSigner.hs256(SECRET);
  private static final String TOKEN = SIGNER.token(TestClaims.of(List.of("t0.>"), List.of("t0.>")));

  /** A word in each value, of JSON that is valid and of JSON that is not. */
  private static final String MARK = "Xylophone7";

  private ServerProcess server;

  @BeforeEach
  void start(@TempDir Path folder) throws Exception {
    Path lines =
        Files.writeString(folder.resolve("lines"), "{\"a\":\"" + MARK + "\"}\n" + MARK + "\n");
    server =
        ServerProcess.start(
            Map.of(
                "FEEDHORN_LOG_FORMAT", "json",
                "FEEDHORN_LOG_LEVEL", "trace",
                "FEEDHORN_AUTH_SECRET", SECRET,
                "FEEDHORN_SOURCES_S_TYPE", "file",
                "FEEDHORN_SOURCES_S_PATH", lines.toString(),
                "FEEDHORN_SOURCES_S_FORMAT", "ndjson",
                "FEEDHORN_SOURCES_S_TOPIC", "t0.s"));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static String[] bearer(String token) {
    return new String[] {"Authorization", "Bearer " + token};
  }

  @Test
  void hasTheSessionsOfClientsButNoTokenAndNoValue() throws Exception {
    HttpTestClient http = new HttpTestClient(URI.create("http://127.0.0.1:" + server.port()));
    String invalid = TOKEN.substring(0, TOKEN.length() - 6) + "AAAAAA";
    String json = "{\"a\":\"" + MARK + "\"}";
    for (String token : new String[] {TOKEN, invalid}) {
      http.post("/v1/topics/t0.a", json, bearer(token));
      http.post("/v1/topics/t0.a", MARK, bearer(token));
      http.get("/v1/updates?topics=t0.*", bearer(token));
      http.get("/v1/stream?topics=t0.*&ticket=" + token);
    }
    http.get("/v1/updates?topics=t0.*&since=" + MARK, bearer(TOKEN));
    try (InputStream stream =
        http.open("GET", "/v1/stream?topics=t0.*", null, bearer(TOKEN)).body()) {
      assertThat(stream.read()).isPositive();
    }
    String ticket =
        new JsonObject(http.post("/v1/tickets", "", bearer(TOKEN)).body()).getString("ticket");
    String session;
    try (RawWebSocketClient socket =
            RawWebSocketClient.open(server.port(), "/v1/ws?ticket=" + ticket);
        RawWebSocketClient bridge =
            RawWebSocketClient.open(
                server.port(), "/eventbus/websocket", "Authorization: Bearer " + TOKEN)) {
      session = new JsonObject(socket.text()).getString("session");
      bridge.send("{\"type\":\"publish\",\"address\":\"t0.a\",\"body\":" + json + "}");
      bridge.send("{\"type\":\"publish\",\"address\":\"t1.a\",\"body\":" + json + "}");
      socket.send("{\"type\":\"auth\",\"token\":\"" + invalid + "\"}");
      socket.send("{\"type\":\"auth\",\"token\":\"" + TOKEN + "\"}");
      socket.send("{\"type\":\"publish\",\"topic\":\"t0.a\",\"data\":" + json + "}");
      socket.send("{\"type\":\"publish\",\"topic\":\"t0.a\",\"data\":" + MARK + "}");
      socket.send(MARK);
      awaitLine(session, "Message is refused");
      socket.frame(true, 0x7, new byte[0]);
      awaitLine(session, "Connection is closed by the server");
    }

    String log = server.log();
    assertThat(log)
        .contains("A message is not published", "Request is refused")
        .doesNotContain(MARK, TOKEN, invalid, ticket, SECRET)
        .doesNotContain(TOKEN.substring(TOKEN.lastIndexOf('.') + 1));
    assertThat(log.lines())
        .allSatisfy(line -> assertThat(new JsonObject(line).getString("message")).isNotEmpty());
  }

  private void awaitLine(String session, String message) {
    await()
        .atMost(Duration.ofMinutes(1))
        .until(
            () ->
                server
                    .log()
                    .lines()
                    .anyMatch(line -> line.contains(session) && line.contains(message)));
  }
}
