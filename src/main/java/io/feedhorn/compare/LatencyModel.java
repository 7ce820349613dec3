package io.feedhorn.compare;

import io.feedhorn.compare.TransportResult.Ages;

/** What ages ought to be, from how a row asks and how long the way is. Times in milliseconds. */
final class LatencyModel {
  private LatencyModel() {}

  /**
   * The ages of a row: those of a poller are uniform over its interval, plus the trip; what is
   * pushed takes the trip alone.
   *
   * @param roundTrip there and back
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

  static Ages of(TransportResult figures) {
    return of(figures.spec(), figures.roundTrip());
  }

  /** Whether the mean age is what the model says, within one part in twenty or a clock's error. */
  static boolean fits(TransportResult figures, double error) {
    double expected = of(figures).mean();
    return Math.abs(figures.age().mean() - expected) <= Math.max(expected / 20, error);
  }

  /**
   * The interval at which polling would have a mean age; negative where not even asking all the
   * time would.
   *
   * @param roundTrip of a poll
   */
  static double intervalFor(double meanAge, double roundTrip) {
    return 2 * (meanAge - roundTrip / 2);
  }
}
