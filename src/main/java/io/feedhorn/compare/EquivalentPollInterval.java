package io.feedhorn.compare;

import java.util.Comparator;
import java.util.Optional;

/**
 * The interval at which polling would be as fresh as SSE. Immutable. Times in milliseconds.
 *
 * @param atMost whether the clock cannot tell it from nothing, and it is only known not to be
 *     larger
 * @param roundTrip of the fastest poller's exchanges
 */
record EquivalentPollInterval(double interval, boolean atMost, double roundTrip) {
  private static final double MINUTE = 60_000;

  /** Empty where SSE or every poller is missing. */
  static Optional<EquivalentPollInterval> of(Comparison found) {
    Optional<TransportResult> sse = found.row("sse").filter(TransportResult::tells);
    Optional<TransportResult> poller =
        found.telling().stream()
            .filter(row -> row.spec().polls() && !row.spec().closes())
            .min(Comparator.comparing(row -> row.spec().interval()));
    if (sse.isEmpty() || poller.isEmpty()) {
      return Optional.empty();
    }
    double roundTrip = poller.get().roundTrip();
    double interval = LatencyModel.intervalFor(sse.get().age().mean(), roundTrip);
    double least = 2 * found.error();
    return Optional.of(
        new EquivalentPollInterval(Math.max(interval, least), interval <= least, roundTrip));
  }

  double requestsPerMinute() {
    return MINUTE / interval;
  }

  /** Whether a connection that waits for each answer could ask as often. */
  boolean isPossible() {
    return interval >= roundTrip;
  }
}
