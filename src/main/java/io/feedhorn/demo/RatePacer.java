package io.feedhorn.demo;

import java.util.function.LongSupplier;

/**
 * Computes the number of ticks that are due at a constant rate. Counts from the start, not from the
 * last call, so that delays of timers do not add up. Not thread-safe.
 */
public final class RatePacer {
  private static final long MIN_MILLIS = 5;
  private static final long MAX_MILLIS = 250;

  private final double perSecond;
  private final LongSupplier nanoTime;
  private final long start;
  private long returned;

  /**
   * @param perSecond ticks per second
   * @param nanoTime a monotonic clock, {@code System::nanoTime}
   */
  public RatePacer(double perSecond, LongSupplier nanoTime) {
    this.perSecond = perSecond;
    this.nanoTime = nanoTime;
    this.start = nanoTime.getAsLong();
  }

  /** Returns the period for a timer: one tick at a time, or several at rates above 200/s. */
  public long periodMillis() {
    return Math.round(Math.min(MAX_MILLIS, Math.max(MIN_MILLIS, 1000 / perSecond)));
  }

  /**
   * Returns the number of ticks that became due since the last call. After a pause of more than one
   * second the older ticks are dropped, so that there is no burst.
   */
  public long dueTicks() {
    long due = (long) ((nanoTime.getAsLong() - start) / 1e9 * perSecond) - returned;
    returned += due;
    return Math.min(due, (long) Math.ceil(perSecond));
  }
}
