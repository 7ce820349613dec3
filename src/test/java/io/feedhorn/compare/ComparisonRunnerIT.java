package io.feedhorn.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.feedhorn.delta.OrderBook;
import io.feedhorn.http.RunningServer;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A comparison of all rows at the same time. Its table is in the log of each build. */
@Timeout(120)
class ComparisonRunnerIT {
  private static final Duration DURATION = Duration.ofSeconds(5);

  /** With fewer, bytes that are sent once would count too much. A busy machine repeats the run. */
  private static final int MIN_UPDATES = 50;

  @Test
  void everyRowHasResults() throws Exception {
    try (RunningServer server = RunningServer.start()) {
      String topic = server.latestFeed() + ".a";
      server.publish(topic, "0");
      SteadyPublisher publisher = SteadyPublisher.on(server, topic);
      try (publisher) {
        Comparison comparison = measured(server, topic, TransportSpec.DEFAULT);
        System.out.println(comparison.table());

        assertThat(comparison.updates()).isGreaterThan(50);
        assertThat(comparison.rows())
            .extracting(TransportResult::spec)
            .isEqualTo(TransportSpec.DEFAULT);
        assertThat(comparison.rows())
            .allSatisfy(
                row -> {
                  assertThat(row.failure()).as(row.name()).isNull();
                  assertThat(row.updates() + row.conflated())
                      .as("%s: updates", row.name())
                      .isEqualTo(comparison.updates());
                  assertThat(row.lost()).as("%s: lost", row.name()).isZero();
                  assertThat(row.traffic().received(ByteCategory.PAYLOAD))
                      .as(row.name())
                      .isPositive();
                  assertThat(row.serverCpuMicros()).as("%s: CPU", row.name()).isNotNaN();
                });
        assertThat(row(comparison, "websocket").requests()).isEqualTo(1);
        assertThat(row(comparison, "sockjs").connections()).isEqualTo(2);
        TransportResult keepAlive = row(comparison, "polling-1s");
        TransportResult closed = row(comparison, "polling-1s-close");
        assertThat(keepAlive.connections()).isEqualTo(1);
        assertThat(keepAlive.requests()).isBetween(2L, 8L);
        assertThat(closed.connections()).isEqualTo(closed.requests()).isBetween(2L, 8L);
      }
    }
  }

  @Test
  void deltasOfAnOrderBookHaveFewerBytes() throws Exception {
    try (RunningServer server = RunningServer.start()) {
      String topic = server.latestFeed() + ".book";
      OrderBook book = new OrderBook(1, 50);
      server.publish(topic, book.next());
      SteadyPublisher publisher = SteadyPublisher.on(server, topic, i -> book.next());
      try (publisher) {
        List<TransportSpec> rows =
            Stream.of("websocket", "websocket-delta", "sse", "sse-delta")
                .map(TransportSpec::parse)
                .toList();
        Comparison comparison =
            await()
                .pollInSameThread()
                .until(
                    () -> measured(server, topic, rows, Duration.ofSeconds(2)),
                    found -> found.rows().stream().allMatch(row -> row.received() >= MIN_UPDATES));
        System.out.println(comparison.table());

        for (String name : List.of("websocket", "sse")) {
          assertThat(payload(row(comparison, name + "-delta")))
              .as(name)
              .isPositive()
              .isLessThan(payload(row(comparison, name)) / 2);
        }
      }
    }
  }

  /** Returns the mean number of bytes of an update. */
  private static double payload(TransportResult result) {
    assertThat(result.failure()).as(result.name()).isNull();
    return (double) result.traffic().received(ByteCategory.PAYLOAD) / result.received();
  }

  @Test
  void theServerAndTheReaderCountTheSameBytes() throws Exception {
    for (String name : List.of("websocket", "sse", "sockjs", "polling-100ms")) {
      try (RunningServer server = RunningServer.start()) {
        String topic = server.latestFeed() + ".a";
        server.publish(topic, "0");
        SteadyPublisher publisher = SteadyPublisher.on(server, topic);
        try (publisher) {
          TransportSpec spec = TransportSpec.parse(name);
          MeasuredBytes measured =
              await()
                  .pollInSameThread()
                  .until(
                      () -> MeasuredBytes.of(server, topic, spec),
                      found -> found.result().received() >= MIN_UPDATES);

          // The server also counts the warm-up and traffic outside the window.
          double sent = measured.after().sent() - measured.before().sent();
          TransportResult result = measured.result();
          assertThat(sent).as("%s: bytes from the server", name).isGreaterThan(received(result));
          double perUpdate = sent / (measured.after().delivered() - measured.before().delivered());
          assertThat(perUpdate)
              .as("%s: bytes an update", name)
              .isCloseTo(received(result) / result.received(), within(0.35 * perUpdate));
        }
      }
    }
  }

  /** The result of a reader for a second, and the counters of the server before and after it. */
  private record MeasuredBytes(ServerBytes before, TransportResult result, ServerBytes after) {
    static MeasuredBytes of(RunningServer server, String topic, TransportSpec spec)
        throws Exception {
      ServerBytes before = ServerBytes.of(server, spec);
      Comparison comparison = measured(server, topic, List.of(spec), Duration.ofSeconds(1));
      return new MeasuredBytes(before, row(comparison, spec.name()), ServerBytes.of(server, spec));
    }
  }

  private record ServerBytes(double sent, double delivered) {
    static ServerBytes of(RunningServer server, TransportSpec spec) {
      String label = "transport=\"" + (spec.polls() ? "polling" : spec.name()) + "\"";
      return new ServerBytes(
          metric(server, "feedhorn_sent_bytes_total{" + label + "} "),
          metric(server, "feedhorn_delivered_total{" + label + "} "));
    }

    private static double metric(RunningServer server, String series) {
      return server
          .http()
          .get("/metrics")
          .body()
          .lines()
          .filter(line -> line.startsWith(series))
          .mapToDouble(line -> Double.parseDouble(line.substring(series.length())))
          .sum();
    }
  }

  private static double received(TransportResult result) {
    double all = 0;
    for (ByteCategory category : ByteCategory.values()) {
      all += result.traffic().received(category);
    }
    return all;
  }

  private static TransportResult row(Comparison comparison, String name) {
    return comparison.row(name).orElseThrow();
  }

  private static Comparison measured(RunningServer server, String topic, List<TransportSpec> rows)
      throws Exception {
    return measured(server, topic, rows, DURATION);
  }

  private static Comparison measured(
      RunningServer server, String topic, List<TransportSpec> rows, Duration duration)
      throws Exception {
    return new ComparisonRunner(
            new ComparisonOptions(
                URI.create(server.address()),
                null,
                List.of(topic),
                duration,
                rows,
                42,
                ComparisonOptions.monotonic()))
        .measure(done -> {});
  }
}
