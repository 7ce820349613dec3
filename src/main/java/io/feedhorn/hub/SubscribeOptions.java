package io.feedhorn.hub;

import io.feedhorn.model.DeliveryMode;
import io.feedhorn.model.ErrorCode;
import io.feedhorn.model.FeedException;
import java.util.LongSummaryStatistics;
import java.util.stream.Stream;

/**
 * How much of a topic a reader asks for. Immutable.
 *
 * @param intervalMicros the least time between two updates of one topic; 0 where every one is
 *     wanted
 * @param conflate at most the newest update of each topic in one turn, and in a replay
 */
public record SubscribeOptions(long intervalMicros, boolean conflate) {
  /** Every update. */
  public static final SubscribeOptions ALL = new SubscribeOptions(0, false);

  private static final long SECOND_MICROS = 1_000_000;
  private static final double MIN_RATE = 0.001;
  private static final double MAX_RATE = 1_000;

  /**
   * What a client asked for.
   *
   * @param maxRate updates a second of each topic, or null
   * @throws FeedException {@link ErrorCode#BAD_REQUEST} where the rate is out of range
   */
  @SuppressWarnings("NullAway") // unboxed after the check
  public static SubscribeOptions of(
      @org.jspecify.annotations.Nullable Double maxRate, boolean conflate) {
    if (maxRate == null) {
      return conflate ? new SubscribeOptions(0, true) : ALL;
    }
    if (!(maxRate >= MIN_RATE && maxRate <= MAX_RATE)) {
      throw new FeedException(
          ErrorCode.BAD_REQUEST,
          "'maxRate' is updates per second of each topic, 0.001 to 1000; it was " + maxRate + ".");
    }
    return new SubscribeOptions(Math.round(1_000_000 / maxRate), true);
  }

  /** Whether the reader asks for less than every update. */
  public boolean isReduced() {
    return conflate;
  }

  /** Refuses to ask for less than everything of a feed that promises everything. */
  public void requireAllowed(String feed, DeliveryMode delivery) {
    if (isReduced() && delivery == DeliveryMode.EVERY) {
      throw new FeedException(
          ErrorCode.BAD_REQUEST,
          "'maxRate' and 'conflate' ask for less than every update, and the feed '"
              + feed
              + "' delivers every one.");
    }
  }

  /**
   * The interval that one connection's wishes of one feed share, in microseconds; 0 where none has
   * a rate. The longest, so that no topic exceeds its rate; but a wish for more never waits longer
   * than a second for one for less.
   */
  static long commonInterval(Stream<SubscribeOptions> wishes) {
    LongSummaryStatistics intervals =
        wishes.mapToLong(SubscribeOptions::intervalMicros).summaryStatistics();
    return intervals.getCount() == 0
        ? 0
        : Math.min(intervals.getMax(), Math.max(intervals.getMin(), SECOND_MICROS));
  }

  /** The wider of two wishes: what satisfies both. */
  SubscribeOptions leastRestrictive(SubscribeOptions other) {
    return new SubscribeOptions(
        Math.min(intervalMicros, other.intervalMicros), conflate && other.conflate);
  }
}
