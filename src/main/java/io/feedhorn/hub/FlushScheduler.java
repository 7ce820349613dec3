package io.feedhorn.hub;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/**
 * Runs an action at the end of the event loop's turn, however often it was asked for in it. Owned
 * by the hub's event loop, not thread-safe. After an action that wrote to many connections and took
 * long the loop rests from it for twice as long, at most 10 ms, and what comes meanwhile is dealt
 * with together: a busy loop writes larger batches at a part of the cost, an idle one makes nobody
 * wait.
 */
final class FlushScheduler {
  private static final int MANY = 100;
  private static final long LONG_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long MAX_REST_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private final Vertx vertx;
  private final Context context;
  private final LongSupplier nanoTime;
  private final IntSupplier action;
  private boolean due;
  private long rested;

  /**
   * @param nanoTime monotonic time in nanoseconds
   * @param action gives the number of connections that it wrote to
   */
  FlushScheduler(Vertx vertx, LongSupplier nanoTime, IntSupplier action) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.nanoTime = nanoTime;
    this.action = action;
    this.rested = nanoTime.getAsLong();
  }

  /** Runs the action once what the loop is doing now is done, and it has rested. */
  void schedule() {
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
    int written = action.getAsInt();
    long ended = nanoTime.getAsLong();
    // Few writes that took long were held up by something else, and gathering more saves nothing.
    rested = written < MANY ? ended : ended + Math.min(2 * (ended - began), MAX_REST_NANOS);
  }
}
