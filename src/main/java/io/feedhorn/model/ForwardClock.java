package io.feedhorn.model;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;

/**
 * A clock that follows the wall clock and never decreases. Safe on any thread, without a lock.
 *
 * <p>If the wall clock is set forward, this clock jumps with it. If the wall clock is set back,
 * this clock continues by the monotonic clock, half a percent slower, until the wall clock has
 * caught up. History thus ages at the rate of time, and {@code now} and {@code ts} stay comparable.
 */
public final class ForwardClock implements Clock {
  /** While the wall clock is behind, this number of microseconds count as one less. */
  private static final long SLOWER_BY_ONE_IN = 200;

  private final LongSupplier wallMicros;
  private final LongSupplier nanos;
  private final AtomicReference<Reading> newest;

  /** The newest accepted time of the wall clock. Immutable. */
  private record Reading(long nanos, long micros) {
    long microsAt(long later) {
      long elapsed = Math.max(0, later - nanos) / 1_000;
      return micros + elapsed - elapsed / SLOWER_BY_ONE_IN;
    }
  }

  /**
   * @param wallMicros the machine's wall clock, Unix time in microseconds
   * @param nanos a monotonic clock, in nanoseconds
   */
  public ForwardClock(LongSupplier wallMicros, LongSupplier nanos) {
    this.wallMicros = wallMicros;
    this.nanos = nanos;
    this.newest = new AtomicReference<>(new Reading(nanos.getAsLong(), wallMicros.getAsLong()));
  }

  @Override
  public long micros() {
    while (true) {
      Reading before = Objects.requireNonNull(newest.get());
      // The wall clock is read first: a pause in between must not look like a clock set back.
      long wall = wallMicros.getAsLong();
      long now = nanos.getAsLong();
      long least = before.microsAt(now);
      if (wall <= least) {
        return least;
      }
      if (newest.compareAndSet(before, new Reading(now, wall))) {
        return wall;
      }
    }
  }

  @Override
  public long wallMicros() {
    return wallMicros.getAsLong();
  }

  @Override
  public long nanos() {
    return nanos.getAsLong();
  }
}
