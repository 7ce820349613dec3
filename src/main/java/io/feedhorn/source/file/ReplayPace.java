package io.feedhorn.source.file;

import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The pauses of a replay by the times of its messages. Counts from the first message, so that
 * delays of timers do not add up. A time before the last one, as after a loop, starts anew. Not
 * thread-safe.
 */
final class ReplayPace {
  private final double speed;
  private final LongSupplier nowMillis;
  private long startMillis;
  private @Nullable Long first;
  private long last;

  /**
   * @param speed the factor by which the replay is faster; 0: without pauses
   * @param nowMillis a monotonic clock
   */
  ReplayPace(double speed, LongSupplier nowMillis) {
    this.speed = speed;
    this.nowMillis = nowMillis;
  }

  /** Returns true if messages wait for their times. */
  boolean isPaced() {
    return speed > 0;
  }

  /** Returns the time until a message is due, in milliseconds; 0 if it is due now. */
  long delayMillis(@Nullable Long time) {
    if (!isPaced() || time == null) {
      return 0;
    }
    if (first == null || time < last) {
      first = time;
      startMillis = nowMillis.getAsLong();
    }
    last = time;
    long due = startMillis + Math.round((time - first) / speed);
    return Math.max(0, due - nowMillis.getAsLong());
  }
}
