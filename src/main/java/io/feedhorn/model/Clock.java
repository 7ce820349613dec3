package io.feedhorn.model;

import java.time.Instant;

/** The source of time; tests use their own. Safe on any thread. */
@FunctionalInterface
public interface Clock {
  /**
   * Returns the server's time, Unix time in microseconds: the time of {@code ts} and {@code now},
   * and of the age of history. The system clock's never decreases.
   */
  long micros();

  /**
   * Returns the machine's wall-clock time, Unix time in microseconds: the time of the expiry of
   * tokens and tickets. It jumps in either direction when it is corrected, and forward when a
   * suspended machine continues.
   */
  default long wallMicros() {
    return micros();
  }

  /** Returns nanoseconds of a monotonic clock; only differences are meaningful. */
  default long nanos() {
    return System.nanoTime();
  }

  /** Returns the machine's clocks. */
  static Clock system() {
    return new ForwardClock(
        () -> {
          Instant now = Instant.now();
          return now.getEpochSecond() * 1_000_000L + now.getNano() / 1_000L;
        },
        System::nanoTime);
  }
}
