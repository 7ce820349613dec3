package io.feedhorn.demo;

import io.vertx.core.Vertx;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;

/**
 * Calls an action for each of several sources in turn, at a constant rate, by one timer. Ticks are
 * dropped while the publisher is at its limit: the replay becomes slower, and no source loses an
 * update. Used on its verticle's event loop only.
 */
final class RoundRobinTicker {
  private final int sources;
  private final RatePacer pacer;
  private final BoundedPublisher publisher;
  private final IntConsumer action;
  private BooleanSupplier condition = () -> true;
  private int next;

  /**
   * @param action called with the index of the source
   */
  RoundRobinTicker(int sources, RatePacer pacer, BoundedPublisher publisher, IntConsumer action) {
    this.sources = sources;
    this.pacer = pacer;
    this.publisher = publisher;
    this.action = action;
  }

  /** Drops ticks while the condition is false. */
  RoundRobinTicker onlyWhile(BooleanSupplier required) {
    condition = required;
    return this;
  }

  /** Starts the timer, which ends with the verticle. */
  void start(Vertx vertx) {
    vertx.setPeriodic(pacer.periodMillis(), timer -> tick());
  }

  void tick() {
    long dueTicks = pacer.dueTicks();
    if (!condition.getAsBoolean()) {
      return;
    }
    for (long due = dueTicks; due > 0 && publisher.canPublish(); due--) {
      action.accept(next);
      next = (next + 1) % sources;
    }
  }
}
