package io.feedhorn.compare;

import io.feedhorn.model.Clock;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/** A run whose time is set by hand, of a reader whose clock is the server's. */
final class RunFixture {
  static final long SECOND = 1_000_000;

  private long now;
  private final Clock clock = () -> now;
  final RunContext run;
  final TransportStats stats;

  RunFixture(Duration duration) {
    run =
        new RunContext(
            new ComparisonOptions(
                URI.create("http://127.0.0.1:1"),
                null,
                List.of("a.b"),
                duration,
                List.of(),
                1,
                clock));
    stats = new TransportStats(run);
    run.serverClock().add(-100, 0, 100);
  }

  /** Begins the window at a time, in microseconds. */
  RunFixture begin(long at) {
    now = at;
    run.openWindow();
    return this;
  }

  /** An update comes, so much later than it happened. */
  void receive(String topic, long seq, long ts, long later) {
    stats.add(new MeasuredUpdate(topic, seq, seq, ts, 100), ts + later);
  }
}
