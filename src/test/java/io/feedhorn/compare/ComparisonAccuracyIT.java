package io.feedhorn.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.feedhorn.client.fault.FaultProxy;
import io.feedhorn.client.fault.Faults;
import io.feedhorn.http.RunningServer;
import io.feedhorn.model.Clock;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A comparison over a network with a known delay, and with a clock of a known offset. Server and
 * reader use the clock of this machine, so the true offset is the configured one.
 */
@Timeout(120)
class ComparisonAccuracyIT {
  private static final Duration TEN_MINUTES = Duration.ofMinutes(10);

  /** The tolerance for additional delays on a busy machine. */
  private static final double TOLERANCE_MILLIS = 1_000;

  /**
   * A path to the server with a delay in each direction.
   *
   * @param ahead the offset of the reader's clock from the server's
   */
  private record NetworkPath(int up, int down, Duration ahead, String poller) {
    Clock clock() {
      long micros = ahead.toNanos() / 1_000;
      return () -> Clock.system().micros() + micros;
    }
  }

  private static final Duration DURATION = Duration.ofSeconds(4);

  private static final List<NetworkPath> PATHS =
      List.of(
          new NetworkPath(5, 5, TEN_MINUTES, "polling-250ms"),
          new NetworkPath(0, 50, TEN_MINUTES.negated(), "polling-500ms"),
          new NetworkPath(50, 50, Duration.ZERO, "polling-1s"),
          new NetworkPath(500, 500, TEN_MINUTES, "polling-2s"));

  @Test
  void resultsAreCorrectWithinTheReportedError() throws Throwable {
    try (RunningServer server = RunningServer.start()) {
      String topic = server.latestFeed() + ".a";
      server.publish(topic, "0");
      SteadyPublisher publisher = SteadyPublisher.on(server, topic);
      ExecutorService threads = Executors.newFixedThreadPool(PATHS.size());
      try (publisher) {
        List<Future<?>> results = new ArrayList<>();
        for (NetworkPath path : PATHS) {
          results.add(threads.submit(() -> assertCorrect(server, topic, path, publisher)));
        }
        for (Future<?> result : results) {
          result.get();
        }
      } catch (ExecutionException failure) {
        throw failure.getCause();
      } finally {
        threads.shutdownNow();
      }
    }
  }

  private static void assertCorrect(
      RunningServer server, String topic, NetworkPath path, SteadyPublisher publisher) {
    long before = publisher.stalledNanos();
    Comparison comparison = measured(server, topic, path);
    double stalledMillis = (publisher.stalledNanos() - before) / 1e6;

    assertClockIsCorrect(path, comparison);
    assertAgesAreCorrect(path, comparison, stalledMillis);
  }

  private static void assertClockIsCorrect(NetworkPath path, Comparison comparison) {
    double error = comparison.error();
    assertThat(error)
        .as("%s: the error, half the round trip", path)
        .isBetween((path.up + path.down) / 2.0, (path.up + path.down + TOLERANCE_MILLIS) / 2);
    assertThat(comparison.offset())
        .as("%s: the offset, within the error", path)
        .isCloseTo((double) -path.ahead.toMillis(), within(error));
    for (TransportResult row : comparison.rows()) {
      assertThat(row.failure()).as("%s %s", path, row.name()).isNull();
      assertThat(row.lost()).as("%s %s: lost", path, row.name()).isZero();
      assertThat(row.updates())
          .as("%s %s: updates", path, row.name())
          .isEqualTo(comparison.updates());
    }
  }

  /**
   * @param stalledMillis the total time for which publishes were late on this machine. Late updates
   *     are published together, and a poll may be late by the same time. Each shifts the mean by at
   *     most its share of the run times the interval.
   */
  private static void assertAgesAreCorrect(
      NetworkPath path, Comparison comparison, double stalledMillis) {
    double error = comparison.error();
    for (TransportResult pushed : List.of(row(comparison, "websocket"), row(comparison, "sse"))) {
      assertThat(pushed.age().p50())
          .as("%s %s: median age", path, pushed.name())
          .isBetween(path.down - error, path.down + error + TOLERANCE_MILLIS);
    }
    TransportResult poller = row(comparison, path.poller);
    double model = LatencyModel.of(poller).mean();
    double interval = poller.spec().interval().toMillis();
    double shift = stalledMillis / DURATION.toMillis() * (2 * interval + stalledMillis / 2);
    assertThat(poller.age().mean())
        .as("%s %s: mean age, by the model", path, path.poller)
        .isBetween(0.95 * model - shift, 1.05 * model + shift + TOLERANCE_MILLIS);
    assertThat(poller.age().max())
        .as("%s %s: largest age", path, path.poller)
        .isLessThan(LatencyModel.of(poller).max() + error + 4 * TOLERANCE_MILLIS + stalledMillis);
  }

  private static TransportResult row(Comparison comparison, String name) {
    return comparison.row(name).orElseThrow();
  }

  private static Comparison measured(RunningServer server, String topic, NetworkPath path) {
    try (FaultProxy proxy = FaultProxy.before(server.port())) {
      proxy.setFaults(
          Faults.NONE.delaying(Duration.ofMillis(path.up), Duration.ofMillis(path.down)));
      List<TransportSpec> rows =
          Stream.of("websocket", "sse", path.poller).map(TransportSpec::parse).toList();
      return new ComparisonRunner(
              new ComparisonOptions(
                  URI.create(proxy.address()),
                  null,
                  List.of(topic),
                  DURATION,
                  rows,
                  42,
                  path.clock()))
          .measure(done -> {});
    } catch (IOException | InterruptedException failed) {
      throw new AssertionError(failed);
    }
  }
}
