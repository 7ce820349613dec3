package io.feedhorn.source;

import io.vertx.core.Vertx;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;

/**
 * Gives each of some players its turn, round and round, spread evenly over time by one timer. While
 * the outlet has no room turns are skipped, not saved up: the play becomes slower, and nobody's
 * story gets a hole. Used on its verticle's event loop only.
 */
final class Rota {
  private final int players;
  private final Pace pace;
  private final Outlet outlet;
  private final IntConsumer turn;
  private BooleanSupplier playing = () -> true;
  private int next;

  Rota(int players, Pace pace, Outlet outlet, IntConsumer turn) {
    this.players = players;
    this.pace = pace;
    this.outlet = outlet;
    this.turn = turn;
  }

  /** Gives turns only while something holds; turns that are due otherwise are skipped. */
  Rota onlyWhile(BooleanSupplier condition) {
    playing = condition;
    return this;
  }

  /** Starts the timer; it ends with the verticle. */
  void start(Vertx vertx) {
    vertx.setPeriodic(pace.periodMillis(), timer -> giveDueTurns());
  }

  void giveDueTurns() {
    long turns = pace.due();
    if (!playing.getAsBoolean()) {
      return;
    }
    for (long due = turns; due > 0 && outlet.hasRoom(); due--) {
      turn.accept(next);
      next = (next + 1) % players;
    }
  }
}
