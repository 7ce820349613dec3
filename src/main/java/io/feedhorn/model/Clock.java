package io.feedhorn.model;

import java.time.Instant;

/** The time, handed in so that tests can turn it. Safe on any thread. */
@FunctionalInterface
public interface Clock {
  /**
   * The server's time, Unix time in microseconds: what updates are stamped with, answers tell as
   * {@code now}, and the age of history is measured by. The system's clock never runs backwards.
   */
  long micros();

  /**
   * The machine's wall clock, Unix time in microseconds: what the ends of tokens and tickets are
   * compared with. It jumps in either direction when it is corrected, and forward when a suspended
   * machine goes on.
   */
  default long wallMicros() {
    return micros();
  }

  /** Nanoseconds of a clock that only runs forward; of use in differences only. */
  default long nanos() {
    return System.nanoTime();
  }

  /** The machine's clocks. */
  static Clock system() {
    return new ForwardClock(
        () -> {
          Instant now = Instant.now();
          return now.getEpochSecond() * 1_000_000L + now.getNano() / 1_000L;
        },
        System::nanoTime);
  }
}
