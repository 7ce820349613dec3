package io.feedhorn.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.feedhorn.http.RunningServer;
import io.feedhorn.http.ServerSetup;
import io.feedhorn.limits.Limits;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server that is short of memory. */
@Timeout(60)
class OverloadIT {
  private static RunningServer server;

  @BeforeAll
  static void startServer() {
    server = RunningServer.with(ServerSetup.DEFAULT.limits(Limits.DEFAULT.memoryPercent(0)));
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/stream?topics=t0.a", "/v1/time", "/eventbus/info"})
  void refusesNewClientsWith503AndRetryAfter(String path) {
    HttpResponse<String> refused = server.http().get(path);

    assertThat(refused.statusCode()).isEqualTo(503);
    assertThat(refused.body()).contains("\"unavailable\"", "overloaded");
    assertThat(refused.headers().firstValueAsLong("Retry-After").orElseThrow()).isBetween(1L, 5L);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/ws", "/eventbus/websocket", "/eventbus/000/session1/websocket"})
  void refusesNewWebSocketsWith503AndRetryAfter(String path) {
    assertThat(RawWebSocketClient.handshake(server.port(), path))
        .startsWith("HTTP/1.1 503 ")
        .containsIgnoringCase("\r\nretry-after: ");
  }

  @Test
  void isLiveButNotReady() {
    assertThat(server.http().get("/health/live").statusCode()).isEqualTo(200);
    HttpResponse<String> ready =
        await()
            .until(
                () -> server.http().get("/health/ready"),
                found -> found.body().contains("{\"id\":\"event-loops\",\"status\":\"UP\"}"));
    assertThat(ready.statusCode()).isEqualTo(503);
    assertThat(ready.body()).contains("{\"id\":\"memory\",\"status\":\"DOWN\"}");
    assertThat(server.http().get("/metrics").body())
        .contains("feedhorn_event_loop_lag_seconds_max{loop=\"1\"}");
  }
}
