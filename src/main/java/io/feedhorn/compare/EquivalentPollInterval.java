package io.feedhorn.compare;

import java.util.Comparator;
import java.util.Optional;

/**
 * The interval at which polling would be as fresh as SSE. Immutable. Times in milliseconds.
 *
 * @param atMost true if the interval is only an upper limit, because it is smaller than the error
 *     of the clock
 * @param roundTrip the round trip of the fastest poller
 */
record EquivalentPollInterval(double interval, boolean atMost, double roundTrip) {
  private static final double MINUTE = 60_000;

  /** Returns the interval; empty without significant rows for SSE and a poller. */
  static Optional<EquivalentPollInterval> of(Comparison comparison) {
    Optional<TransportResult> sse = comparison.row("sse").filter(TransportResult::isSignificant);
    Optional<TransportResult> poller =
        comparison.significantRows().stream()
            .filter(row -> row.spec().polls() && !row.spec().closes())
            .min(Comparator.comparing(row -> row.spec().interval()));
    if (sse.isEmpty() || poller.isEmpty()) {
      return Optional.empty();
    }
    double roundTrip = poller.get().roundTrip();
    double interval = LatencyModel.intervalFor(sse.get().age().mean(), roundTrip);
    double least = 2 * comparison.error();
    return Optional.of(
        new EquivalentPollInterval(Math.max(interval, least), interval <= least, roundTrip));
  }

  double requestsPerMinute() {
    return MINUTE / interval;
  }

  /** Returns true if one connection, which waits for each response, could poll that often. */
  boolean isPossible() {
    return interval >= roundTrip;
  }
}
