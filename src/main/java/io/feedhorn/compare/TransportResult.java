package io.feedhorn.compare;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The figures of one row. Immutable. Times are in milliseconds, finer than the clock permits;
 * {@link ClockResolution} rounds them for display. NaN if there is no figure.
 *
 * @param traffic bytes by direction and category
 * @param received how many updates those bytes brought: a poller's first answers are about what
 *     happened before the window, and its last ones come behind it
 * @param roundTrip of a poller's exchanges, the mean; of the others, the clock's least
 * @param serverCpuMicros for each update; NaN where the server does not say
 * @param failure the reason for which there are no figures; null if there are
 */
record TransportResult(
    TransportSpec spec,
    long updates,
    long lost,
    long conflated,
    Ages age,
    double jitter,
    double displayedAgeMean,
    double displayedAgeBehind,
    TrafficTotals traffic,
    long received,
    long requests,
    long connections,
    double handshakeMillis,
    long handshakeBytes,
    long handshakeRequests,
    double roundTrip,
    double seconds,
    double serverCpuMicros,
    List<Bar> distribution,
    @Nullable String failure) {
  private static final double MINUTES_OF_MONTH = 43_200;
  private static final int READERS = 1_000;
  private static final double GIGA = 1e9;
  private static final int ENOUGH = 20;

  /** Ages in milliseconds. */
  record Ages(double p50, double p90, double p99, double max, double mean) {}

  /** A number of updates with an age up to a limit in milliseconds, above the previous limit. */
  record Bar(double upTo, long count) {}

  String name() {
    return spec.name();
  }

  /** Returns true if there are enough updates for conclusions. */
  boolean isSignificant() {
    return failure == null && updates >= ENOUGH;
  }

  long bytes() {
    return traffic.total();
  }

  /** Returns the bytes after the first handshake. */
  private double bytesAfterHandshake() {
    return Math.max(0, traffic.total() - handshakeBytes);
  }

  double bytesPerUpdate() {
    return received == 0 ? Double.NaN : bytesAfterHandshake() / received;
  }

  double bytesPerMinute() {
    return received == 0
        ? bytesAfterHandshake() * 60 / seconds
        : bytesPerUpdate() * updates * 60 / seconds;
  }

  /** Returns the requests per minute after the first handshake. */
  double requestsPerMinute() {
    return (requests - handshakeRequests) * 60 / seconds;
  }

  /** Returns GB (10⁹ bytes) for 1,000 readers in 30 days. */
  double gigabytesPerMonth() {
    return bytesPerMinute() * MINUTES_OF_MONTH * READERS / GIGA;
  }
}
