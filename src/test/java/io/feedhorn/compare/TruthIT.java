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
 * The laboratory against the truth: its way to the server takes a known time, and its clock is off
 * by a known time. The server's clock is this machine's, so the true offset is what was set here,
 * to the microsecond.
 */
@Timeout(120)
class TruthIT {
  private static final Duration TEN_MINUTES = Duration.ofMinutes(10);

  /** The tolerance for the delay of the proxy on a busy machine. */
  private static final double LATE_MILLIS = 60;

  /**
   * One way to the server.
   *
   * @param ahead how much the reader's clock is ahead of the server's
   */
  private record Way(int up, int down, Duration ahead, String poller) {
    Clock clock() {
      long micros = ahead.toNanos() / 1_000;
      return () -> Clock.system().micros() + micros;
    }
  }

  private static final Duration DURATION = Duration.ofSeconds(4);

  private static final List<Way> WAYS =
      List.of(
          new Way(5, 5, TEN_MINUTES, "polling-250ms"),
          new Way(0, 50, TEN_MINUTES.negated(), "polling-500ms"),
          new Way(50, 50, Duration.ZERO, "polling-1s"),
          new Way(500, 500, TEN_MINUTES, "polling-2s"));

  @Test
  void figuresAreTrueWithinTheErrorThatIsStated() throws Throwable {
    try (RunningServer server = RunningServer.start()) {
      String topic = server.latestFeed() + ".a";
      server.publish(topic, "0");
      SteadyPublisher trickle = SteadyPublisher.on(server, topic);
      ExecutorService threads = Executors.newFixedThreadPool(WAYS.size());
      try (trickle) {
        List<Future<?>> ways = new ArrayList<>();
        for (Way way : WAYS) {
          ways.add(threads.submit(() -> holds(server, topic, way, trickle)));
        }
        for (Future<?> way : ways) {
          way.get();
        }
      } catch (ExecutionException told) {
        throw told.getCause();
      } finally {
        threads.shutdownNow();
      }
    }
  }

  private static void holds(RunningServer server, String topic, Way way, SteadyPublisher trickle) {
    long before = trickle.stalledNanos();
    Comparison comparison = measured(server, topic, way);
    double stalledMillis = (trickle.stalledNanos() - before) / 1e6;

    holdsForTheClock(way, comparison);
    holdsForTheAges(way, comparison, stalledMillis);
  }

  private static void holdsForTheClock(Way way, Comparison comparison) {
    double error = comparison.error();
    assertThat(error)
        .as("%s: the error, half the round trip", way)
        .isBetween((way.up + way.down) / 2.0, (way.up + way.down + LATE_MILLIS) / 2);
    assertThat(comparison.offset())
        .as("%s: the offset, within the error", way)
        .isCloseTo((double) -way.ahead.toMillis(), within(error));
    for (TransportResult row : comparison.rows()) {
      assertThat(row.failure()).as("%s %s", way, row.name()).isNull();
      assertThat(row.lost()).as("%s %s: lost", way, row.name()).isZero();
      assertThat(row.updates())
          .as("%s %s: updates", way, row.name())
          .isEqualTo(comparison.updates());
    }
  }

  /**
   * @param stalledMillis for how long this machine published nothing though it should have. The
   *     updates due then are published together at the end, and a poll comes later by as much: each
   *     shifts the mean by no more than its share of the run times the interval.
   */
  private static void holdsForTheAges(Way way, Comparison comparison, double stalledMillis) {
    double error = comparison.error();
    for (TransportResult pushed : List.of(row(comparison, "websocket"), row(comparison, "sse"))) {
      assertThat(pushed.age().p50())
          .as("%s %s: median age", way, pushed.name())
          .isBetween(way.down - error, way.down + error + LATE_MILLIS);
    }
    TransportResult poller = row(comparison, way.poller);
    double model = LatencyModel.of(poller).mean();
    double interval = poller.spec().interval().toMillis();
    double shift = stalledMillis / DURATION.toMillis() * (2 * interval + stalledMillis / 2);
    assertThat(poller.age().mean())
        .as("%s %s: mean age, by the model", way, way.poller)
        .isCloseTo(model, within(model / 20 + shift));
    assertThat(poller.age().max())
        .as("%s %s: largest age", way, way.poller)
        .isLessThan(LatencyModel.of(poller).max() + error + 4 * LATE_MILLIS + stalledMillis);
  }

  private static TransportResult row(Comparison comparison, String name) {
    return comparison.row(name).orElseThrow();
  }

  private static Comparison measured(RunningServer server, String topic, Way way) {
    try (FaultProxy proxy = FaultProxy.before(server.port())) {
      proxy.setFaults(Faults.NONE.delaying(Duration.ofMillis(way.up), Duration.ofMillis(way.down)));
      List<TransportSpec> rows =
          Stream.of("websocket", "sse", way.poller).map(TransportSpec::parse).toList();
      return new ComparisonRunner(
              new ComparisonOptions(
                  URI.create(proxy.address()),
                  null,
                  List.of(topic),
                  DURATION,
                  rows,
                  42,
                  way.clock()))
          .measure(done -> {});
    } catch (IOException | InterruptedException failed) {
      throw new AssertionError(failed);
    }
  }
}
