package io.feedhorn.client;

import java.time.Duration;

/** The end of a timeout that several waits share. Immutable. */
record Deadline(long nanoTime) {
  static Deadline after(Duration timeout) {
    return new Deadline(System.nanoTime() + timeout.toNanos());
  }

  /** Returns the time that is left; zero if the deadline is past. */
  Duration left() {
    return Duration.ofNanos(Math.max(0, nanoTime - System.nanoTime()));
  }
}
