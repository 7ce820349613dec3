package io.feedhorn.compare;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was measured of one row. Immutable. Times are in milliseconds as they were measured, finer
 * than the clock allows to say: {@link ClockResolution} makes them fit to be shown. NaN where there
 * is none.
 *
 * @param wire bytes by direction and part
 * @param came how many updates those bytes brought: a poller's first answers are about what
 *     happened before the window, and its last ones come behind it
 * @param roundTrip of a poller's exchanges, the mean; of the others, the clock's least
 * @param serverCpuMicros for each update; NaN where the server does not say
 * @param failure why there are no figures; null where there are
 */
record TransportResult(
    TransportSpec spec,
    long updates,
    long lost,
    long conflated,
    Ages age,
    double jitter,
    double screenMean,
    double screenBehind,
    TrafficTotals wire,
    long came,
    long requests,
    long connections,
    double handshakeMillis,
    long handshakeBytes,
    long handshakeRequests,
    double roundTrip,
    double seconds,
    double serverCpuMicros,
    List<Bar> spread,
    @Nullable String failure) {
  private static final double MINUTES_OF_MONTH = 43_200;
  private static final int READERS = 1_000;
  private static final double GIGA = 1e9;
  private static final int ENOUGH = 20;

  /** Ages in milliseconds. */
  record Ages(double p50, double p90, double p99, double max, double mean) {}

  /** So many updates had an age of up to so many milliseconds, and more than the bar before. */
  record Bar(double upTo, long count) {}

  String name() {
    return spec.name();
  }

  /** Whether there are enough updates to say something. */
  boolean tells() {
    return failure == null && updates >= ENOUGH;
  }

  long bytes() {
    return wire.total();
  }

  /** What went over the wire after the first handshake. */
  private double running() {
    return Math.max(0, wire.total() - handshakeBytes);
  }

  double bytesPerUpdate() {
    return came == 0 ? Double.NaN : running() / came;
  }

  double bytesPerMinute() {
    return came == 0 ? running() * 60 / seconds : bytesPerUpdate() * updates * 60 / seconds;
  }

  /** Of those after the first handshake. */
  double requestsPerMinute() {
    return (requests - handshakeRequests) * 60 / seconds;
  }

  /** GB for 1,000 readers in 30 days. */
  double month() {
    return bytesPerMinute() * MINUTES_OF_MONTH * READERS / GIGA;
  }
}
