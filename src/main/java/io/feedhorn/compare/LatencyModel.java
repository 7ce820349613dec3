package io.feedhorn.compare;

import io.feedhorn.compare.TransportResult.Ages;

/** The expected ages of updates, from the interval and the round trip. Times in milliseconds. */
final class LatencyModel {
  private LatencyModel() {}

  /**
   * Returns the expected ages of a row: half a round trip, and for a poller a uniform distribution
   * over its interval.
   *
   * @param roundTrip the round trip of a request
   */
  static Ages of(TransportSpec spec, double roundTrip) {
    double interval = spec.interval().toNanos() / 1e6;
    double trip = roundTrip / 2;
    return new Ages(
        0.5 * interval + trip,
        0.9 * interval + trip,
        0.99 * interval + trip,
        interval + trip,
        0.5 * interval + trip);
  }

  static Ages of(TransportResult result) {
    return of(result.spec(), result.roundTrip());
  }

  /** Returns true if the mean age differs from the model by at most 5 % or the clock's error. */
  static boolean fits(TransportResult result, double error) {
    double expected = of(result).mean();
    return Math.abs(result.age().mean() - expected) <= Math.max(expected / 20, error);
  }

  /**
   * Returns the interval at which polling would have a mean age; negative if no interval is short
   * enough.
   *
   * @param roundTrip of a poll
   */
  static double intervalFor(double meanAge, double roundTrip) {
    return 2 * (meanAge - roundTrip / 2);
  }
}
