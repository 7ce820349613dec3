package io.feedhorn.http;

import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Limits the part of the event loop's time that is spent on new readers, so that many readers that
 * reconnect at once do not delay connected ones. New readers are admitted in their order; without a
 * queue at once. Owned by its event loop, not thread-safe.
 */
final class AcceptThrottle {
  private static final Logger LOG = LoggerFactory.getLogger(AcceptThrottle.class);
  private static final int MAX_WAITING = 20_000;
  private static final long PERIOD_MILLIS = 10;
  private static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(PERIOD_MILLIS);
  private static final long MAX_NANOS_PER_PERIOD = PERIOD_NANOS * 3 / 10;

  private final Vertx vertx;
  private final LongSupplier nanoTime;
  private final Deque<Runnable> waiting = new ArrayDeque<>();
  private long periodStart;
  private long spentNanos;

  /**
   * @param nanoTime monotonic time in nanoseconds
   */
  AcceptThrottle(Vertx vertx, LongSupplier nanoTime) {
    this.vertx = vertx;
    this.nanoTime = nanoTime;
    this.periodStart = nanoTime.getAsLong();
  }

  /**
   * Runs the action of a new reader, now or later.
   *
   * @return false if too many are waiting; the action is not run then
   */
  boolean admit(Runnable action) {
    if (waiting.isEmpty() && hasTime()) {
      run(action);
      return true;
    }
    if (waiting.size() >= MAX_WAITING) {
      return false;
    }
    waiting.add(action);
    if (waiting.size() == 1) {
      awaitNextPeriod();
    }
    return true;
  }

  /** Returns the number of waiting readers. */
  int waiting() {
    return waiting.size();
  }

  private void awaitNextPeriod() {
    vertx.setTimer(PERIOD_MILLIS, timer -> beginPeriod());
  }

  private void beginPeriod() {
    periodStart = nanoTime.getAsLong();
    spentNanos = 0;
    while (!waiting.isEmpty() && spentNanos < MAX_NANOS_PER_PERIOD) {
      run(waiting.remove());
    }
    if (!waiting.isEmpty()) {
      awaitNextPeriod();
    }
  }

  private boolean hasTime() {
    long now = nanoTime.getAsLong();
    if (now - periodStart >= PERIOD_NANOS) {
      periodStart = now;
      spentNanos = 0;
    }
    return spentNanos < MAX_NANOS_PER_PERIOD;
  }

  private void run(Runnable action) {
    long start = nanoTime.getAsLong();
    try {
      action.run();
    } catch (RuntimeException failure) { // must not stop the readers behind this one
      LOG.error("Admission of a new reader failed", failure);
    }
    spentNanos += nanoTime.getAsLong() - start;
  }
}
