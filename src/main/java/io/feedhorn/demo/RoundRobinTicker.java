package io.feedhorn.demo;

import io.vertx.core.Vertx;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;

/**
 * Gives each of some players its turn, round and round, spread evenly over time by one timer. While
 * the outlet has no room turns are skipped, not saved up: the play becomes slower, and nobody's
 * story gets a hole. Used on its verticle's event loop only.
 */
final class RoundRobinTicker {
  private final int players;
  private final RatePacer pacer;
  private final BoundedPublisher publisher;
  private final IntConsumer turn;
  private BooleanSupplier playing = () -> true;
  private int next;

  RoundRobinTicker(int players, RatePacer pacer, BoundedPublisher publisher, IntConsumer turn) {
    this.players = players;
    this.pacer = pacer;
    this.publisher = publisher;
    this.turn = turn;
  }

  /** Gives turns only while something holds; turns that are due otherwise are skipped. */
  RoundRobinTicker onlyWhile(BooleanSupplier condition) {
    playing = condition;
    return this;
  }

  /** Starts the timer; it ends with the verticle. */
  void start(Vertx vertx) {
    vertx.setPeriodic(pacer.periodMillis(), timer -> tick());
  }

  void tick() {
    long turns = pacer.dueTicks();
    if (!playing.getAsBoolean()) {
      return;
    }
    for (long due = turns; due > 0 && publisher.canPublish(); due--) {
      turn.accept(next);
      next = (next + 1) % players;
    }
  }
}
