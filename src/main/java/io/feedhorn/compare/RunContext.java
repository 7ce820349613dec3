package io.feedhorn.compare;

import io.feedhorn.model.Clock;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The state that all threads of a run share. Thread-safe. */
final class RunContext {
  private final ComparisonOptions options;
  private final ServerClock serverClock = new ServerClock();
  private final CountDownLatch over = new CountDownLatch(1);
  private volatile @Nullable Window window;

  /**
   * The time within which updates count, by either clock, in microseconds. Immutable.
   *
   * @param start by the reader's clock
   * @param offset the server's clock minus the reader's, the same for every row
   */
  record Window(long start, long end, long offset) {
    /** Returns true if a time of the reader's clock is within the window. */
    boolean covers(long micros) {
      return micros >= start && micros < end;
    }

    long serverStart() {
      return start + offset;
    }

    long serverEnd() {
      return end + offset;
    }

    /** Returns true if a time of the server's clock is within the window. */
    boolean counts(long ts) {
      return ts >= serverStart() && ts < serverEnd();
    }
  }

  RunContext(ComparisonOptions options) {
    this.options = options;
  }

  ComparisonOptions options() {
    return options;
  }

  ServerClock serverClock() {
    return serverClock;
  }

  /** Returns the reader's clock. */
  Clock clock() {
    return options.clock();
  }

  /** Begins the window. */
  void openWindow() {
    long start = clock().micros();
    window =
        new Window(
            start, start + options.duration().toNanos() / 1_000, serverClock.offset().micros());
  }

  /** Returns the window; null before it begins. */
  @Nullable Window window() {
    return window;
  }

  /** Returns true if a time of the reader's clock is after the window. */
  boolean isPast(long micros) {
    Window known = window;
    return known != null && micros >= known.end;
  }

  boolean isOver() {
    return over.getCount() == 0;
  }

  /** Ends the run: all waits return. */
  void end() {
    over.countDown();
  }

  /** Waits until a time of the reader's clock or the end of the run. Returns true at the end. */
  boolean waitUntil(long micros) {
    try {
      return over.await(Math.max(0, micros - clock().micros()), TimeUnit.MICROSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }
}
