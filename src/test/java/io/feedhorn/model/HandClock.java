package io.feedhorn.model;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that a test turns by hand. Safe on any thread. */
public final class HandClock implements Clock {
  private final AtomicLong micros = new AtomicLong(1_732_150_000_000_000L);

  @Override
  public long micros() {
    return micros.get();
  }

  public void pass(Duration duration) {
    micros.addAndGet(duration.toNanos() / 1_000);
  }
}
