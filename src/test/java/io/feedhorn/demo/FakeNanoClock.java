package io.feedhorn.demo;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** A monotonic clock that a test advances. Safe on any thread. */
final class FakeNanoClock implements LongSupplier {
  // Starts close to the maximum: such a clock may overflow, only differences are meaningful.
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);

  @Override
  public long getAsLong() {
    return nanos.get();
  }

  void advance(Duration duration) {
    nanos.addAndGet(duration.toNanos());
  }
}
