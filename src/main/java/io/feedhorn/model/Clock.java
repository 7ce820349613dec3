package io.feedhorn.model;

import java.time.Instant;

/** The time, handed in so that tests can turn it. Safe on any thread. */
@FunctionalInterface
public interface Clock {
  /** Unix time in microseconds. */
  long micros();

  /** The machine's clock. */
  static Clock system() {
    return () -> {
      Instant now = Instant.now();
      return now.getEpochSecond() * 1_000_000L + now.getNano() / 1_000L;
    };
  }
}
