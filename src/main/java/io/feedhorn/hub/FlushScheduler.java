package io.feedhorn.hub;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/**
 * Runs an action once for each event-loop iteration in which it was scheduled. Owned by the hub's
 * event loop, not thread-safe. After an action that took long for many connections it pauses for
 * twice that time, at most 10 ms, so that a busy loop writes larger batches at lower cost. An idle
 * loop does not wait. The decision record 0012 has the reasons.
 */
final class FlushScheduler {
  private static final int MIN_CONNECTIONS = 100;
  private static final long MIN_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long MAX_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private final Vertx vertx;
  private final Context context;
  private final LongSupplier nanoTime;
  private final IntSupplier action;
  private boolean isScheduled;
  private long pausedUntilNanos;

  /**
   * @param nanoTime monotonic time in nanoseconds
   * @param action returns the number of connections that it wrote to
   */
  FlushScheduler(Vertx vertx, LongSupplier nanoTime, IntSupplier action) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.nanoTime = nanoTime;
    this.action = action;
    this.pausedUntilNanos = nanoTime.getAsLong();
  }

  /** Runs the action after the current task and the pause. */
  void schedule() {
    if (isScheduled) {
      return;
    }
    isScheduled = true;
    long pause = pausedUntilNanos - nanoTime.getAsLong();
    // The timers of Vert.x have whole milliseconds.
    if (pause < MIN_PAUSE_NANOS) {
      context.runOnContext(none -> run());
    } else {
      vertx.setTimer(TimeUnit.NANOSECONDS.toMillis(pause), timer -> run());
    }
  }

  private void run() {
    isScheduled = false;
    long start = nanoTime.getAsLong();
    int connections = action.getAsInt();
    long end = nanoTime.getAsLong();
    // With few connections something else took the time, and larger batches would save nothing.
    pausedUntilNanos =
        connections < MIN_CONNECTIONS ? end : end + Math.min(2 * (end - start), MAX_PAUSE_NANOS);
  }
}
