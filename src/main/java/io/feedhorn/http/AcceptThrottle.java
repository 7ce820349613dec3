package io.feedhorn.http;

import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets new readers in for a part of the event loop's time only, in the order they came, so that a
 * crowd that comes back at once does not keep those waiting who are here. Owned by its event loop,
 * not thread-safe. Who comes while nobody waits is let in at once.
 */
final class AcceptThrottle {
  private static final Logger LOG = LoggerFactory.getLogger(AcceptThrottle.class);
  private static final int MAX_WAITING = 20_000;
  private static final long PERIOD_MILLIS = 10;
  private static final long PERIOD = TimeUnit.MILLISECONDS.toNanos(PERIOD_MILLIS);
  private static final long SHARE = PERIOD * 3 / 10;

  private final Vertx vertx;
  private final LongSupplier nanoTime;
  private final Deque<Runnable> waiting = new ArrayDeque<>();
  private long began;
  private long spent;

  /**
   * @param nanoTime monotonic time in nanoseconds
   */
  AcceptThrottle(Vertx vertx, LongSupplier nanoTime) {
    this.vertx = vertx;
    this.nanoTime = nanoTime;
    this.began = nanoTime.getAsLong();
  }

  /** Lets somebody in, now or later; false where too many wait already. */
  boolean admit(Runnable entry) {
    if (waiting.isEmpty() && hasTime()) {
      enter(entry);
      return true;
    }
    if (waiting.size() >= MAX_WAITING) {
      return false;
    }
    waiting.add(entry);
    if (waiting.size() == 1) {
      awaitNextPeriod();
    }
    return true;
  }

  /** How many wait. */
  int waiting() {
    return waiting.size();
  }

  private void awaitNextPeriod() {
    vertx.setTimer(PERIOD_MILLIS, timer -> turn());
  }

  private void turn() {
    began = nanoTime.getAsLong();
    spent = 0;
    while (!waiting.isEmpty() && spent < SHARE) {
      enter(waiting.remove());
    }
    if (!waiting.isEmpty()) {
      awaitNextPeriod();
    }
  }

  private boolean hasTime() {
    long now = nanoTime.getAsLong();
    if (now - began >= PERIOD) {
      began = now;
      spent = 0;
    }
    return spent < SHARE;
  }

  private void enter(Runnable entry) {
    long start = nanoTime.getAsLong();
    try {
      entry.run();
    } catch (RuntimeException failure) { // those behind it must not wait for ever
      LOG.error("A new reader could not be let in", failure);
    }
    spent += nanoTime.getAsLong() - start;
  }
}
