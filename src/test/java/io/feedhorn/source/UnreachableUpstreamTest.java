package io.feedhorn.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Sources whose upstream ends each connection at once, for as long as the test takes. */
class UnreachableUpstreamTest {
  private static final String CLIENT = "io.vertx.core.net.impl.NetClientImpl";
  private static final int ATTEMPTS = 50;

  private final Vertx vertx = Vertx.vertx();
  private final AtomicInteger attempts = new AtomicInteger();

  @AfterEach
  void close() {
    vertx.close().await();
  }

  static Stream<Map<String, Object>> sources() {
    return Stream.of(
        Map.of("type", "postgresql", "url", "postgresql://u:p@127.0.0.1:PORT/d", "table", "t"),
        Map.of("type", "nats", "url", "nats://127.0.0.1:PORT", "subject", "s"),
        Map.of("type", "websocket", "url", "ws://127.0.0.1:PORT/"),
        Map.of("type", "sse", "url", "http://127.0.0.1:PORT/"));
  }

  @ParameterizedTest
  @MethodSource("sources")
  void theClientsInMemoryDoNotGrowWithTheAttempts(Map<String, Object> source) throws Exception {
    NetServer upstream =
        vertx
            .createNetServer()
            .connectHandler(
                socket -> {
                  attempts.incrementAndGet();
                  socket.close();
                })
            .listen(0, "127.0.0.1")
            .await();
    Map<String, Object> keys = new HashMap<>(source);
    keys.computeIfPresent(
        "url", (key, url) -> url.toString().replace("PORT", "" + upstream.actualPort()));
    keys.put("topic", "n.x");
    keys.put("backoff.min", "10ms");
    keys.put("backoff.max", "10ms");
    try (SourceServer server = SourceServer.start(keys)) {
      server.status("failing");
      long before = clients();
      awaitAttempts(attempts.get() + ATTEMPTS);
      // Some more may belong to tests at the same time.
      assertThat(clients()).isLessThan(before + ATTEMPTS / 2);
    }
  }

  private void awaitAttempts(int count) {
    await().atMost(SourceServer.PATIENCE).until(() -> attempts.get() >= count);
  }

  /** Returns the number of clients in memory, after a garbage collection. */
  private static long clients() throws Exception {
    Object histogram =
        ManagementFactory.getPlatformMBeanServer()
            .invoke(
                new ObjectName("com.sun.management:type=DiagnosticCommand"),
                "gcClassHistogram",
                new Object[] {new String[0]},
                new String[] {String[].class.getName()});
    return histogram
        .toString()
        .lines()
        .map(line -> line.strip().split("\\s+"))
        .filter(columns -> columns.length > 3 && columns[3].equals(CLIENT))
        .mapToLong(columns -> Long.parseLong(columns[1]))
        .sum();
  }
}
