package io.feedhorn.demo;

import java.util.function.LongSupplier;

/**
 * How many turns are due at a steady rate. Counts from the start, not from the last call, so that
 * late timers do not add up. Not thread-safe.
 */
public final class RatePacer {
  private static final long MIN_MILLIS = 5;
  private static final long MAX_MILLIS = 250;

  private final double perSecond;
  private final LongSupplier nanos;
  private final long start;
  private long counted;

  /**
   * @param nanos a clock that never jumps, {@code System::nanoTime}
   */
  public RatePacer(double perSecond, LongSupplier nanos) {
    this.perSecond = perSecond;
    this.nanos = nanos;
    this.start = nanos.getAsLong();
  }

  /** How often to ask: one turn at a time where a timer can, a few together above that. */
  public long periodMillis() {
    return Math.round(Math.min(MAX_MILLIS, Math.max(MIN_MILLIS, 1000 / perSecond)));
  }

  /**
   * The turns that have become due since the last call. After a pause of more than a second the
   * older ones are forgotten: nobody wants them in a burst.
   */
  public long dueTicks() {
    long owed = (long) ((nanos.getAsLong() - start) / 1e9 * perSecond) - counted;
    counted += owed;
    return Math.min(owed, (long) Math.ceil(perSecond));
  }
}
