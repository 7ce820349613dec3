package io.feedhorn.model;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that a test sets, in either direction. Safe on any thread. */
public final class FakeClock implements Clock {
  private final AtomicLong micros = new AtomicLong(1_732_150_000_000_000L);
  private final AtomicLong nanos = new AtomicLong();

  @Override
  public long micros() {
    return micros.get();
  }

  @Override
  public long nanos() {
    return nanos.get();
  }

  /** Advances both clocks. */
  public void pass(Duration duration) {
    nanos.addAndGet(duration.toNanos());
    micros.addAndGet(duration.toNanos() / 1_000);
  }

  /** Sets the wall clock forward or back. */
  public void jump(Duration duration) {
    micros.addAndGet(duration.toNanos() / 1_000);
  }

  /** Returns the clock of a server on a machine with these clocks. */
  public Clock forward() {
    return new ForwardClock(this::micros, this::nanos);
  }
}
