package io.feedhorn.model;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** The clock of a server for which a test makes time pass at once. Safe on any thread. */
public final class SkippingClock implements Clock {
  private static final Clock SYSTEM = Clock.system();

  private final AtomicLong skipped = new AtomicLong();

  @Override
  public long micros() {
    return SYSTEM.micros() + skipped.get() / 1_000;
  }

  @Override
  public long wallMicros() {
    return SYSTEM.wallMicros() + skipped.get() / 1_000;
  }

  @Override
  public long nanos() {
    return SYSTEM.nanos() + skipped.get();
  }

  /** Makes time pass. */
  public void pass(Duration duration) {
    skipped.addAndGet(duration.toNanos());
  }
}
