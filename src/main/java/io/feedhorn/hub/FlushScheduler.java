package io.feedhorn.hub;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Runs a flush once for each event-loop iteration in which it was scheduled. Owned by the hub's
 * event loop, not thread-safe. Between the slices of a flush the loop reads its connections. After
 * a flush that took long for many connections it pauses, so that a busy loop writes larger batches
 * at lower cost. An idle loop does not wait. The decision records 0012 and 0159 have the reasons.
 */
final class FlushScheduler {
  private static final int MIN_CONNECTIONS = 100;
  private static final long MIN_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private final Vertx vertx;
  private final Context context;
  private final LongSupplier nanoTime;
  private final Flush flush;
  private boolean isScheduled;
  private boolean isRunning;
  private long startNanos;
  private long busyNanos;
  private long pausedUntilNanos;

  /** A flush that is written in slices. */
  interface Flush {
    /** Writes to the next connections. Returns true if the flush is not complete. */
    boolean writeSlice();

    /** Returns the number of connections of the flush that is complete. */
    int connections();
  }

  /**
   * @param nanoTime monotonic time in nanoseconds
   */
  FlushScheduler(Vertx vertx, LongSupplier nanoTime, Flush flush) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.nanoTime = nanoTime;
    this.flush = flush;
    this.pausedUntilNanos = nanoTime.getAsLong();
  }

  /** Runs the flush after the current task, the flush that is running, and the pause. */
  void schedule() {
    if (!isScheduled) {
      isScheduled = true;
      if (!isRunning) {
        start();
      }
    }
  }

  private void start() {
    long pause = pausedUntilNanos - nanoTime.getAsLong();
    // After a short pause the batch would hardly be larger.
    if (pause < MIN_PAUSE_NANOS) {
      context.runOnContext(none -> run());
    } else {
      // The current context may be that of a request.
      vertx
          .timer(pause, TimeUnit.NANOSECONDS)
          .onSuccess(none -> context.runOnContext(after -> run()));
    }
  }

  private void run() {
    isScheduled = false;
    isRunning = true;
    startNanos = nanoTime.getAsLong();
    busyNanos = 0;
    runSlice(startNanos);
  }

  private void runSlice(long sliceStartNanos) {
    boolean more = true;
    try {
      more = flush.writeSlice();
    } finally {
      // Also after an error: otherwise nothing would be written any more.
      long end = nanoTime.getAsLong();
      busyNanos += end - sliceStartNanos;
      if (more) {
        // A timer, because the loop would run a task before it reads from its connections.
        vertx.timer(1, TimeUnit.NANOSECONDS).onSuccess(none -> runSlice(nanoTime.getAsLong()));
      } else {
        end(end);
      }
    }
  }

  private void end(long endNanos) {
    isRunning = false;
    // With few connections something else took the time, and larger batches would save nothing.
    pausedUntilNanos =
        flush.connections() < MIN_CONNECTIONS ? endNanos : endNanos + pauseNanos(endNanos);
    if (isScheduled) {
      start();
    }
  }

  /**
   * Returns the rest of the period that began with the flush, but at most twice the time that the
   * flush was busy, and at least half of it up to a period.
   */
  private long pauseNanos(long endNanos) {
    long rest = startNanos + PERIOD_NANOS - endNanos;
    long least = Math.min(busyNanos / 2, PERIOD_NANOS);
    return Math.min(2 * busyNanos, Math.max(rest, least));
  }
}
