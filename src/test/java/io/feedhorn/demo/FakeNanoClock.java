package io.feedhorn.demo;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** Nanoseconds that pass when the test says so. Safe on any thread. */
final class FakeNanoClock implements LongSupplier {
  // Starts close to the end of the numbers: such a clock may wrap, and only differences count.
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);

  @Override
  public long getAsLong() {
    return nanos.get();
  }

  void pass(Duration duration) {
    nanos.addAndGet(duration.toNanos());
  }
}
