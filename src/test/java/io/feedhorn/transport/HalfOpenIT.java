package io.feedhorn.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.feedhorn.client.ReadRequest;
import io.feedhorn.client.fault.FaultProxy;
import io.feedhorn.client.fault.Faults;
import io.feedhorn.http.RunningServer;
import io.feedhorn.http.ServerSetup;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A network that drops all data in both directions without closing connections. WebSockets on it
 * are detected by unanswered pings. Event streams count as slow readers as long as their TCP data
 * is acknowledged, and continue when the network does.
 */
@Timeout(120)
class HalfOpenIT {
  /** Long enough for a busy machine to answer a ping within two heartbeats. */
  private static final Duration HEARTBEAT = Duration.ofSeconds(1);

  private static final Duration TIMEOUT = Duration.ofSeconds(50);
  private static final int MANY = 80;
  private static final int FEW = 20;
  private static final String LARGE = "x".repeat(20_000);
  private static final String SMALL = "x".repeat(1_000);
  private static final String REGISTER =
      "[\"{\\\"type\\\":\\\"register\\\",\\\"address\\\":\\\"%s\\\"}\"]";

  @Test
  void webSocketsAreDetectedStreamsContinueAndOtherReadersAreNotAffected() throws IOException {
    try (RunningServer server = RunningServer.with(ServerSetup.DEFAULT.heartbeat(HEARTBEAT));
        FaultProxy way = FaultProxy.before(server.port())) {
      String topic = server.latestFeed() + ".a";
      String other = server.everyFeed() + ".b";
      RawSseClient near = new RawSseClient(server);
      near.subscribe(ReadRequest.of(topic));
      List<RawWebSocketClient> sockets =
          Stream.of("/v1/ws", "/eventbus/websocket", "/eventbus/000/half/websocket")
              .map(path -> RawWebSocketClient.open(way.port(), path))
              .toList();
      SlowSseClient stream =
          new SlowSseClient(way.port(), RawSseClient.path(ReadRequest.of(topic)));
      SlowSseClient sockJs = SlowSseClient.posting(way.port(), "/eventbus/000/far/xhr_streaming");
      String register = REGISTER.formatted(other);
      assertThat(server.http().post("/eventbus/000/far/xhr_send", register).statusCode())
          .isEqualTo(204);
      awaitOpen(server, "websocket", 1);
      awaitOpen(server, "sse", 2);

      way.setFaults(Faults.NONE.blockingAll());
      publish(server, topic, LARGE, MANY);
      publish(server, other, SMALL, FEW);

      for (String transport : List.of("websocket", "eventbus-websocket", "sockjs")) {
        awaitOpen(server, transport, 0);
      }
      awaitOpen(server, "sse", 2);
      awaitOpen(server, "sockjs-http", 1);
      String last = "x" + MANY + "\"";
      String update = near.next();
      while (!update.contains(last)) {
        update = near.next();
      }
      near.close();

      way.setFaults(Faults.NONE);
      assertThat(numbers(stream, LARGE, MANY)).isSorted().hasSizeLessThan(MANY);
      assertThat(numbers(sockJs, SMALL, FEW)).isSorted().hasSize(FEW);
      sockets.forEach(RawWebSocketClient::close);
    }
  }

  private static void publish(RunningServer server, String topic, String filler, int last) {
    for (int i = 1; i <= last; i++) {
      server.publish(topic, '"' + filler + i + '"');
    }
  }

  /** Returns the numbers of the updates of a stream up to the last one. */
  private static List<Integer> numbers(InputStream stream, String filler, int last)
      throws IOException {
    Set<Integer> numbers = new LinkedHashSet<>();
    StringBuilder digits = new StringBuilder();
    int filled = 0;
    while (!numbers.contains(last)) {
      int next = stream.read();
      if (next < 0) {
        throw new AssertionError("the stream ended after " + numbers);
      }
      if (filled >= filler.length() && Character.isDigit(next)) {
        digits.append((char) next);
      } else {
        if (!digits.isEmpty()) {
          assertThat(numbers.add(Integer.parseInt(digits.toString()))).as("once").isTrue();
          digits.setLength(0);
        }
        filled = next == 'x' ? filled + 1 : 0;
      }
    }
    return List.copyOf(numbers);
  }

  private static void awaitOpen(RunningServer server, String transport, int count) {
    String line = "feedhorn_connections{transport=\"" + transport + "\"} " + count;
    await()
        .atMost(TIMEOUT)
        .untilAsserted(
            () ->
                assertThat(server.http().get("/metrics").body().lines())
                    .anyMatch(each -> each.startsWith(line)));
  }
}
