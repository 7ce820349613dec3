package io.feedhorn.model;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** The clock of a server on a machine whose wall clock a test sets forward or back. */
public final class JumpingClock implements Clock {
  private static final Clock SYSTEM = Clock.system();

  private final AtomicLong shift = new AtomicLong();
  private final Clock clock = new ForwardClock(this::wallMicros, System::nanoTime);

  @Override
  public long micros() {
    return clock.micros();
  }

  @Override
  public long wallMicros() {
    return SYSTEM.wallMicros() + shift.get();
  }

  /** Sets the wall clock forward or back; the monotonic clock is not affected. */
  public void jump(Duration duration) {
    shift.addAndGet(duration.toNanos() / 1_000);
  }
}
