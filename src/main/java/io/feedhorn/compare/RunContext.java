package io.feedhorn.compare;

import io.feedhorn.model.Clock;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What the threads of one run share. Safe on any thread. */
final class RunContext {
  private final ComparisonOptions comparison;
  private final ServerClock serverClock = new ServerClock();
  private final CountDownLatch over = new CountDownLatch(1);
  private volatile @Nullable Window window;

  /**
   * The time in which updates count, by either clock, in microseconds. Immutable.
   *
   * @param start by the reader's clock
   * @param offset the server's clock minus the reader's, the same for every row
   */
  record Window(long start, long end, long offset) {
    /** Whether the reader's clock is within it. */
    boolean covers(long micros) {
      return micros >= start && micros < end;
    }

    long serverStart() {
      return start + offset;
    }

    long serverEnd() {
      return end + offset;
    }

    /** Whether an update is one of the run, by the server's clock. */
    boolean counts(long ts) {
      return ts >= serverStart() && ts < serverEnd();
    }
  }

  RunContext(ComparisonOptions comparison) {
    this.comparison = comparison;
  }

  ComparisonOptions plan() {
    return comparison;
  }

  ServerClock serverClock() {
    return serverClock;
  }

  /** The reader's clock. */
  Clock clock() {
    return comparison.clock();
  }

  /** Lets updates count from now on. */
  void begin() {
    long start = clock().micros();
    window =
        new Window(
            start, start + comparison.duration().toNanos() / 1_000, serverClock.offset().micros());
  }

  /** Null before the beginning. */
  @Nullable Window window() {
    return window;
  }

  /** Whether the window is behind us. */
  boolean isPast(long micros) {
    Window known = window;
    return known != null && micros >= known.end;
  }

  boolean isOver() {
    return over.getCount() == 0;
  }

  /** Everybody goes home. */
  void end() {
    over.countDown();
  }

  /** Waits until a time of the reader's clock, or until the run is over; whether it is. */
  boolean waitUntil(long micros) {
    try {
      return over.await(Math.max(0, micros - clock().micros()), TimeUnit.MICROSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }
}
