package io.feedhorn.hub;

import io.feedhorn.model.DeliveryMode;
import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import java.util.LongSummaryStatistics;
import java.util.stream.Stream;

/**
 * The options of a subscription to a pattern. Immutable.
 *
 * @param intervalMicros the minimum time between two updates of one topic; 0 without a rate
 * @param conflate at most the newest update of each topic in one flush, and in a replay
 * @param delta updates may be deltas
 */
public record SubscribeOptions(long intervalMicros, boolean conflate, boolean delta) {
  /** Every update. */
  public static final SubscribeOptions ALL = new SubscribeOptions(0, false, false);

  private static final long SECOND_MICROS = 1_000_000;
  private static final double MIN_RATE = 0.001;
  private static final double MAX_RATE = 1_000;

  /**
   * Returns the options that a client asked for.
   *
   * @param maxRate updates per second of each topic, or null
   * @throws FeedException {@link ErrorCode#BAD_REQUEST} if the rate is out of range
   */
  @SuppressWarnings("NullAway") // unboxed after the check
  public static SubscribeOptions of(
      @org.jspecify.annotations.Nullable Double maxRate, boolean conflate, boolean delta) {
    if (maxRate == null) {
      return conflate || delta ? new SubscribeOptions(0, conflate, delta) : ALL;
    }
    if (!(maxRate >= MIN_RATE && maxRate <= MAX_RATE)) {
      throw new FeedException(
          ErrorCode.BAD_REQUEST,
          "'maxRate' is updates per second of each topic, 0.001 to 1000; it was " + maxRate + ".");
    }
    return new SubscribeOptions(Math.round(1_000_000 / maxRate), true, delta);
  }

  /** Returns the options of a poll, which has neither a rate nor deltas. */
  public static SubscribeOptions ofPoll(boolean conflate) {
    return new SubscribeOptions(0, conflate, false);
  }

  /** Returns true if the reader asks for less than every update. */
  public boolean isReduced() {
    return conflate;
  }

  /**
   * Checks that the delivery mode of a feed allows these options.
   *
   * @throws FeedException {@link ErrorCode#BAD_REQUEST} if a feed delivers every update and these
   *     options ask for less
   */
  public void requireAllowed(String feed, DeliveryMode delivery) {
    if (isReduced() && delivery == DeliveryMode.EVERY) {
      throw new FeedException(
          ErrorCode.BAD_REQUEST,
          "'maxRate' and 'conflate' are not allowed for the feed '"
              + feed
              + "': it delivers every update.");
    }
  }

  /**
   * Returns the interval of one connection in one feed, in microseconds; 0 if no pattern has a
   * rate. It is the longest of all patterns, so that no topic exceeds its rate, but at most a
   * second if a pattern has a shorter one.
   */
  static long commonInterval(Stream<SubscribeOptions> options) {
    LongSummaryStatistics intervals =
        options.mapToLong(SubscribeOptions::intervalMicros).summaryStatistics();
    return intervals.getCount() == 0
        ? 0
        : Math.min(intervals.getMax(), Math.max(intervals.getMin(), SECOND_MICROS));
  }

  /** Returns options that satisfy both these and others. */
  SubscribeOptions leastRestrictive(SubscribeOptions other) {
    return new SubscribeOptions(
        Math.min(intervalMicros, other.intervalMicros),
        conflate && other.conflate,
        delta && other.delta);
  }
}
