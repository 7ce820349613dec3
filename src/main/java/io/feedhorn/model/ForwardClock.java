package io.feedhorn.model;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;

/**
 * A clock that follows the wall clock and never runs backwards. Safe on any thread, without a lock.
 *
 * <p>When the wall clock is put forward, this one jumps with it. When the wall clock is put back,
 * this one goes on by the monotonic clock, half a percent slower, until the wall clock has caught
 * up: so history ages at the rate of time, and {@code now} and {@code ts} stay comparable.
 */
public final class ForwardClock implements Clock {
  /** Each so many microseconds are one longer while the wall clock is behind. */
  private static final long SLOWER_BY_ONE_IN = 200;

  private final LongSupplier wallMicros;
  private final LongSupplier nanos;
  private final AtomicReference<Reading> newest;

  /** The wall clock as it was followed last. Immutable. */
  private record Reading(long nanos, long micros) {
    long microsAt(long later) {
      long elapsed = Math.max(0, later - nanos) / 1_000;
      return micros + elapsed - elapsed / SLOWER_BY_ONE_IN;
    }
  }

  /**
   * @param wallMicros the machine's clock, Unix time in microseconds
   * @param nanos a clock that only runs forward
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
      // The wall clock first: a pause in between must not look as if it had been put back.
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
