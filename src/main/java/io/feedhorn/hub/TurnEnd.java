package io.feedhorn.hub;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Runs an action at the end of the event loop's turn, however often it was asked for in it. Owned
 * by the hub's event loop, not thread-safe. After an action that took long the loop rests from it
 * for twice as long, at most 10 ms, and what comes meanwhile is dealt with together: a busy loop
 * writes larger batches at a part of the cost, an idle one makes nobody wait.
 */
final class TurnEnd {
  private static final long LONG_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long MOST_REST_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private final Vertx vertx;
  private final Context context;
  private final LongSupplier nanoTime;
  private final Runnable action;
  private boolean due;
  private long rested;

  /**
   * @param nanoTime monotonic time in nanoseconds
   */
  TurnEnd(Vertx vertx, LongSupplier nanoTime, Runnable action) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.nanoTime = nanoTime;
    this.action = action;
    this.rested = nanoTime.getAsLong();
  }

  /** Runs the action once what the loop is doing now is done, and it has rested. */
  void ask() {
    if (due) {
      return;
    }
    due = true;
    long rest = rested - nanoTime.getAsLong();
    if (rest < LONG_NANOS) {
      context.runOnContext(turn -> run());
    } else {
      vertx.setTimer(TimeUnit.NANOSECONDS.toMillis(rest), timer -> run());
    }
  }

  private void run() {
    due = false;
    long began = nanoTime.getAsLong();
    action.run();
    long ended = nanoTime.getAsLong();
    rested = ended + Math.min(2 * (ended - began), MOST_REST_NANOS);
  }
}
