package io.feedhorn.compare;

import io.feedhorn.model.Clock;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/** A run with a clock that the test sets. The clocks of reader and server are the same. */
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

  /** Opens the window at a time in microseconds. */
  RunFixture begin(long at) {
    now = at;
    run.openWindow();
    return this;
  }

  /** Receives an update after a delay in microseconds. */
  void receive(String topic, long seq, long ts, long delay) {
    stats.add(new MeasuredUpdate(topic, seq, seq, ts, 100), ts + delay);
  }
}
